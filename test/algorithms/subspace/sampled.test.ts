// Subspace TD on drawn chains: what is sent, and the sizes of errors against the baselines'.
import t from "tap";
import type { World } from "../../../src/environments/environment.ts";
import { anglesBetween } from "../../../src/math/principal-angles.ts";
import { rootRng } from "../../../src/math/random.ts";
import { meanOf } from "../../../src/math/vectors.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { Cohort } from "../../../src/runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../../../src/runners/exchange.ts";
import { ringMixing } from "../../runners/cohorts.ts";
import { algorithmOf, chordedRing, server } from "../simulation.ts";
import {
  begin,
  criticError,
  drive,
  type Held,
  held,
  predictionWorld,
  published,
  weightsOf,
} from "./networks.ts";

const discounted = { criterion: "discounted" };

t.test("heads, average rewards and chains never leave the agent", async (t) => {
  const world = predictionWorld(6);
  const cases = [
    ["subspace-td", { headStep: 0.3, basisStep: 0.3 }, ["basis", "tracker"]],
    ["subspace-td", { headStep: 0.3, basisStep: 0.3, ...published }, ["basis"]],
    ["pfedtd-rep", { headStep: 0.3, basisStep: 0.1 }, ["basis"]],
    ["deepca-td", { headStep: 0.3, basisStep: 0.3 }, ["tracker"]],
    ["dif-altgdmin-td", { basisStep: 0.3 }, ["basis"]],
    ["independent-td", { step: 0.3 }, []],
  ] as const;
  for (const [kind, options, names] of cases) {
    const algorithm = algorithmOf(kind, options, world);
    const sent = new Set<string>();
    let numbers = 0;
    const mixing = chordedRing(6);
    const exchange = lockstepExchange(mixing, 1, new TrafficCounter(mixing.topology));
    const cohort = new Cohort({
      algorithm,
      shares: world.shares,
      first: 0,
      agents: 6,
      rng: rootRng(1),
      exchange: (round, messages, give) => {
        messages.forEach((message, k) => {
          const personal = cohort.states[k] as Held;
          for (const [name, row] of Object.entries(message)) {
            sent.add(name);
            numbers = Math.max(numbers, row.length);
            for (const secret of [...(personal.head ?? []), personal.averageReward, personal.chain]) {
              if (secret !== 0 && row.includes(secret as number))
                t.fail(`${kind} sends a private number as ${name}`);
            }
          }
        });
        return exchange(round, messages, give);
      },
    });
    cohort.init();
    drive(cohort, 30);
    t.same([...sent].sort(), names, `${kind} sends ${names}`);
    t.same([...algorithm.shares].sort(), names);
    t.ok(numbers === 0 || numbers === 60, "d r numbers and no more");
  }
});

t.test("never sent is not private: the first message has the head up to a factor", async (t) => {
  const world = predictionWorld(6);
  const algorithm = algorithmOf("subspace-td", { headStep: 0.3, basisStep: 0.3, ...published }, world);
  const mixing = chordedRing(6);
  const exchange = lockstepExchange(mixing, 1, new TrafficCounter(mixing.topology));
  let first: readonly Float64Array[] = [];
  const cohort = new Cohort({
    ...{ algorithm, shares: world.shares, first: 0, agents: 6, rng: rootRng(1) },
    exchange: (round, messages, give) => {
      first = messages.map(({ basis }) => basis!.slice());
      return exchange(round, messages, give);
    },
  });
  cohort.init();
  const start = held(cohort);
  cohort.round(1);
  start.forEach(({ basis: common, head }, k) => {
    const moved = first[k]!.map((x, i) => x - common[i]!);
    const size = Math.hypot(...head);
    // Of a row u_i ω the direction is that of ω; the largest row is read most exactly.
    const rows = Array.from({ length: 20 }, (_, i) => moved.subarray(3 * i, 3 * i + 3));
    const [row] = rows.sort((a, b) => Math.hypot(...b) - Math.hypot(...a)) as [Float64Array];
    const along = row.reduce((sum, x, j) => sum + x * head[j]!, 0) / (size * Math.hypot(...row));
    t.ok(Math.abs(Math.abs(along) - 1) < 1e-12, `agent ${k}: cosine ${along}`);
  });
});

/** Averages over the last half of the rounds, every 20th: X̄ and M. */
function floors(kind: string, options: object, parts: Parts): { error: number; subspace: number } {
  const { world, mixing, rounds, seed = 1, warm = false } = parts;
  const { cohort } = begin(kind, options, { world, mixing, seed });
  if (warm) cohort.restore(fromTruth(held(cohort), world));
  let [error, subspace, count] = [0, 0, 0];
  for (let round = 1; round <= rounds; round++) {
    cohort.round(round);
    if (round < rounds / 2 || round % 20 > 0) continue;
    const states = held(cohort);
    const found = states.map((state) => (state.weights as Float64Array | undefined) ?? weightsOf(state));
    error += criticError(found, world);
    count++;
    if (states[0].basis === undefined) continue;
    const { squares } = anglesBetween(states[0].basis, world.subspace!.basis, 3);
    subspace += squares;
  }
  return { error: error / count, subspace: subspace / count };
}

interface Parts {
  readonly world: World;
  readonly mixing: Mixing;
  readonly rounds: number;
  readonly seed?: number;
  readonly warm?: boolean;
}

/** The states with the true basis and the true heads, so that only the floor is seen. */
function fromTruth(states: readonly Held[], world: World): Held[] {
  const { basis, prediction } = world.subspace!;
  return states.map((state, k) => {
    const z = prediction!.coefficients[k];
    const head = [0, 1, 2].map((j) => z.reduce((sum, x, i) => sum + basis[i * 3 + j] * x, 0));
    return { ...state, basis, head: Float64Array.from(head) };
  });
}

const means = (list: readonly { error: number; subspace: number }[]) => ({
  error: meanOf(list.map(({ error }) => Float64Array.of(error)))[0],
  subspace: meanOf(list.map(({ subspace }) => Float64Array.of(subspace)))[0],
});

t.test(
  "a shared subspace beats learning alone, one value for all is stuck, more agents help it",
  async (t) => {
    const at = (kind: string, agents: number, options: object, rounds = 4000, warm = false) =>
      means(
        [1, 2, 3].map((seed) => {
          const world = predictionWorld(agents, discounted, seed);
          const parts = { world, mixing: server(agents), rounds, seed, warm };
          return floors(kind, { ...options, ...discounted }, parts);
        }),
      );
    const steps = { headStep: 0.5, basisStep: 0.5, headBound: 2, ...published };
    const many = at("subspace-td", 64, steps, 4000, true);
    const few = at("subspace-td", 16, steps, 4000, true);
    const alone = at("independent-td", 16, { step: 0.5 }, 8000);
    const uniform = at("uniform-td", 16, { step: 0.5 });
    t.ok(many.error / alone.error < 0.3, `personalised ${many.error}, independent ${alone.error}`);
    t.ok(uniform.error > 0.5, `uniform ${uniform.error}`);
    t.ok(many.subspace < few.subspace, `M of 64 agents ${many.subspace}, of 16 ${few.subspace}`);
  },
);

t.test("errors are linear in the step; a ring is within 15 % of the server", async (t) => {
  const agents = 16;
  const world = predictionWorld(agents, discounted);
  const at = (step: number, mixing: Mixing, options: object) => {
    const steps = { headStep: step, basisStep: step, headBound: 2, ...discounted, ...options };
    const rounds = Math.round(1600 / step);
    return floors("subspace-td", steps, { world, mixing, rounds, warm: true });
  };
  const [large, small] = [at(0.4, server(agents), published), at(0.1, server(agents), published)];
  for (const name of ["error", "subspace"] as const) {
    const ratio = large[name] / small[name];
    t.ok(ratio > 3 && ratio < 5, `${name} falls ${ratio}-fold from 0.4 to 0.1`);
  }
  for (const options of [{}, { tracking: false }]) {
    const { error } = at(0.1, ringMixing(agents), options);
    t.ok(Math.abs(error / small.error - 1) < 0.15, `${JSON.stringify(options)}: ${error}, ${small.error}`);
  }
});

t.test("disagreement of bases goes as the square of the step", async (t) => {
  const agents = 16;
  const world = predictionWorld(agents, discounted);
  const consensus = (step: number, options: object) => {
    const steps = { headStep: step, basisStep: step, headBound: 2, ...discounted, ...options };
    const { cohort } = begin("subspace-td", steps, { world, mixing: ringMixing(agents) });
    cohort.restore(fromTruth(held(cohort), world));
    let [sum, count] = [0, 0];
    for (let round = 1; round <= 3000; round++) {
      cohort.round(round);
      if (round < 1000 || round % 10 > 0) continue;
      const bases = held(cohort).map(({ basis }) => basis);
      const mean = meanOf(bases);
      for (const basis of bases)
        sum += basis.reduce((total, x, i) => total + (x - mean[i]) ** 2, 0) / agents;
      count++;
    }
    return sum / count;
  };
  for (const tracking of [true, false]) {
    const ratio = consensus(0.2, { tracking }) / consensus(0.05, { tracking });
    t.ok(ratio > 12 && ratio < 20, `tracking ${tracking}: ${ratio} for four times the step, 16 in theory`);
  }
});
