// Who takes part in which rounds: known to all, as outages are.
import { ScenarioError } from "../error.ts";
import type { Outage } from "../topology/outage.ts";
import type { AgentId, Topology } from "../topology/topology.ts";

/** One agent comes or goes. */
export interface Change {
  /** It begins with `round`; it has ended the round before, and hands over; or it has, and does not. */
  readonly kind: "joins" | "leaves" | "lost";
  readonly agent: AgentId;
  readonly round: number;
}

/** All comings and goings of a run. */
export class Membership implements Outage {
  readonly #changes = new Map<AgentId, readonly Change[]>();
  readonly #byRound = new Map<number, readonly Change[]>();
  readonly #size: number;

  /** @throws ScenarioError where an agent comes while it is there, or goes while it is not */
  constructor(changes: readonly Change[], size: number) {
    this.#size = size;
    for (const change of [...changes].sort((a, b) => a.round - b.round || a.agent - b.agent)) {
      const own = this.#changes.get(change.agent) ?? [];
      requireTurn(change, own.at(-1), size);
      this.#changes.set(change.agent, [...own, change]);
      this.#byRound.set(change.round, [...(this.#byRound.get(change.round) ?? []), change]);
    }
  }

  /** Whether anybody comes or goes at all. */
  get hasChanges(): boolean {
    return this.#changes.size > 0;
  }

  /** Whether an agent takes part in a round. One whose first change is to join is absent before. */
  isPresent(agent: AgentId, round: number): boolean {
    const own = this.#changes.get(agent);
    if (own === undefined) return true;
    const last = own.findLast((change) => change.round <= round);
    return last === undefined ? own[0]!.kind !== "joins" : last.kind === "joins";
  }

  isUp(a: AgentId, b: AgentId, round: number): boolean {
    return this.isPresent(a, round) && this.isPresent(b, round);
  }

  /** Those present in a round, ascending; undefined where all are. */
  present(round: number): readonly AgentId[] | undefined {
    if (this.#changes.size === 0) return undefined;
    const all = Array.from({ length: this.#size }, (_, agent) => agent);
    const present = all.filter((agent) => this.isPresent(agent, round));
    return present.length === all.length ? undefined : present;
  }

  /** The last round up to `until` in which an agent takes part; −1 where there is none. */
  lastRound(agent: AgentId, until: number): number {
    let round = until;
    while (round >= 0 && !this.isPresent(agent, round)) round = this.#previousChange(agent, round) - 1;
    return round;
  }

  /** The first round from `round` to `until` in which an agent takes part; undefined where there is none. */
  nextRound(agent: AgentId, round: number, until: number): number | undefined {
    if (round > until) return undefined;
    if (this.isPresent(agent, round)) return round;
    const next = this.#changes
      .get(agent)
      ?.find((change) => change.round > round && change.kind === "joins");
    return next !== undefined && next.round <= until ? next.round : undefined;
  }

  /** The last round up to `until` in which two agents take part; −1 where there is none. */
  lastSharedRound(a: AgentId, b: AgentId, until: number): number {
    let round = until;
    while (round >= 0 && !this.isUp(a, b, round))
      round = Math.min(this.lastRound(a, round), this.lastRound(b, round));
    return round;
  }

  /** How many were lost up to a round. */
  lossesUntil(round: number): number {
    let losses = 0;
    for (const [at, changes] of this.#byRound)
      if (at <= round) losses += changes.filter(({ kind }) => kind === "lost").length;
    return losses;
  }

  /** The last round up to `round` with which an agent comes or goes; 0 where there is none. */
  #previousChange(agent: AgentId, round: number): number {
    return this.#changes.get(agent)?.findLast((change) => change.round <= round)?.round ?? 0;
  }

  /** The comings and goings of an agent, in their order. */
  of(agent: AgentId): readonly Change[] {
    return this.#changes.get(agent) ?? [];
  }

  /** What changes with a round, in ascending order of agents. */
  at(round: number): readonly Change[] {
    return this.#byRound.get(round) ?? [];
  }
}

/** Changes in words: "agent 3 joins, agent 5 leaves". */
export function changesText(changes: readonly Change[]): string {
  const verbs = { joins: "joins", leaves: "leaves", lost: "is lost" };
  return changes.map(({ agent, kind }) => `agent ${agent} ${verbs[kind]}`).join(", ");
}

/**
 * Who takes over from an agent that leaves: the lowest of its neighbours that are there before and after;
 * undefined where it has none.
 */
export function heirOf(
  { agent, round }: Change,
  membership: Membership,
  topology: Topology,
): AgentId | undefined {
  const isThere = (other: AgentId) =>
    membership.isPresent(other, round) && membership.isPresent(other, round - 1);
  const { whole = topology } = topology;
  for (let step = 0; step < whole.period; step++) {
    const heir = whole.isHeardBy(agent, step).find(isThere);
    if (heir !== undefined) return heir;
  }
  return undefined;
}

/** @throws ScenarioError where nobody takes part in a round */
export function requireSomebody(changes: readonly Change[], membership: Membership): void {
  const empty = [0, ...changes.map(({ round }) => round)].find(
    (round) => membership.present(round)?.length === 0,
  );
  if (empty === undefined) return;
  throw new ScenarioError(
    "network.membership",
    `round ${empty} without any agent`,
    "somebody in every round",
  );
}

/** @throws ScenarioError where an agent leaves and has nobody to hand over to */
export function requireHeirs(changes: readonly Change[], membership: Membership, topology: Topology): void {
  for (const change of changes) {
    if (change.kind !== "leaves" || heirOf(change, membership, topology) !== undefined) continue;
    const found = `agent ${change.agent} leaves at round ${change.round}`;
    throw new ScenarioError("network.membership", found, "a neighbour that stays takes over; or `lost`");
  }
}

function requireTurn({ kind, agent, round }: Change, before: Change | undefined, size: number): void {
  const refuse = (allowed: string) => {
    throw new ScenarioError("network.membership", `agent ${agent} ${kind} at round ${round}`, allowed);
  };
  if (agent >= size) refuse(`agents are numbered from 0 to ${size - 1}`);
  if (before?.round === round) refuse("one change of an agent a round");
  if (before !== undefined && (before.kind === "joins") === (kind === "joins"))
    refuse(`after it ${before.kind} at round ${before.round} the other comes first`);
}
