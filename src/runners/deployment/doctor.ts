// What would go wrong with the peers of a scenario, and where, before any of them runs.
import { existsSync, readFileSync } from "node:fs";
import type { PrivateKey } from "@libp2p/interface";
import { multiaddr } from "@multiformats/multiaddr";
import { codeVersion } from "../../journal/code-version.ts";
import { dialFailure } from "../../network/libp2p/dial-failure.ts";
import { laboratoryKey } from "../../network/libp2p/identity.ts";
import { startNode } from "../../network/libp2p/node.ts";
import { probe } from "../../network/libp2p/probe.ts";
import { heirOf } from "../../network/membership.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import { sectionDigests } from "../../scenario/section-digests.ts";
import type { AgentId } from "../../topology/topology.ts";
import { membershipOf } from "../itinerary.ts";
import { neighboursOf } from "../real-peer.ts";
import type { Hosts } from "./hosts.ts";
import { isFree } from "./ports.ts";

/** What was looked at, and what was found. */
export interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly detail: string;
}

/** Files that a process has open beside its connections, about. */
const otherFiles = 64;

/** How long a neighbour may take to answer. */
const dialMs = 5000;

/** This machine: Node, and how many files a process may open. */
export function localFindings(experiment: Experiment, hosted: readonly AgentId[]): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNew = major > 22 || (major === 22 && minor >= 12);
  const ends = hosted.reduce((sum, id) => sum + neighboursOf(experiment, id).size + 1, 0);
  return [
    {
      what: "Node",
      isWell: isNew,
      detail: `${process.version}${isNew ? "" : ": at least 22.12 is needed"}`,
    },
    filesFinding(ends + otherFiles),
  ];
}

function filesFinding(needed: number): Finding {
  const path = "/proc/self/limits";
  const what = "open files";
  if (!existsSync(path))
    return { what, isWell: true, detail: `${needed} are needed; the limit is not known` };
  const [, soft = "0"] = /^Max open files +(\S+)/m.exec(readFileSync(path, "utf8")) ?? [];
  const limit = soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
  const isWell = limit >= needed;
  return { what, isWell, detail: `about ${needed} of ${soft}${isWell ? "" : ": raise ulimit -n"}` };
}

/** Where the patient is. */
export interface Patient {
  readonly experiment: Experiment;
  readonly hosts: Hosts;
  readonly id: AgentId;
  /** Where it listens, where that is not the address in `hosts`. */
  readonly listen?: string;
  /** Its key, where that is not the seed's. */
  readonly key?: PrivateKey;
}

/** One agent's place: its key, its address, and its neighbours, who are asked for their scenario. */
export async function placeFindings({ experiment, hosts, id, ...own }: Patient): Promise<Finding[]> {
  const { seed } = experiment.scenario;
  const key = own.key ?? (await laboratoryKey(seed, id));
  const node = await startNode({ key, listen: [], gater: {}, neighbours: 8 });
  try {
    const expected = hosts.roster.ids[id]!;
    const isOwn = node.peerId.equals(expected);
    const identity = {
      what: `agent ${id}, key`,
      isWell: isOwn,
      detail: isOwn ? expected.toString() : `its id is ${node.peerId}, the hosts expect ${expected}`,
    };
    const sections = sectionDigests(experiment, codeVersion());
    const neighbours = [...neighboursOf(experiment, id)].sort((a, b) => a - b);
    const asked = neighbours.map(async (other): Promise<Finding> => {
      const what = `agent ${other} at ${hosts.addresses[other]}`;
      try {
        const address = multiaddr(`${hosts.addresses[other]}/p2p/${hosts.roster.ids[other]}`);
        const connection = await node.dial(address, { signal: AbortSignal.timeout(dialMs) });
        const differing = await probe(connection, sections);
        const detail =
          differing.length === 0 ? "same scenario" : `another scenario: ${differing.join(", ")}`;
        return { what, isWell: differing.length === 0, detail };
      } catch (error) {
        const detail = reasonOf(error);
        const from = firstRoundOf(experiment, other);
        if (from === 0) return { what, isWell: false, detail };
        return { what, isWell: true, detail: `${detail}; it joins at round ${from}` };
      }
    });
    return [
      identity,
      await listenFinding(own.listen ?? hosts.addresses[id]!, id),
      ...membershipFindings(experiment, id),
      ...(await Promise.all(asked)),
    ];
  } finally {
    await node.stop();
  }
}

/** Whether one could listen there. An address of another machine, or of a running peer, is told as it is. */
async function listenFinding(address: string, id: AgentId): Promise<Finding> {
  const parts = multiaddr(address).getComponents();
  const port = Number(parts.find(({ name }) => name === "tcp")?.value);
  const host = parts.find(({ name }) => name === "ip4" || name === "ip6")?.value;
  const isWell = await isFree(port, host);
  const detail = isWell ? "free" : "cannot be listened at: taken, or no address of this machine";
  return { what: `agent ${id}, ${address}`, isWell, detail };
}

/** When an agent comes and goes, and to whom it hands over; nothing where it is always there. */
function membershipFindings(experiment: Experiment, id: AgentId): Finding[] {
  const membership = membershipOf(experiment);
  const parts = membership.of(id).map((change) => {
    const at = `at round ${change.round}`;
    if (change.kind === "joins") return `joins ${at}`;
    if (change.kind === "lost") return `is lost ${at}`;
    return `leaves ${at}, hands over to agent ${heirOf(change, membership, experiment.mixing.topology)}`;
  });
  const what = `agent ${id}, comes and goes`;
  return parts.length === 0 ? [] : [{ what, isWell: true, detail: parts.join("; ") }];
}

/** The first round that an agent takes part in. */
function firstRoundOf(experiment: Experiment, agent: AgentId): number {
  const { rounds } = experiment.scenario;
  return membershipOf(experiment).nextRound(agent, 0, rounds) ?? rounds;
}

/** What the dial came to, in words. */
function reasonOf(error: unknown): string {
  const reason = dialFailure(error);
  return reason === "no answer" ? `no answer within ${dialMs / 1000} s` : reason;
}
