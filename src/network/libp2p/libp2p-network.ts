// A peer's network over libp2p: one stream for each edge of the graph, dialled by the lower id.
import type { Connection, PeerId, Stream } from "@libp2p/interface";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import type { Libp2p } from "libp2p";
import { assert } from "../../error.ts";
import type { AgentId } from "../../topology/topology.ts";
import { stampIn } from "../codec.ts";
import type { Stamp } from "../frame.ts";
import type { Network, Packet, PacketHandler } from "../network.ts";
import { admission } from "./admission.ts";
import { ControlPlane } from "./control-plane.ts";
import { errorOf } from "./dial-failure.ts";
import { keepLinked } from "./dialling.ts";
import { Edge, type Standing } from "./edge.ts";
import type { Libp2pNetworkOptions, NetworkEvent } from "./network-options.ts";
import { pubsubIn, startNode } from "./node.ts";
import { Tally } from "./offences.ts";
import { answerProbe, probeProtocol } from "./probe.ts";

/** The name of what peers speak over a stream. */
const protocol = "/hearsay/mix/1";

/** How long a dial may take. */
const dialMs = 30_000;

/** How long streams may take to end when the network is stopped. */
const stoppingMs = 2000;

/** Why packets are dropped that a peer without its connection or memory sends in good faith. */
const innocent: readonly string[] = ["late", "duplicate"];

/** What is known of a neighbour. */
type Known = Pick<Edge, "position" | "durable" | "isLinked">;

/** The network of one peer. */
export class Libp2pNetwork implements Network {
  readonly #options: Libp2pNetworkOptions;
  readonly #node: Libp2p;
  readonly #edges: ReadonlyMap<AgentId, Edge>;
  readonly #tallies = new Map<AgentId | undefined, Tally>();
  readonly #ending = new AbortController();
  #handle: PacketHandler | undefined;
  #rejection: string | undefined;
  #standing: Standing;
  /** Looked at whenever a link is made or a neighbour tells where it is; gone once they are true. */
  readonly #hopes = new Set<() => boolean>();
  #control: ControlPlane | undefined;

  /**
   * A network that listens and does not dial yet.
   * @throws Error where an address cannot be listened at
   */
  static async listen(options: Libp2pNetworkOptions): Promise<Libp2pNetwork> {
    const { key, listen, roster, neighbours, control } = options;
    const isObserver = (id: PeerId) => control?.observers.some((observer) => observer.equals(id)) ?? false;
    let network: Libp2pNetwork | undefined;
    const gater = admission({
      isMember: (id) => roster.agentOf(id) !== undefined || isObserver(id),
      connectionsOf: (id) => network?.node.getConnections(id).length ?? 0,
      onStranger: (id) => network?.onStranger(id),
    });
    const node = await startNode({
      ...{ key, listen, gater, neighbours: [...neighbours].length, digest: control?.digest },
    });
    network = new Libp2pNetwork(options, node);
    const pubsub = pubsubIn(node);
    if (pubsub !== undefined && control !== undefined) {
      const agentOf = (id: PeerId) => roster.agentOf(id);
      network.#control = new ControlPlane(pubsub, { ...control, agentOf, isObserver });
    }
    await node.handle(protocol, (stream, connection) => network.#accept(stream, connection), {
      maxInboundStreams: 4,
    });
    await node.handle(probeProtocol, (stream) => answerProbe(stream, options.sections), {
      maxInboundStreams: 1,
    });
    return network;
  }

  private constructor(options: Libp2pNetworkOptions, node: Libp2p) {
    this.#options = options;
    this.#node = node;
    this.#standing = options.standing;
    this.#edges = new Map([...options.neighbours].map((other) => [other, this.#edge(other)]));
  }

  /** The node under it. */
  get node(): Libp2p {
    return this.#node;
  }

  /** Where it listens, without its peer id. */
  get addresses(): readonly Multiaddr[] {
    return this.#node.getMultiaddrs().map((address) => address.decapsulateCode(421));
  }

  /** What is told to everybody, where the peer has a control plane. */
  get control(): ControlPlane | undefined {
    return this.#control;
  }

  /** What happened so far, by event; packets dropped by reason. */
  get counts(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { counts } of this.#tallies.values())
      for (const key in counts) sums[key] = (sums[key] ?? 0) + counts[key]!;
    return sums;
  }

  /** Neighbours that can be spoken to now. */
  get linked(): readonly AgentId[] {
    return [...this.#edges].filter(([, edge]) => edge.isLinked).map(([other]) => other);
  }

  /** What each neighbour may ask for again. */
  get logs(): readonly (readonly [AgentId, readonly Packet[]])[] {
    return [...this.#edges].map(([other, edge]) => [other, edge.packets] as const);
  }

  /** Gives back what `logs` told in an earlier life. */
  remember(logs: Iterable<readonly [AgentId, readonly Packet[]]>): void {
    for (const [other, packets] of logs) this.#edges.get(other)?.remember(packets);
  }

  /** Dials the neighbours with higher ids, and again whenever a link is lost. */
  connect(addressOf: (agent: AgentId) => string): void {
    for (const [other, edge] of this.#edges) {
      if (other < this.#options.id) continue;
      const address = multiaddr(`${addressOf(other)}/p2p/${this.#options.roster.ids[other]}`);
      const link = {
        dial: (signal: AbortSignal) => this.#dial(address, signal),
        speak: (stream: Stream) => edge.open(stream, true),
        onFailure: (reason: string) => this.#note("unreachable", other, reason),
      };
      void keepLinked(link, this.#ending.signal);
    }
  }

  /** Resolves once something is true of all neighbours, by what is known of each. */
  allAre(what: (agent: AgentId, known: Known) => boolean): Promise<void> {
    return this.#until(() => [...this.#edges].every(([other, edge]) => what(other, edge)));
  }

  /** Resolves once some neighbour is at `stamp` or further. */
  reachedBy(stamp: Stamp): Promise<void> {
    return this.#until(() => [...this.#edges.values()].some(({ position }) => position >= stamp));
  }

  #until(hope: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const isTrue = hope();
        if (isTrue) resolve();
        return isTrue;
      };
      if (!look()) this.#hopes.add(look);
    });
  }

  #look(): void {
    for (const hope of this.#hopes) if (hope()) this.#hopes.delete(hope);
  }

  send(to: AgentId, packet: Packet): void {
    const edge = this.#edges.get(to);
    assert(edge !== undefined, `agent ${to} is a neighbour of agent ${this.#options.id}`);
    this.#standing = { ...this.#standing, at: Math.max(this.#standing.at, stampIn(packet)) };
    edge.send(packet);
  }

  onPacket(handle: PacketHandler): void {
    this.#handle = handle;
  }

  /** The peer has dropped the packet that it is being handed. */
  reject(reason: string): void {
    this.#rejection = reason;
  }

  /** Tells all neighbours where this peer stands now. */
  stands(standing: Partial<Standing>): void {
    this.#standing = { ...this.#standing, ...standing };
    const packet = this.#options.confirmation(this.#standing);
    for (const edge of this.#edges.values()) edge.tell(packet);
  }

  close(): void {
    void this.stop();
  }

  /** Ends all streams at once and stops listening: what is on its way may be lost. */
  async abort(): Promise<void> {
    this.#ending.abort();
    this.#handle = undefined;
    for (const connection of this.#node.getConnections()) connection.abort(new Error("aborted"));
    await this.#node.stop();
  }

  /** Ends all streams once what was sent is with the system, and stops listening. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#handle = undefined;
    const signal = AbortSignal.timeout(stoppingMs);
    await Promise.all([...this.#edges.values()].map((edge) => edge.close(signal)));
    await this.#node.stop();
  }

  /** Someone was turned away who is no member. */
  onStranger(id: PeerId): void {
    this.#note("stranger", undefined, id.toString());
  }

  async #dial(address: Multiaddr, signal: AbortSignal): Promise<Stream> {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(dialMs)]);
    const connection = await this.#node.dial(address, { signal: timed });
    try {
      return await connection.newStream(protocol, { signal: timed });
    } catch (error) {
      // A connection over which nothing can be said is as good as none.
      connection.abort(errorOf(error));
      throw error;
    }
  }

  #accept(stream: Stream, connection: Connection): void {
    const other = this.#options.roster.agentOf(connection.remotePeer);
    const edge = other === undefined ? undefined : this.#edges.get(other);
    if (edge === undefined || other! > this.#options.id) {
      this.#note("off the graph", undefined, `agent ${other}`);
      stream.abort(new Error("off the graph"));
    } else if (this.#handle === undefined) stream.abort(new Error("nobody is here"));
    else void edge.open(stream, false);
  }

  #edge(other: AgentId): Edge {
    const { id, sections, confirms, keepsForRestart, maximumBytes, confirmation } = this.#options;
    return new Edge({
      self: id,
      other,
      sections,
      keeping: { confirms, forRestart: keepsForRestart },
      maximumBytes,
      standing: () => this.#standing,
      confirmation: () => confirmation(this.#standing),
      onPacket: (packet) => this.#deliver(other, packet),
      onNews: () => this.#look(),
      onEvent: (event, detail) => this.#note(event, other, detail),
    });
  }

  /** Hands a packet to the peer; answers the reason where it was an offence to send it. */
  #deliver(from: AgentId, packet: Packet): string | undefined {
    // What nobody has read may be no frame.
    if (this.#handle === undefined) return "nobody listens";
    this.#rejection = undefined;
    this.#handle(from, packet);
    const reason: string | undefined = this.#rejection;
    return reason === undefined || innocent.includes(reason) ? undefined : reason;
  }

  #note(event: NetworkEvent["event"], other: AgentId | undefined, detail: string): void {
    let tally = this.#tallies.get(other);
    if (tally === undefined) this.#tallies.set(other, (tally = new Tally()));
    const key = event === "dropped" ? `dropped: ${detail}` : event;
    if (!tally.add(key)) return;
    const [line = ""] = detail.split("\n");
    this.#options.onEvent?.({ event, other, detail: line, count: tally.counts[key]! });
  }
}
