import t from "tap";
import { type Algorithm, evaluate, mix } from "../../src/algorithms/algorithm.ts";
import { fedNpg } from "../../src/algorithms/fed-npg.ts";
import type { MarkovModel, Share } from "../../src/environments/environment.ts";
import { DivergenceError } from "../../src/error.ts";
import { rootRng } from "../../src/math/random.ts";
import { uniformPolicy } from "../../src/policies/tabular-softmax.ts";
import { contextOf, distance, modelsOf, worldOf } from "../environments/fixtures.ts";
import { initialTables, nextTables } from "../oracles/fed-npg.ts";
import { randomKernel, randomModel } from "../oracles/model.ts";
import { denseWeights, lockstepCohort, ringMixing } from "./cohorts.ts";

/** Six agents on a small slippery grid, each with its own random reward. */
function gridModels(): MarkovModel[] {
  const rng = rootRng(3);
  const choice = { kind: "gridworld", rows: 4, columns: 4, discount: 0.9 };
  return modelsOf(worldOf(choice, contextOf(6))).map(({ kernel }) => randomModel(rng, kernel, 0.9));
}

/** Six agents with different kernels of different patterns. */
function differentModels(): MarkovModel[] {
  const rng = rootRng(4);
  return Array.from({ length: 6 }, () => randomModel(rng, randomKernel(rng, 12, 3, 2), 0.9));
}

const sharesOf = (models: readonly MarkovModel[]): Share[] => models.map((model) => ({ model }));

t.test("fifty rounds of FedNPG agree with a naive implementation", async (t) => {
  const cases = [
    { models: gridModels(), kind: "metropolis", temperature: 0, gossipRounds: 1 },
    { models: gridModels(), kind: "equal", temperature: 0.3, gossipRounds: 1 },
    { models: differentModels(), kind: "metropolis", temperature: 0.3, gossipRounds: 3 },
  ] as const;
  for (const { models, kind, temperature, gossipRounds } of cases) {
    const stepSize = 0.02;
    const mixing = ringMixing(6, kind);
    const algorithm = fedNpg({ stepSize, temperature }) as unknown as Algorithm;
    const cohort = lockstepCohort(algorithm, sharesOf(models), mixing, gossipRounds);
    const problem = { models, w: denseWeights(mixing), stepSize, temperature, gossipRounds };
    let tables = initialTables(problem);
    cohort.init();
    for (let round = 1; round <= 50; round++) {
      cohort.round(round);
      tables = nextTables(problem, tables);
      cohort.states.forEach((state, n) => {
        for (const name of ["logPolicy", "tracker", "q"] as const) {
          const row = state[name] as Float64Array;
          const error = distance(row, tables[name][n]!);
          t.ok(error <= 1e-11, `${kind}, round ${round}, agent ${n}, ${name}: ${error}`);
        }
      });
    }
    const [first, last] = [initialTables(problem), tables].map(({ logPolicy }) => logPolicy[0]!);
    t.ok(distance(first!, last!) > 0.1, "the policies have moved");
  }
});

t.test("the last two rounds are intact, older memory is reused", async (t) => {
  const algorithm = fedNpg({ stepSize: 0.02, temperature: 0.1 }) as unknown as Algorithm;
  const cohort = lockstepCohort(algorithm, sharesOf(gridModels()), ringMixing(6));
  cohort.init();
  const buffers = new Set<ArrayBufferLike>();
  let last = cohort.states;
  for (let round = 1; round <= 20; round++) {
    const before = last.map((state) => structuredClone(state));
    cohort.round(round);
    t.same(last, before, `round ${round} leaves the states of round ${round - 1} alone`);
    last = cohort.states;
    const rows = last.flatMap((state) => Object.values(state) as Float64Array[]);
    for (const row of rows) buffers.add(row.buffer);
    const places = new Set(rows.map((row) => `${[...buffers].indexOf(row.buffer)}:${row.byteOffset}`));
    t.equal(places.size, rows.length, "no two arrays of a round share memory");
  }
  t.ok(buffers.size <= 6, `${buffers.size} blocks: three arrays in two arenas`);
});

/** An algorithm over vectors whose round is given. */
function vectors(round: Algorithm<{ x: Float64Array; fixed: Float64Array }>["round"]): Algorithm {
  const algorithm: Algorithm<
    { x: Float64Array; fixed: Float64Array },
    { values: Float64Array; id: number }
  > = {
    name: "vectors",
    shares: ["x"],
    // biome-ignore lint/correctness/useYield: round 0 only states what the agent holds.
    *init({ values, id }) {
      return { x: values, fixed: Float64Array.of(id, -id) };
    },
    round,
    view: (state) => state,
  };
  return algorithm as unknown as Algorithm;
}

const valueShares = [0, 1, 2, 3].map((n) => ({ values: Float64Array.of(n, 10 * n, 1) }));

t.test(
  "arrays handed on unchanged survive any number of rounds, and their source is left alone",
  async (t) => {
    const cohort = lockstepCohort(
      vectors(function* ({ x, fixed }, { round }) {
        if (round % 3 === 0) yield* mix({ x });
        const { x: mixed } = yield* mix({ x });
        return { x: round % 2 === 0 ? mixed : x, fixed };
      }),
      valueShares,
      ringMixing(4),
    );
    const weights = denseWeights(ringMixing(4));
    cohort.init();
    for (let round = 1; round <= 11; round++) {
      const before = cohort.states.map(({ x }) => [...(x as Float64Array)]);
      cohort.round(round);
      cohort.states.forEach(({ x, fixed }, n) => {
        t.same([...(fixed as Float64Array)], [n, -n]);
        const mixed = before[n]!.map((_, i) =>
          weights[n]!.reduce((sum, weight, m) => sum + weight * before[m]![i]!, 0),
        );
        const expected = round % 2 === 0 ? mixed : before[n]!;
        t.ok(distance(x as Float64Array, expected) <= 1e-13, `round ${round}, agent ${n}`);
      });
    }
    t.same(
      valueShares.map(({ values }) => values[1]),
      [0, 10, 20, 30],
    );
  },
);

t.test("restored states continue with the same bits", async (t) => {
  const algorithm = fedNpg({ stepSize: 0.02, temperature: 0 }) as unknown as Algorithm;
  const make = () => lockstepCohort(algorithm, sharesOf(differentModels()), ringMixing(6));
  const straight = make();
  straight.init();
  for (let round = 1; round <= 5; round++) straight.round(round);
  const saved = straight.states.map((state) => structuredClone(state));
  for (let round = 6; round <= 9; round++) straight.round(round);
  const resumed = make();
  resumed.restore(saved);
  for (let round = 6; round <= 9; round++) resumed.round(round);
  t.same(resumed.states, straight.states);
});

t.test("what an agent mixes must be declared, and alike for all agents", async (t) => {
  const run = (round: Parameters<typeof vectors>[0]) => {
    const cohort = lockstepCohort(vectors(round), valueShares, ringMixing(4));
    cohort.init();
    cohort.round(1);
  };
  const undeclared = () =>
    run(function* (state) {
      yield* mix({ secret: state.fixed });
      return state;
    });
  t.throws(undeclared, /declares that it shares "secret"/);
  const longer = () =>
    run(function* (state, { id }) {
      yield* mix({ x: id === 2 ? new Float64Array(4) : state.x });
      return state;
    });
  t.throws(longer, /mixes "x" of one length/);
  const silent = () =>
    run(function* (state, { id }) {
      if (id !== 1) yield* mix({ x: state.x });
      return state;
    });
  t.throws(silent, /as often as the others/);
  const empty = () =>
    run(function* (state, { id }) {
      yield* mix(id === 3 ? {} : { x: state.x });
      return state;
    });
  t.throws(empty, /the same names/);
});

t.test(
  "a state that is no longer finite names agent, round and array; the last finite one stays",
  async (t) => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const cohort = lockstepCohort(
        // biome-ignore lint/correctness/useYield: nothing needs mixing to diverge.
        vectors(function* ({ x, fixed }, { id, round, arrays }) {
          const next = arrays.copy(x);
          if (id === 2 && round === 3) next[1] = bad;
          return { x: next, fixed };
        }),
        valueShares,
        ringMixing(4),
      );
      cohort.init();
      cohort.round(1);
      cohort.round(2);
      t.throws(
        () => cohort.round(3),
        new DivergenceError(2, 3, "x"),
        'agent 2, round 3: array "x" is no longer finite',
      );
      t.same(
        cohort.states.map(({ x }) => [...(x as Float64Array)]),
        valueShares.map(({ values }) => [...values]),
      );
    }
  },
);

t.test("of several arrays that are no longer finite the first agent's is named", async (t) => {
  const cohort = lockstepCohort(
    // biome-ignore lint/correctness/useYield: nothing needs mixing to diverge.
    vectors(function* ({ x, fixed }, { id, arrays }) {
      const broken = arrays.copy(x).fill(Number.NaN);
      return { x: id === 3 ? broken : x, fixed: id === 1 ? broken : fixed };
    }),
    valueShares,
    ringMixing(4),
  );
  cohort.init();
  t.throws(() => cohort.round(1), new DivergenceError(1, 1, "fixed"));
});

t.test("a mix of nothing is answered with nothing", async (t) => {
  const cohort = lockstepCohort(
    vectors(function* (state) {
      t.same(yield* mix({}), {});
      return state;
    }),
    valueShares,
    ringMixing(4),
  );
  cohort.init();
  cohort.round(1);
  t.equal(cohort.states.length, 4);
});

t.test("agents may evaluate unequally often between two mixes", async (t) => {
  const models = gridModels();
  const counting: Algorithm<{ sum: Float64Array }, { model: MarkovModel }> = {
    name: "counting",
    shares: ["sum"],
    *init({ model, id, arrays }) {
      const sum = arrays.take(1).fill(0);
      for (let n = 0; n <= id; n++) {
        const q = yield* evaluate(model, uniformPolicy(model.kernel), 0);
        sum[0]! += q[0]!;
      }
      return yield* mix({ sum });
    },
    // biome-ignore lint/correctness/useYield: only the initialisation matters.
    *round(state) {
      return state;
    },
    view: (state) => state,
  };
  const mixing = ringMixing(6);
  const cohort = lockstepCohort(counting as unknown as Algorithm, sharesOf(models), mixing);
  cohort.init();
  const problem = { models, w: [], stepSize: 0, temperature: 0, gossipRounds: 1 };
  const q = initialTables(problem).q.map((row, n) => (n + 1) * row[0]!);
  denseWeights(mixing).forEach((row, n) => {
    const expected = row.reduce((sum, weight, m) => sum + weight * q[m]!, 0);
    t.ok(Math.abs((cohort.states[n]!.sum as Float64Array)[0]! - expected) < 1e-12);
  });
});

t.test("the first agent is named, though one that evaluates less often has ended before it", async (t) => {
  const models = gridModels();
  const uneven: Algorithm<{ sum: Float64Array }, { model: MarkovModel }> = {
    name: "uneven",
    shares: [],
    // biome-ignore lint/correctness/useYield: only the round matters.
    *init({ arrays }) {
      return { sum: arrays.take(1).fill(0) };
    },
    *round(_, { model, id, agents, arrays }) {
      for (let n = id; n < agents; n++) yield* evaluate(model, uniformPolicy(model.kernel), 0);
      return { sum: arrays.take(1).fill(id === 0 ? 0 : Number.NaN) };
    },
    view: (state) => state,
  };
  const cohort = lockstepCohort(uneven as unknown as Algorithm, sharesOf(models), ringMixing(6));
  cohort.init();
  t.throws(() => cohort.round(1), new DivergenceError(1, 1, "sum"));
  t.same(cohort.states[1]!.sum, [0], "the last finite state stays");
});
