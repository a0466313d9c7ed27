// Every kind that comes with Hearsay keeps the laws of its section, and every law can be broken.
import { join } from "node:path";
import t, { type Test } from "tap";
import type { AlgorithmKind } from "../../src/algorithms/algorithm.ts";
import type { AnyKind } from "../../src/kind.ts";
import { algorithmLaws } from "../../src/laws/algorithm-laws.ts";
import { examineKinds, type KindVerdict } from "../../src/laws/examination.ts";
import { metricLaws } from "../../src/laws/metric-laws.ts";
import { mixingLaws } from "../../src/laws/mixing-laws.ts";
import { topologyLaws } from "../../src/laws/topology-laws.ts";
import type { Metric, MetricKind } from "../../src/metrics/metric.ts";
import { metricKinds } from "../../src/metrics/metrics.ts";
import type { Mixing, MixingContext, MixingRule } from "../../src/mixing/mixing.ts";
import { fromRows, weightsOf } from "../../src/mixing/weights.ts";
import { loadPlugin } from "../../src/runners/load.ts";
import { builtIn, type Plugin, type Registry } from "../../src/scenario/registry.ts";
import type { Topology, TopologyContext, TopologyFamily } from "../../src/topology/topology.ts";
import { ring, rule } from "../mixing/graphs.ts";

const broken = (await loadPlugin(join(import.meta.dirname, "../plugins/broken-algorithms.ts"))) as {
  readonly algorithms: readonly AlgorithmKind[];
};

const third = "0.33333333333333331";
const files: Record<string, string> = {
  "trace.csv": "ms\n3\n1\n4\n",
  "graph.csv": "source,target\n0,1\n1,2\n2,3\n3,4\n4,0\n",
  matrix: Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: 5 }, (_, j) =>
      i === j ? "0.33333333333333337" : [1, 4].includes((j - i + 5) % 5) ? third : "0",
    ).join(),
  ).join("\n"),
  model: JSON.stringify({
    discount: 0.5,
    start: [0.5, 0.5],
    transitions: [
      [0, 0, 1, 1],
      [1, 0, 0, 1],
    ],
    rewards: [
      [[1], [0]],
      [[0], [1]],
      [[0], [0]],
      [[1], [1]],
      [[0.5], [0]],
    ],
  }),
};
const read = (path: string) => new TextEncoder().encode(files[path]);

/** The registry with options for the kinds that read a file. */
function withExamples(): Registry {
  const given: Record<string, object[]> = {
    "topologies file": [{ path: "graph.csv" }, { path: "graph.csv", directed: true }],
    "mixings given": [{ matrix: "matrix" }],
    "environments file": [{ path: "model" }],
    "links trace": [{ path: "trace.csv" }, { path: "trace.csv", pick: "in order" }],
  };
  const named = <K extends AnyKind<never, unknown>>(section: string, kinds: readonly K[]): K[] =>
    kinds.map((kind) => {
      const examples = given[`${section} ${kind.kind}`];
      return examples === undefined ? kind : { ...kind, examples };
    });
  const entries = Object.entries(builtIn) as [string, readonly AnyKind<never, unknown>[]][];
  return Object.fromEntries(
    entries.map(([section, kinds]) => [section, named(section, kinds)]),
  ) as unknown as Registry;
}

async function verdictsOn(kinds: Plugin): Promise<KindVerdict[]> {
  const verdicts: KindVerdict[] = [];
  for await (const verdict of examineKinds(kinds, read)) verdicts.push(verdict);
  return verdicts;
}

t.test("every kind of the registry is examined, and keeps every law", async (t) => {
  for (const [section, kinds] of Object.entries(withExamples()) as [
    keyof Registry,
    AnyKind<never, unknown>[],
  ][]) {
    const verdicts = await verdictsOn({ [section]: kinds });
    t.same(
      verdicts.filter(({ fault }) => fault !== undefined),
      [],
      section,
    );
    for (const { kind } of kinds) {
      t.ok(
        verdicts.filter((verdict) => verdict.kind === kind).length >= 5,
        `${section}: ${kind} is examined`,
      );
    }
  }
});

/** Asserts that `kind` breaks the law whose name begins so, for the given reason. */
async function breaks(t: Test, kinds: Plugin, law: string, reason: RegExp): Promise<void> {
  const found = await verdictsOn(kinds);
  const fault = found.find((verdict) => verdict.law.startsWith(law) && verdict.fault !== undefined)?.fault;
  t.match(fault ?? "the law holds", reason, law);
}

const late = /^the seed is first read when/;
const cycle = builtIn.topologies.find(({ kind }) => kind === "ring")!;
const family = (
  change: (topology: Topology, build: number, context: TopologyContext) => Partial<Topology>,
): TopologyFamily => {
  let builds = 0;
  return {
    ...cycle,
    build: (options, context) => {
      const topology = cycle.build(options, context);
      return { ...topology, ...change(topology, builds++, context) };
    },
  };
};

t.test("each law of topologies catches its fault", async (t) => {
  const cases: [string, RegExp, Parameters<typeof family>[0]][] = [
    ["there are as many agents", /^4 agents where 5 were/, ({ size }) => ({ size: size === 5 ? 4 : size })],
    ["neighbours are other agents", /names the agent itself/, () => ({ hears: (agent) => [agent] })],
    [
      "neighbours are other agents",
      /not ascending/,
      ({ hears }) => ({ hears: (a, s) => [...hears(a, s)].reverse() }),
    ],
    ["neighbours are other agents", /names 99 of/, () => ({ isHeardBy: () => [99] })],
    ["who hears whom", /is known to one end only/, () => ({ isHeardBy: () => [] })],
    [
      "the graph repeats",
      /one period later/,
      ({ hears }) => ({ hears: (a, s) => (s > 1 ? [] : hears(a, s)) }),
    ],
    [
      "equal seeds",
      /built again/,
      ({ hears }, build) => ({ hears: (a, s) => (build % 2 ? [] : hears(a, s)) }),
    ],
    ["a seed that is read", late, ({ hears }, _, c) => ({ hears: (a, s) => hears(a, c.seed && s) })],
    ["coordinates", /coordinates for/, () => ({ positions: new Float64Array(3) })],
    [
      "coordinates",
      /not finite/,
      ({ size }) => ({ positions: new Float64Array(2 * size).fill(Number.NaN) }),
    ],
  ];
  for (const [law, reason, change] of cases) await breaks(t, { topologies: [family(change)] }, law, reason);
  const covered = topologyLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law)));
  t.same(covered, [], "no law is left out");
});

const mixing = (
  change: (mixing: Mixing, build: number, context: MixingContext) => Partial<Mixing>,
): MixingRule => {
  const metropolis = rule("metropolis");
  let builds = 0;
  return {
    ...metropolis,
    build: (options, context) => {
      const built = metropolis.build(options, context);
      return { ...built, ...change(built, builds++, context) };
    },
  };
};

t.test("each law of mixings catches its fault", async (t) => {
  const scaled = (factor: number) => (built: Mixing) => {
    const at = (weights: ReturnType<Mixing["row"]>) => ({
      ...weights,
      weights: weights.weights.map((w) => w * factor),
    });
    return {
      row: (a: number, s: number) => at(built.row(a, s)),
      column: (a: number, s: number) => at(built.column(a, s)),
    };
  };
  const backwards = weightsOf([3, 1], [0.5, 0.5]);
  const everyone = fromRows(ring(5), () => weightsOf([0, 1, 2, 3, 4], [0.2, 0.2, 0.2, 0.2, 0.2]));
  const cases: [string, RegExp, Parameters<typeof mixing>[0]][] = [
    ["weights are finite", /not ascending/, () => ({ row: () => backwards })],
    ["weights are finite", /the weight of \d is NaN/, scaled(Number.NaN)],
    ["rows sum to 1", /row 0 sums to 2.* and column 0 sums to 2/, scaled(2)],
    [
      "a weight needs an edge",
      /whom it does not hear/,
      () => ({ row: everyone.row, column: everyone.column }),
    ],
    ["columns are the transpose", /in its row/, (built) => ({ column: scaled(0.5)(built).column })],
    ["equal seeds", /built again/, (built, build) => scaled(1 + build)(built)],
    ["a seed that is read", late, ({ row }, _, c) => ({ row: (a, s) => row(a, c.seed && s) })],
  ];
  for (const [law, reason, change] of cases) await breaks(t, { mixings: [mixing(change)] }, law, reason);
  t.same(
    mixingLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law))),
    [],
    "no law is left out",
  );
});

const metric = (change: (metric: Metric) => Partial<Metric>): MetricKind => {
  const consensus = metricKinds.find(({ kind }) => kind === "consensus")!;
  return {
    ...consensus,
    build: (options, context) => {
      const built = consensus.build(options, context);
      return { ...built, ...change(built) };
    },
  };
};

t.test("each law of metrics catches its fault", async (t) => {
  let calls = 0;
  const cases: [string, RegExp, Parameters<typeof metric>[0]][] = [
    ["a row has the declared", /the row has "policy_consensus"/, () => ({ columns: ["other"] })],
    ["a row has the declared", /declared twice/, ({ columns }) => ({ columns: [...columns, ...columns] })],
    ["a cell is", /is NaN/, () => ({ measure: () => ({ row: { policy_consensus: Number.NaN } }) })],
    [
      "per-agent columns",
      /2 numbers for 5/,
      () => ({ measure: () => ({ row: {}, agents: { x: new Float64Array(2) } }) }),
    ],
    ["measuring again", /then/, () => ({ measure: () => ({ row: { policy_consensus: calls++ } }) })],
    [
      "measuring again",
      /a view was changed/,
      ({ measure }) => ({
        measure: (views) => {
          for (const { values } of views) values?.fill(calls++);
          return measure([]);
        },
      }),
    ],
    [
      "views without",
      /is 0 where there is nothing/,
      () => ({ measure: () => ({ row: { policy_consensus: 0 } }) }),
    ],
  ];
  for (const [law, reason, change] of cases) await breaks(t, { metrics: [metric(change)] }, law, reason);
  t.same(
    metricLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law))),
    [],
    "no law is left out",
  );
});

t.test("each law of algorithms catches its fault, for the right reason", async (t) => {
  const cases: [string, string, RegExp][] = [
    ["undeclared", "a mix carries only", /undeclared declares that it shares "secret"/],
    ["uneven", "a mix carries only", /every agent mixes "values" of one length/],
    ["eager", "a mix carries only", /every agent mixes as often as the others/],
    ["unfit", "a world whose agents it cannot", /no model \(.*'kernel'\)\): let `build` throw a Scenario/],
    ["unused", "what `shares` declares", /^"spare" is declared and never mixed$/],
    ["scribbling", "what a mix answers", /^an array that a mix has answered was changed$/],
    ["nested", "a state is a flat record", /state "inner" is a number or a Float64Array/],
    ["ragged", "a state is a flat record", /agent 1 ends with .*agent 0 began with/],
    ["endless", "a state is a flat record", /agent 0, round 4: array "values" is no longer finite/],
    ["partial", "a view holds arrays", /^"first" of the view is no Float64Array$/],
    ["growing", "a view holds arrays", /^after round 0 the views hold/],
    ["impure", "a round is pure", /"values" differs by/],
    ["remembering", "saved, loaded and continued", /"values" differs by/],
    ["fickle", "what calls itself deterministic", /^agent\.rng is touched$/],
    ["favourite", "relabelling agents", /"values" differs by 0.1/],
    ["favourite", "identical agents", /agent 1: "values" differs by 0/],
    ["leaky", "a mixed tracker", /^the means differ by 0.5/],
  ];
  t.same(
    [...new Set(cases.map(([name]) => name))].sort(),
    broken.algorithms.map(({ kind }) => kind).sort(),
  );
  for (const [name, law, reason] of cases) {
    const kinds = broken.algorithms.filter(({ kind }) => kind === name);
    await breaks(t, { algorithms: kinds }, law, reason);
  }
  const only = async (name: string) => {
    const found = await verdictsOn({ algorithms: broken.algorithms.filter(({ kind }) => kind === name) });
    return found.flatMap(({ law, fault }) => (fault === undefined ? [] : [law]));
  };
  for (const [name, law] of cases.filter(([kind]) =>
    ["unfit", "unused", "growing", "leaky", "remembering", "fickle", "scribbling"].includes(kind),
  )) {
    const laws = await only(name);
    t.ok(laws.length === 1 && laws[0]!.startsWith(law), `${name} breaks this law alone`);
  }
  t.same(
    algorithmLaws.filter(({ name }) => !cases.some(([, law]) => name.startsWith(law))),
    [],
    "no law is left out",
  );
});

t.test("a kind that fits nowhere is a fault, with what it said", async (t) => {
  const picky = { ...rule("metropolis"), examples: [{ lazy: 2 }] };
  t.match(await verdictsOn({ mixings: [picky] }), [
    { law: "it can be built", kind: "metropolis", fault: /0.*1|<1/ },
  ]);
});
