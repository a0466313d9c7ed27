// What containers are given: the scenario with its files, where everybody is, keys and agents' own data.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import { stringify } from "yaml";
import { ScenarioError } from "../../../error.ts";
import { readBytes } from "../../../journal/files.ts";
import { laboratoryObserver } from "../../../network/libp2p/identity.ts";
import type { AgentId } from "../../../topology/topology.ts";
import { agentFileName } from "../../agent-files.ts";
import { type Origin, portable, portableName } from "../../portable.ts";
import { keptKey } from "../keys.ts";
import { hostOf, hostsName, hostsText, peerPort, type Shipment } from "./manifest.ts";

/** What manifests are made for. */
export interface ManifestOptions extends Origin {
  /** The folder that they go to. */
  readonly out: string;
  /** The container image. */
  readonly image: string;
  /** Whether peers have keys of their own, in `keys/`, in place of those of the seed. */
  readonly keys: boolean;
  /** The folder of the agents' own data, if all are here. */
  readonly data?: string;
  readonly checkpointSeconds: number;
}

/**
 * Compose hands key files on as they are, to another user: what keeps others of this machine out is their
 * folder.
 */
const readableByContainers = 0o644;
const ownersFolder = 0o700;

/**
 * Gathers what containers are given; keys that lie in the folder already are kept, others are made.
 * @throws ScenarioError where a file cannot be read or written
 */
export async function shipmentOf(options: ManifestOptions): Promise<Shipment> {
  const { experiment, out, image, checkpointSeconds } = options;
  const { shares, scenario } = experiment;
  const agents = [...shares.keys()];
  const { raw, files } = portable(options);
  if (files.has(hostsName)) throw new ScenarioError(hostsName, "a file of the scenario", "another name");
  const keyFiles = agents.map((agent) => join(out, "keys", `${hostOf(agent)}.key`));
  const kept = (file: string) => keptKey(file, readableByContainers);
  const keys = options.keys ? await Promise.all(keyFiles.map(kept)) : undefined;
  const ids = keys?.map((key) => String(peerIdFromPrivateKey(key)));
  const observerFile = join(out, "keys", "observer.key");
  const observer = await (options.keys ? keptKey(observerFile) : laboratoryObserver(scenario.seed));
  if (options.keys) chmodSync(join(out, "keys"), ownersFolder);
  const addresses = agents.map((agent) => `/dns4/${hostOf(agent)}/tcp/${peerPort}`);
  const hosts = hostsText(ids, String(peerIdFromPrivateKey(observer)), addresses);
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    label: labelOf(scenario.name),
    agents,
    image,
    common: new Map([[portableName, bytes(stringify(raw))], [hostsName, bytes(hosts)], ...files]),
    keys: keys && keyFiles.map(readBytes),
    data: dataOf(options, agents),
    checkpointSeconds,
  };
}

function dataOf({ experiment, data }: ManifestOptions, agents: readonly AgentId[]): Shipment["data"] {
  if (data !== undefined) return agents.map((agent) => readBytes(join(data, agentFileName(agent))));
  return experiment.shares.some((share) => "withheld" in share) ? "elsewhere" : undefined;
}

/** Small letters, digits and dashes, at most 50 of them. */
function labelOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `hearsay-${plain}`.slice(0, 50).replace(/-+$/, "");
}
