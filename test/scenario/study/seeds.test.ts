// Seeds: three axes that do not follow each other, and only those that a run draws from.
import t from "tap";
import { z } from "zod";
import { rootRng } from "../../../src/math/random.ts";
import { builtIn, extend, type Registry } from "../../../src/scenario/registry.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";
import type { TopologyFamily } from "../../../src/topology/topology.ts";
import { collect, experimentOf, small } from "../../runners/experiments.ts";
import { planned, runsOf } from "./studies.ts";

const drawn = { kind: "erdos-renyi", probability: 0.6 };
const noisy = { ...small.algorithm, evaluationNoise: { kind: "gaussian", size: 0.1 } };

const seedsIn = ({ scenario }: { readonly scenario: Readonly<Record<string, unknown>> }) => {
  const of = (section: string) => (scenario[section] as { seed: number }).seed;
  return [of("topology"), of("mixing"), of("environment"), scenario.seed];
};

t.test("each seed moves its own sections, graph slowest, learning fastest", async (t) => {
  const scenario = { ...small, topology: drawn, algorithm: noisy };
  const runs = runsOf({ scenario, seeds: { graph: [5, 6], world: [8, 9], learning: 2 } });
  const expected = [5, 6].flatMap((graph) =>
    [8, 9].flatMap((world) => [1, 2].map((learning) => ({ graph, world, learning }))),
  );
  t.same(
    runs.map(({ seeds }) => seeds),
    expected,
  );
  for (const run of runs) {
    const { graph, world, learning } = run.seeds;
    t.same(seedsIn(run), [graph, graph, world, learning]);
  }
});

t.test("what the study does not repeat over keeps the scenario's seed", async (t) => {
  const own = {
    ...small,
    seed: 7,
    topology: { ...drawn, seed: 20 },
    mixing: { kind: "metropolis", seed: 21 },
    algorithm: noisy,
  };
  const runs = runsOf({ scenario: own, seeds: { learning: [1, 2, 3] } });
  t.same(
    runs.map(seedsIn),
    [1, 2, 3].map((seed) => [20, 21, 7, seed]),
  );
  t.same(runs[1]!.seeds, { graph: 20, world: 7, learning: 2 });
});

/** Graphs of a stranger: one draws, one does not, one reads its seed only when asked whom it hears. */
const strangers: readonly TopologyFamily[] = [
  ["stranger-drawn", (seed: number) => rootRng(seed).fork("stranger").next() < 0.5],
  ["stranger-fixed", () => true],
  ["stranger-late", undefined],
].map(([kind, chord]) => ({
  kind: kind as string,
  summary: kind as string,
  options: z.strictObject({}),
  build(_: unknown, context) {
    const size = context.agents ?? 4;
    const isChord = chord as ((seed: number) => boolean) | undefined;
    const draws = (seed: number) => rootRng(seed).fork("late").next() < 0.5;
    const early = isChord === undefined ? undefined : isChord.length > 0 ? isChord(context.seed) : true;
    const ring = fromNeighbours(size, (agent) => [(agent + 1) % size, (agent + size - 1) % size]);
    const full = fromNeighbours(size, () => Array.from({ length: size }, (_, other) => other));
    if (early !== undefined) return early ? full : ring;
    const hears = (agent: number, step: number) => (draws(context.seed) ? full : ring).hears(agent, step);
    return { ...ring, hears, isHeardBy: hears };
  },
}));

const registry: Registry = extend(builtIn, { topologies: strangers }, "test");

const scenarios: Readonly<Record<string, Record<string, unknown>>> = {
  fixed: small,
  "drawn graph": { ...small, topology: drawn },
  "drawn weights": { ...small, mixing: { kind: "random-row" }, allowBiasedMixing: true },
  "fixed world": {
    ...small,
    environment: { kind: "path-grid", size: 4, pathSeed: 1, discount: 0.9 },
  },
  "drawn world": { ...small, environment: { kind: "path-grid", size: 4, discount: 0.9 } },
  "goals given": {
    ...small,
    environment: {
      kind: "gridworld",
      rows: 3,
      columns: 3,
      goals: [
        [0, 0],
        [2, 2],
        [0, 2],
        [2, 0],
      ],
    },
  },
  "goals drawn": { ...small, environment: { kind: "gridworld", rows: 3, columns: 3 } },
  noise: { ...small, algorithm: noisy },
  averaging: {
    ...small,
    environment: { kind: "values", draw: "normal", dimension: 3 },
    algorithm: { kind: "averaging" },
  },
  "one-hot": {
    ...small,
    environment: { kind: "values", draw: "one-hot" },
    algorithm: { kind: "averaging" },
  },
  "stranger-drawn": { ...small, topology: { kind: "stranger-drawn" } },
  "stranger-fixed": { ...small, topology: { kind: "stranger-fixed" } },
  "stranger-late": { ...small, topology: { kind: "stranger-late" } },
};

/** Rows and states of a few rounds: what a seed can change. */
async function bitsOf(scenario: Readonly<Record<string, unknown>>): Promise<string> {
  const raw = { ...scenario, rounds: 3 };
  const seen = await collect(experimentOf(raw as Record<string, unknown>, {}, registry));
  return JSON.stringify(seen.map(({ digest, traffic }) => [digest, traffic]));
}

t.test("a seed is repeated over exactly where it changes bits", async (t) => {
  const kinds = ["graph", "world", "learning"] as const;
  const eight = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const [name, scenario] of Object.entries(scenarios)) {
    for (const kind of kinds) {
      const runs = runsOf({ scenario, seeds: { [kind]: eight } }, registry);
      // The other way to know: run them all, the seeds put where they belong by hand.
      const bits = new Set<string>();
      for (const seed of eight) {
        const seeded = withSeed(scenario, kind, seed);
        bits.add(await bitsOf(seeded));
      }
      t.equal(runs.length, bits.size > 1 ? 8 : 1, `${name}: ${bits.size} different runs by ${kind}`);
      t.equal(runs[0]!.seeds[kind], 1);
    }
  }
});

function withSeed(scenario: Record<string, unknown>, kind: string, seed: number): Record<string, unknown> {
  const section = (name: string, own: boolean) => {
    const choice = (scenario[name] ?? { kind: "metropolis" }) as object;
    return { [name]: { ...choice, seed: own ? seed : 3 } };
  };
  return {
    ...scenario,
    seed: kind === "learning" ? seed : 3,
    ...section("topology", kind === "graph"),
    ...section("mixing", kind === "graph"),
    ...section("environment", kind === "world"),
  };
}

t.test("what is collapsed is said, and only that", async (t) => {
  const { plan } = planned({
    vary: { topology: [{ kind: "ring" }, drawn] },
    seeds: { graph: 3, world: 2, learning: 4 },
  });
  t.equal(plan.runs.length, 2 + 2 * 3);
  t.same(plan.remarks, [
    "graph seed: 1 of 2 combinations draws nothing from it; it is run with the first of 3 seeds only.",
    "learning seed: no combination draws from it; each is run with the first of 4 seeds only.",
  ]);
  t.same(planned({ seeds: { learning: 1, world: 3 } }).plan.remarks, []);
});

t.test("combinations that no bit tells apart are refused", async (t) => {
  const twice = { topology: [{ kind: "ring" }, { kind: "ring", seed: 4 }] };
  t.throws(() => planned({ vary: twice }), /values that make other runs than \{ topology: ring \} does/);
  t.throws(() => planned({ vary: { allowBiasedMixing: [true, false] } }), /make other runs/);
  t.doesNotThrow(() => planned({ vary: { topology: [drawn, { ...drawn, seed: 4 }] } }), "other graphs");
});
