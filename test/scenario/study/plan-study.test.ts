// Plans: how many runs, in which order, each with its axes and nothing else changed.
import fc from "fast-check";
import t from "tap";
import { builtIn } from "../../../src/scenario/registry.ts";
import { resolveScenario } from "../../../src/scenario/scenario.ts";
import { small } from "../../runners/experiments.ts";
import { at, planned, runsOf } from "./studies.ts";

t.test("a study without axes is its scenario, seeds written out", async (t) => {
  const { plan, sizes } = planned();
  t.equal(plan.runs.length, 1);
  t.same(plan.runs[0]!.point, {});
  t.same(plan.runs[0]!.seeds, { graph: 3, world: 3, learning: 3 });
  t.same(plan.gaps, [0.1, 0.01, 0.001, 1e-6]);
  t.same(plan.remarks, []);
  const [run] = plan.runs;
  t.same(resolveScenario(run!.scenario as never, builtIn), resolveScenario(small, builtIn));
  t.match(sizes, [{ agents: 4, rounds: 12, rows: 13 }]);
});

const paths = {
  "algorithm.stepSize": fc.double({ min: 0.001, max: 0.9, noNaN: true }),
  "algorithm.temperature": fc.double({ min: 0, max: 0.1, noNaN: true }),
  rounds: fc.integer({ min: 1, max: 1000 }),
  agents: fc.integer({ min: 3, max: 9 }),
  "mixing.lazy": fc.double({ min: 0, max: 0.9, noNaN: true }),
};
type Path = keyof typeof paths;

/** Some axes, each with some values, the paths in any order. */
const vary = fc
  .shuffledSubarray(Object.keys(paths) as Path[])
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((path) =>
        fc
          .uniqueArray(paths[path] as fc.Arbitrary<number>, { minLength: 1, maxLength: 3 })
          .map((values) => [path, values.map((value) => value + 0)] as const),
      ),
    ),
  );

t.test("crossed axes: the product, every combination once, the last varying fastest", async (t) => {
  fc.assert(
    fc.property(vary, (axes) => {
      const runs = runsOf({ vary: Object.fromEntries(axes) });
      const product = axes.reduce((count, [, values]) => count * values.length, 1);
      t.equal(runs.length, product);
      runs.forEach((run, index) => {
        t.equal(run.index, index);
        t.same(
          Object.keys(run.point),
          axes.map(([path]) => path),
        );
        let rest = index;
        for (const [path, values] of [...axes].reverse()) {
          const value = values[rest % values.length];
          rest = Math.floor(rest / values.length);
          t.equal(run.point[path], value);
          t.equal(at(run.scenario, path), value);
        }
        const untouched = Object.keys(paths).filter((path) => !(path in run.point));
        for (const path of untouched.filter((other) => other !== "mixing.lazy"))
          t.equal(at(run.scenario, path), at(small, path), path);
      });
    }),
    { seed: 11, numRuns: 40 },
  );
});

t.test("zipped paths advance together and are crossed with the others", async (t) => {
  const runs = runsOf({
    vary: { "algorithm.temperature": [0, 0.1] },
    zip: [
      { agents: [4, 6, 8], rounds: { linspace: { from: 10, to: 30, count: 3 } } },
      { "algorithm.stepSize": [0.01, 0.02], "mixing.lazy": [0, 0.5] },
    ],
  });
  const seen = runs.map(({ point }) => Object.values(point));
  const expected = [0, 0.1].flatMap((temperature) =>
    [4, 6, 8].flatMap((agents, k) =>
      [0.01, 0.02].map((step, m) => [temperature, agents, 10 * (k + 1), step, m / 2]),
    ),
  );
  t.same(seen, expected);
  t.same(planned({ zip: [{ agents: [4, 6], rounds: [1, 2] }] }).plan.axes, ["agents", "rounds"]);
});

t.test("a section is replaced whole, before what stands inside it", async (t) => {
  const runs = runsOf({
    vary: { "mixing.lazy": [0, 0.5], mixing: [{ kind: "max-degree" }, { kind: "metropolis" }] },
  });
  t.same(
    runs.map(({ scenario }) => scenario.mixing),
    [0, 0.5].flatMap((lazy) => ["max-degree", "metropolis"].map((kind) => ({ kind, lazy, seed: 3 }))),
  );
});

t.test("except drops what has all values of an entry, and nothing else", async (t) => {
  const axes = {
    topology: [{ kind: "ring" }, { kind: "hypercube" }, { kind: "erdos-renyi", probability: 0.9 }],
    agents: [4, 6, 8],
  };
  const except = [
    { "topology.kind": "hypercube", agents: 6 },
    { topology: { probability: 0.9, kind: "erdos-renyi" } },
  ];
  const { plan } = planned({ vary: axes, except });
  t.same(
    plan.runs.map(({ point }) => `${point.topology} ${point.agents}`),
    ["ring 4", "ring 6", "ring 8", "hypercube 4", "hypercube 8"],
  );
  t.same(plan.remarks, ["except leaves out 4 combinations."]);
  const general = planned({
    vary: { ...axes, agents: [4, 8] },
    except: [{ "algorithm.kind": "fednpg", agents: 8 }],
  });
  t.same([...new Set(general.plan.runs.map(({ point }) => point.agents))], [4], "not only axes count");
});

t.test("set is for all runs; the command line's comes last", async (t) => {
  const parts = { set: { "algorithm.stepSize": 0.02, rounds: 7 }, vary: { agents: [4, 5] } };
  const { plan } = planned(parts, builtIn, [["rounds", 9]]);
  for (const { scenario } of plan.runs) {
    t.equal(at(scenario, "algorithm.stepSize"), 0.02);
    t.equal(scenario.rounds, 9);
  }
});

t.test(
  "columns are those of any metric, each once; another name is refused with the nearest",
  async (t) => {
    t.same(planned().plan.columns, []);
    const columns = ["critic_error", "optimality_gap", "critic_error"];
    t.same(planned({ columns }).plan.columns, ["critic_error", "optimality_gap"]);
    t.throws(() => planned({ columns: ["value", "critik_error"] }), {
      name: "ScenarioError",
      message: /^columns\[1\]: got "critik_error"; did you mean critic_error\? allowed: value, /,
    });
  },
);

t.test("gaps are those told, the largest first, each once", async (t) => {
  t.same(planned({ gaps: [1e-3, 0.5, 1e-3] }).plan.gaps, [0.5, 1e-3]);
});

t.test("sizes tell how runs compare: agents, rounds, rows, and numbers a round moves", async (t) => {
  const { sizes } = planned({ vary: { agents: [4, 8], "measure.every": [1, 5] } });
  t.same(
    sizes.map(({ agents, rounds, rows }) => [agents, rounds, rows]),
    [
      [4, 12, 13],
      [4, 12, 4],
      [8, 12, 13],
      [8, 12, 4],
    ],
  );
  // A ring: every agent holds S·A = 15 numbers and sends them to two others.
  t.same(
    sizes.map(({ effort }) => effort),
    [180, 180, 360, 360],
  );
});
