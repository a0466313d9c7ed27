// The js-libp2p node under one peer.

import type { GossipSub } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import type { ConnectionGater, PrivateKey } from "@libp2p/interface";
import { memory } from "@libp2p/memory";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { createLibp2p, type Libp2p } from "libp2p";
import { pubsubOf } from "./control-plane.ts";
import { corked } from "./corked.ts";

/** What a node is made of. */
export interface NodeOptions {
  readonly key: PrivateKey;
  /** Multiaddresses to listen at. */
  readonly listen: readonly string[];
  readonly gater: ConnectionGater;
  /** The number of neighbours. */
  readonly neighbours: number;
  /** The scenarioDigest, where the node has a control plane. */
  readonly digest?: string | undefined;
}

/** Connections and dials from one host that are not held up, beside those of the neighbours. */
const spare = 64;

/**
 * How long a peer may be silent before its connection is given up: one that computes does not answer. A
 * connection lost so costs nothing but a new one.
 */
const silenceMs = 60_000;

/** How long a handshake may take: on a busy machine that starts many peers, long. */
const handshakeMs = 30_000;

/** A node that listens. */
export async function startNode({ key, listen, gater, neighbours, digest }: NodeOptions): Promise<Libp2p> {
  const inMemory = listen.length > 0 && listen.every((address) => address.startsWith("/memory/"));
  const most = 4 * neighbours + spare;
  return createLibp2p({
    privateKey: key,
    addresses: { listen: [...listen] },
    transports: inMemory ? [memory()] : [corked(tcp())],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux({ maxInboundStreams: 32 })],
    connectionGater: gater,
    connectionManager: {
      maxConnections: most,
      inboundConnectionThreshold: most,
      // One host cannot fill them: it is held to `most` a second, and they are given up after thirty.
      maxIncomingPendingConnections: 32 * most,
      dialTimeout: handshakeMs,
      addressDialTimeout: handshakeMs,
      inboundUpgradeTimeout: handshakeMs,
      maxParallelDials: most,
      maxDialQueueLength: most,
    },
    services: { ...(digest !== undefined && { identify: identify(), pubsub: pubsubOf(digest) }) },
    connectionMonitor: { enabled: !inMemory, pingTimeout: { minTimeout: silenceMs } },
  });
}

/** The gossipsub service of a node that has a control plane. */
export function pubsubIn(node: Libp2p): GossipSub | undefined {
  return (node.services as { readonly pubsub?: GossipSub }).pubsub;
}
