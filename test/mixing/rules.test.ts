// What every rule promises, looped over the registry; the closed forms of sigma.
import t from "tap";
import type { MixingRule } from "../../src/mixing/mixing.ts";
import { rulesForDirectedGraphs } from "../../src/mixing/rules/rule.ts";
import { mixingRules } from "../../src/mixing/rules.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import type { Topology } from "../../src/topology/topology.ts";
import {
  build,
  complete,
  context,
  dense,
  denseFromColumns,
  directedRing,
  grid,
  hypercube,
  irregular,
  lopsided,
  matchings,
  path,
  ring,
  rule,
  star,
  torus,
} from "./graphs.ts";
import { sigma } from "./spectral-norm.ts";

/** Weights of edges for `given`: positive and below 1/N. */
const weighted = (topology: Topology): Topology => ({
  ...topology,
  edgeWeight: (listener, source) => (1 + ((listener * 5 + source * 3) % 4)) / (5 * topology.size),
});

const undirectedGraphs: Readonly<Record<string, Topology>> = {
  "one agent": path(1),
  "two agents": path(2),
  "path 5": path(5),
  "ring 6": ring(6),
  "star 7": star(7),
  "complete 5": complete(5),
  "torus 3×4": torus(3, 4),
  "irregular 13": irregular(13, 9),
  "matchings 8": matchings(8),
};
const directedGraphs: Readonly<Record<string, Topology>> = {
  "directed ring 5": directedRing(5),
  "lopsided 9": lopsided(9),
};

const required: Readonly<Record<string, object>> = {
  laplacian: { epsilon: 0.05 },
  "mix-topology": { gap: 0.3 },
};

function graphsFor({ graphs }: MixingRule): [string, Topology][] {
  if (graphs === "complete") return [1, 2, 5].map((n) => [`complete ${n}`, complete(n)]);
  const undirected = Object.entries(undirectedGraphs);
  return graphs === "any" ? [...undirected, ...Object.entries(directedGraphs)] : undirected;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const transposed = (w: readonly (readonly number[])[]) => w.map((_, j) => w.map((row) => row[j]!));
const near = (a: number, b: number, tolerance: number) => Math.abs(a - b) <= tolerance;
const allNear = (a: readonly number[], b: number) => a.every((x) => near(x, b, 4e-13));

for (const known of mixingRules) {
  t.test(`${known.kind} keeps what every rule promises`, async (t) => {
    for (const [name, graph] of graphsFor(known)) {
      const topology = known.kind === "given" ? weighted(graph) : graph;
      const mixing = build(known.kind, topology, required[known.kind]);
      const lazy = build(known.kind, topology, { ...required[known.kind], lazy: 0.25 });
      for (let step = 0; step < 2 * topology.period; step++) {
        const w = dense(mixing, step);
        t.same(denseFromColumns(mixing, step), w, `${name}: columns are columns`);
        const byColumns = known.stochasticity === "column stochastic";
        t.ok(allNear((byColumns ? transposed(w) : w).map(sum), 1), `${name}: rows or columns sum to 1`);
        if (["symmetric", "doubly stochastic"].includes(known.stochasticity)) {
          t.ok(allNear(transposed(w).map(sum), 1), `${name}: columns sum to 1`);
        }
        if (known.stochasticity === "symmetric") t.same(transposed(w), w, `${name}: exactly symmetric`);
        for (let i = 0; i < topology.size; i++) {
          const { agents, weights } = mixing.row(i, step);
          const heard = new Set([i, ...topology.hears(i, step)]);
          t.ok(
            agents.every((j) => heard.has(j)),
            `${name}: row ${i} within the graph`,
          );
          t.ok(
            agents.every((j, k) => k === 0 || agents[k - 1]! < j),
            `${name}: row ${i} ascends`,
          );
          t.ok(
            weights.every((weight) => weight !== 0),
            `${name}: row ${i} holds no zero`,
          );
          t.equal(
            mixing.row(i, step),
            mixing.row(i, step + topology.period),
            "the same row, the same object",
          );
        }
        const expected = w.map((row, i) => row.map((x, j) => 0.75 * x + (i === j ? 0.25 : 0)));
        t.same(dense(lazy, step), expected, `${name}: lazy`);
        t.same(denseFromColumns(lazy, step), expected, `${name}: lazy columns`);
        t.equal(
          lazy.row(0, step),
          lazy.row(0, step + topology.period),
          "the same lazy row, the same object",
        );
      }
    }
  });

  t.test(`${known.kind} describes itself`, async (t) => {
    t.match(known.kind, /^[a-z]+(-[a-z]+)*$/);
    t.ok(known.summary.length > 20 && !known.summary.includes("\n"));
    t.notOk(known.options.safeParse({ ...required[known.kind], nonsense: 1 }).success, "unknown options");
    for (const lazy of [-0.1, 1, Number.NaN, "0.5"]) {
      t.notOk(known.options.safeParse({ ...required[known.kind], lazy }).success, `lazy ${lazy}`);
    }
    const shape = (known.options as unknown as { shape: Record<string, { description?: string }> }).shape;
    for (const [name, option] of Object.entries(shape)) t.ok(option.description, `${name} is described`);
  });
}

t.test("relabelling the agents relabels W, but for the rule that draws", async (t) => {
  const n = 13;
  const relabel = (i: number) => (5 * i + 2) % n;
  const original = (j: number) => Array.from({ length: n }, (_, i) => i).find((i) => relabel(i) === j)!;
  for (const known of mixingRules.filter(({ kind }) => !["random-row", "given"].includes(kind))) {
    const graph = known.graphs === "complete" ? complete(n) : irregular(n, 9);
    const relabelled = fromNeighbours(n, (i) => graph.hears(original(i), 0).map(relabel));
    const w = dense(build(known.kind, graph, required[known.kind]));
    const v = dense(build(known.kind, relabelled, required[known.kind]));
    const worst = Math.max(
      ...w.flatMap((row, i) => row.map((x, j) => Math.abs(x - v[relabel(i)]![relabel(j)]!))),
    );
    // The optimum of `fastest` is known by its value to 1e-9, by its place to about the square root.
    t.ok(worst <= (known.kind === "fastest" ? 1e-4 : 1e-12), `${known.kind}: ${worst}`);
  }
});

t.test("kinds are those of the scenario language, each once", async (t) => {
  const symmetric = "metropolis lazy-metropolis max-degree best-constant laplacian fastest";
  const others = "uniform equal random-row out-degree sinkhorn mix-topology given";
  t.same(mixingRules.map(({ kind }) => kind).sort(), `${symmetric} ${others}`.split(" ").sort());
  const anywhere = mixingRules.filter(({ graphs }) => graphs === "any").map(({ kind }) => kind);
  t.same(anywhere.sort(), [...rulesForDirectedGraphs].sort(), "what a refused user is told");
});

t.test("closed forms of sigma", async (t) => {
  const angle = (k: number, n: number) => Math.cos((Math.PI * k) / n);
  const forms: [string, string, Topology, number][] = [];
  for (const n of [4, 5, 8, 15]) {
    forms.push(["metropolis", `ring ${n}`, ring(n), 1 - (2 / 3) * (1 - angle(2, n))]);
    forms.push(["metropolis", `path ${n}`, path(n), 1 - (2 / 3) * (1 - angle(1, n))]);
    forms.push(["metropolis", `star ${n}`, star(n), 1 - 1 / n]);
    forms.push(["best-constant", `star ${n}`, star(n), (n - 1) / (n + 1)]);
    forms.push(["best-constant", `path ${n}`, path(n), angle(1, n)]);
    forms.push(["lazy-metropolis", `ring ${n}`, ring(n), (1 + angle(2, n)) / 2]);
    forms.push(["equal", `directed ring ${n}`, directedRing(n), angle(1, n)]);
    forms.push(["sinkhorn", `directed ring ${n}`, directedRing(n), angle(1, n)]);
    forms.push(["uniform", `complete ${n}`, complete(n), 0]);
    forms.push(["metropolis", `complete ${n}`, complete(n), 0]);
  }
  for (const n of [4, 6, 10]) {
    forms.push(["best-constant", `ring ${n}`, ring(n), (1 + angle(2, n)) / (3 - angle(2, n))]);
  }
  for (const d of [2, 3, 5]) {
    for (const kind of ["metropolis", "max-degree", "best-constant"]) {
      forms.push([kind, `hypercube ${d}`, hypercube(d), (d - 1) / (d + 1)]);
    }
  }
  forms.push(["metropolis", "torus 5×7", torus(5, 7), 1 - 0.4 * (1 - angle(2, 7))]);
  forms.push(["max-degree", "grid 4×6", grid(4, 6), 1 - 0.4 * (1 - angle(1, 6))]);
  for (const [kind, name, topology, expected] of forms) {
    const found = sigma(dense(build(kind, topology)));
    t.ok(near(found, expected, 1e-12), `${kind} on ${name}: ${found}, ${expected}`);
  }
  for (const gap of [0.01, 0.5, 1]) {
    t.ok(near(sigma(dense(build("mix-topology", complete(9), { gap }))), 1 - gap, 1e-12), `gap ${gap}`);
  }
});

t.test("rules that need links both ways name the first that is missing, and what to take", async (t) => {
  const topology = fromNeighbours(4, (i) => ({ 0: [1], 1: [0, 2], 2: [1, 3], 3: [] })[i]!);
  for (const { kind } of mixingRules.filter(({ graphs }) => graphs === "undirected")) {
    t.throws(() => rule(kind).build({ epsilon: 0.1 }, context(topology)), {
      place: "mixing.kind",
      message: /the edge 3→2 has no edge 2→3; .* equal, random-row, out-degree, sinkhorn, given$/,
    });
  }
  const later = fromNeighbours(3, (i, step) => (step === 1 && i === 2 ? [0] : []), 2);
  t.throws(() => build("metropolis", later), /the edge 0→2 at step 1 has no edge 2→0/);
});

t.test("rules that need every pair linked name one that is not", async (t) => {
  for (const [kind, options] of [
    ["uniform", {}],
    ["mix-topology", { gap: 0.5 }],
  ] as const) {
    t.throws(() => build(kind, ring(5), options), /mixing.kind: got .*0 does not hear 2; .*complete/);
  }
  t.throws(
    () =>
      build(
        "uniform",
        fromNeighbours(3, (i) => (i === 2 ? [0] : [0, 1, 2])),
      ),
    /2 does not hear 1/,
  );
  const lazily = (n: number): Topology => {
    const others = (i: number) => Array.from({ length: n - 1 }, (_, k) => (k < i ? k : k + 1));
    return { size: n, period: 1, hears: others, isHeardBy: others };
  };
  const server = build("uniform", lazily(7000));
  t.equal(server.row(0, 0), server.row(6999, 0), "one row for all agents");
  t.throws(() => build("mix-topology", lazily(7000), { gap: 0.5 }), /at most 33554432 non-zero weights/);
  t.throws(() => build("uniform", lazily(7000), { lazy: 0.5 }), /at most 33554432 non-zero weights/);
});

t.test("laplacian is held to its bound", async (t) => {
  t.throws(
    () => build("laplacian", ring(8), { epsilon: 0.5 }),
    /mixing.epsilon: got 0.5; .*below 2\/mu_N = 0.5/,
  );
  t.ok(sigma(dense(build("laplacian", ring(8), { epsilon: 0.499 }))) < 1);
  t.throws(() => rule("laplacian").options.parse({}));
});
