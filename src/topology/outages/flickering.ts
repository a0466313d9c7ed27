// Outages by chance: what is up fails, what is down is repaired.
import { z } from "zod";
import { log } from "../../math/logarithm.ts";
import type { Rng } from "../../math/random.ts";
import type { OutageContext, OutageKind } from "../outage.ts";
import type { AgentId } from "../topology.ts";

const probability = z.number().min(0).max(1);

interface Flickering {
  readonly of: "edges" | "agents";
  readonly failure: number;
  readonly repair: number;
}

/** In the long run an edge, or an agent, is up for repair/(failure + repair) of all rounds. */
export const flickering: OutageKind = {
  kind: "flickering",
  summary:
    "edges, or agents, fail and are repaired by chance, each on its own (a Markov chain of two states)",
  options: z.strictObject({
    of: z.enum(["edges", "agents"]).default("edges").describe("what fails"),
    failure: probability.describe("that what is up in a round is down in the next"),
    repair: probability.describe("that what is down in a round is up in the next"),
  }),
  examples: [
    { failure: 0.2, repair: 0.5 },
    { of: "agents", failure: 0.1, repair: 1 },
  ],
  build({ of, failure, repair }: Flickering, { topology: { size }, rng }: OutageContext) {
    const switches = new Map<number, Switch>();
    const at = (a: AgentId, b: AgentId): Switch => {
      const key = a * size + b;
      let found = switches.get(key);
      if (found === undefined) switches.set(key, (found = new Switch(failure, repair, rng.fork(a, b))));
      return found;
    };
    return {
      isUp(a, b, round) {
        if (of === "edges") return at(Math.min(a, b), Math.max(a, b)).isUp(round);
        return at(a, a).isUp(round) && at(b, b).isUp(round);
      },
    };
  },
};

/** One thing that is up from round 0 until it fails. Its draws are those of its turns, in their order. */
class Switch {
  readonly #failure: number;
  readonly #repair: number;
  readonly #rng: Rng;
  /** The first rounds of its times down and up, in turn. */
  readonly #turns: number[] = [];

  constructor(failure: number, repair: number, rng: Rng) {
    this.#failure = failure;
    this.#repair = repair;
    this.#rng = rng;
  }

  isUp(round: number): boolean {
    while ((this.#turns.at(-1) ?? 0) <= round) this.#turn();
    return countUpTo(this.#turns, round) % 2 === 0;
  }

  #turn(): void {
    const isUp = this.#turns.length % 2 === 0;
    const lasts = geometric(this.#rng, isUp ? this.#failure : this.#repair);
    this.#turns.push((this.#turns.at(-1) ?? 0) + lasts);
  }
}

/** Rounds until something of probability p happens, 1 at least: P(> n) = (1 − p)ⁿ. */
function geometric(rng: Rng, p: number): number {
  const draw = log(1 - rng.next());
  if (p === 1) return 1;
  return p === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(draw / log(1 - p)));
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
