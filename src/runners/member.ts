// One agent as a runner holds it: the context its algorithm sees, and what is asked of messages and states.
import type { Agent, Algorithm, Request, State } from "../algorithms/algorithm.ts";
import type { Share } from "../environments/environment.ts";
import { evaluatePolicies } from "../environments/policy-evaluation.ts";
import { assert, DivergenceError } from "../error.ts";
import type { ArenaRows } from "../math/arrays.ts";
import type { Rng } from "../math/random.ts";
import { allFinite } from "../math/vectors.ts";
import type { Message } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";

/** An `evaluate` of an algorithm. */
export type Evaluation = Extract<Request, { kind: "evaluate" }>;

/** One agent's context; its stream of draws is made only when a round asks for it. */
export class Member {
  readonly id: AgentId;
  readonly agents: number;
  readonly arrays: ArenaRows;
  readonly #root: Rng;
  /** The agent's own root, the same in every round. */
  #draws: Rng | undefined;
  round = 0;

  /** @param root the learning draws of the run; the agent draws in round t from its fork (id, t) */
  constructor(share: Share, id: AgentId, agents: number, arrays: ArenaRows, root: Rng) {
    Object.assign(this, share);
    this.id = id;
    this.agents = agents;
    this.arrays = arrays;
    this.#root = root;
  }

  get rng(): Rng {
    this.#draws ??= this.#root.fork(this.id);
    return this.#draws.fork(this.round);
  }

  at(round: number): Agent<unknown> {
    this.round = round;
    return this;
  }

  /**
   * The state with every array in the agent's current arena: arrays handed on unchanged would be
   * overwritten next round.
   */
  keep(state: State): State {
    let kept: Record<string, Float64Array | number> | undefined;
    for (const name in state) {
      const value = state[name]!;
      if (typeof value === "number") continue;
      if (!(value instanceof Float64Array)) assert(false, `state "${name}" is a number or a Float64Array`);
      const row = this.arrays.keep(value);
      if (row === value) continue;
      kept ??= { ...state };
      kept[name] = row;
    }
    return kept ?? state;
  }
}

/** A mix may carry what the algorithm declares and nothing else. */
export function checkedMessage(message: Message, { name, shares }: Algorithm): Message {
  // The text is formed only on failure: this runs once per agent and mix.
  for (const key in message)
    if (!shares.includes(key)) assert(false, `${name} declares that it shares "${key}"`);
  return message;
}

/** The divergence of a state in which a number is not finite. */
export function divergenceOf(state: State, agent: AgentId, round: number): DivergenceError | undefined {
  for (const name in state) {
    if (!isFiniteEntry(state[name]!)) return new DivergenceError(agent, round, name);
  }
  return undefined;
}

/** Whether all numbers of one name of a state are finite. */
function isFiniteEntry(value: Float64Array | number): boolean {
  return typeof value === "number" ? Number.isFinite(value) : allFinite(value);
}

/** Q of an `evaluate`, solved alone: the bits are those of a batch. */
export function evaluated(request: Evaluation, arrays: ArenaRows): Float64Array {
  const q = arrays.take(request.model.reward.length);
  evaluatePolicies([request], [q]);
  return q;
}

/** A copy that stays as it is while the agent goes on computing in its arrays. */
export function copyOf(state: State): State {
  const copy: Record<string, Float64Array | number> = {};
  for (const name in state) {
    const value = state[name]!;
    copy[name] = typeof value === "number" ? value : value.slice();
  }
  return copy;
}
