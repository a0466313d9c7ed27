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
  fromTruth,
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

const means = (list: readonly { error: number; subspace: number }[]) => ({
  error: meanOf(list.map(({ error }) => Float64Array.of(error)))[0],
  subspace: meanOf(list.map(({ subspace }) => Float64Array.of(subspace)))[0],
});

/** Means over three worlds, each with a learning seed of its own. */
function overWorlds(kind: string, options: object, parts: Omit<Parts, "world" | "mixing"> & Network) {
  const { agents, mixing = server(agents), ...rest } = parts;
  return means(
    [1, 2, 3].map((seed) => {
      const world = predictionWorld(agents, discounted, seed);
      return floors(kind, { ...discounted, ...options }, { world, mixing, seed, ...rest });
    }),
  );
}

interface Network {
  readonly agents: number;
  /** A server unless given. */
  readonly mixing?: Mixing;
}

const large = { headStep: 0.5, basisStep: 0.5, headBound: 2, ...published };

t.test(
  "from its own start a shared subspace beats learning alone; one value for all is stuck",
  async (t) => {
    const network = { agents: 16, rounds: 20_000 };
    const shared = overWorlds("subspace-td", large, network);
    const alone = overWorlds("independent-td", { step: 0.5 }, network);
    const uniform = overWorlds("uniform-td", { step: 0.5 }, network);
    t.ok(shared.error / alone.error < 0.3, `personalised ${shared.error}, independent ${alone.error}`);
    t.ok(uniform.error > 0.5, `uniform ${uniform.error}`);
  },
);

t.test("the more agents the smaller is what stays of the angle", async (t) => {
  // From the truth, where only the floor is seen.
  const floor = (agents: number) =>
    overWorlds("subspace-td", large, { agents, rounds: 4000, warm: true }).subspace;
  const [many, few] = [floor(64), floor(16)];
  t.ok(many < few, `M of 64 agents ${many}, of 16 ${few}`);
});

t.test("errors are linear in the step; a ring is within 15 % of the server", async (t) => {
  const at = (step: number, options: object, mixing?: Mixing) => {
    const steps = { headStep: step, basisStep: step, headBound: 2, ...options };
    const network = { agents: 16, rounds: Math.round(1600 / step), warm: true };
    return overWorlds("subspace-td", steps, { ...network, ...(mixing && { mixing }) });
  };
  const [coarse, fine] = [at(0.4, published), at(0.1, published)];
  for (const name of ["error", "subspace"] as const) {
    const ratio = coarse[name] / fine[name];
    t.ok(ratio > 3 && ratio < 5, `${name} falls ${ratio}-fold from 0.4 to 0.1`);
  }
  for (const options of [{}, { tracking: false }]) {
    const { error } = at(0.1, options, ringMixing(16));
    t.ok(Math.abs(error / fine.error - 1) < 0.15, `${JSON.stringify(options)}: ${error}, ${fine.error}`);
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
