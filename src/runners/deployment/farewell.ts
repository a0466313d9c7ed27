// Whom a peer that is done still has to stay for: neighbours that may ask again for what it has sent them.
import { setTimeout as sleep } from "node:timers/promises";
import { type Stamp, stampOf } from "../../network/frame.ts";
import type { Libp2pNetwork } from "../../network/libp2p/libp2p-network.ts";
import { heirOf } from "../../network/membership.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import type { AgentId } from "../../topology/topology.ts";
import { membershipOf } from "../itinerary.ts";

/** One that is done. */
export interface Parting {
  readonly experiment: Experiment;
  readonly id: AgentId;
  /** The round it has come back from in this life; −1 where it began with the first. */
  readonly cameFrom: number;
}

/** What it knows of a neighbour. */
export interface Remaining {
  readonly agent: AgentId;
  /** The exchange it is at. */
  readonly position: Stamp;
  /** The newest round that it can come back to. */
  readonly durable: number;
  readonly isLinked: boolean;
}

/** One that is done and may have to stay. */
export interface Staying extends Parting {
  readonly network: Libp2pNetwork;
  /** How long it stays at most. */
  readonly lingerSeconds: number;
  readonly interrupt: AbortSignal;
  readonly onNote?: (text: string) => void;
}

/** Resolves once no neighbour needs the peer any more, or it has stayed long enough. */
export async function stayForOthers(staying: Staying): Promise<void> {
  const { network, lingerSeconds, interrupt, onNote } = staying;
  const done = network.allAre((agent, { position, durable, isLinked }) =>
    needsNothing(staying, { agent, position, durable, isLinked }),
  );
  const ending = new AbortController();
  const signal = AbortSignal.any([interrupt, ending.signal]);
  const tired = sleep(1000 * lingerSeconds, "tired", { signal }).catch(() => "interrupted");
  const reason = await Promise.race([done, tired]);
  ending.abort();
  if (reason === "tired") onNote?.(`left after ${lingerSeconds} s: a neighbour is not done`);
}

/** Whether a neighbour needs nothing any more of one that has passed the last round of its own. */
export function needsNothing({ experiment, id, cameFrom }: Parting, neighbour: Remaining): boolean {
  const { agent, position, durable, isLinked } = neighbour;
  const { rounds } = experiment.scenario;
  const membership = membershipOf(experiment);
  const own = membership.lastRound(id, rounds);
  const shared = membership.lastSharedRound(id, agent, own);
  const theirs = membership.lastRound(agent, rounds);
  if (shared < 0 || position >= stampOf(theirs + 1, 0)) return true;
  // One who leaves before the end need not stay until it: only until the others cannot come back so far.
  if (own < rounds && durable >= (isHeirOf(experiment, id, own + 1, agent) ? own + 1 : shared)) return true;
  // One who had left before this life began told an earlier one, and need not be there any more.
  return !isLinked && theirs < rounds && cameFrom >= theirs;
}

function isHeirOf(experiment: Experiment, leaver: AgentId, round: number, other: AgentId): boolean {
  const membership = membershipOf(experiment);
  const change = membership.at(round).find(({ agent }) => agent === leaver);
  if (change?.kind !== "leaves") return false;
  return heirOf(change, membership, experiment.mixing.topology) === other;
}
