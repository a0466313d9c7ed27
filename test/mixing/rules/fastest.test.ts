import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import t from "tap";
import { fastestMixing } from "../../../src/mixing/rules/fastest.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";
import type { Topology } from "../../../src/topology/topology.ts";
import {
  build,
  complete,
  dense,
  grid,
  hypercube,
  irregular,
  matchings,
  path,
  ring,
  star,
  torus,
} from "../graphs.ts";
import { sigma } from "../spectral-norm.ts";

type Edge = readonly [number, number];

const edgesOf = (graph: Topology): Edge[] =>
  Array.from({ length: graph.size }, (_, i) =>
    graph.hears(i, 0).flatMap((j): Edge[] => (j > i ? [[i, j]] : [])),
  ).flat();

function matrixOf(size: number, edges: readonly Edge[], weights: readonly number[]): number[][] {
  const w = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)),
  );
  edges.forEach(([i, j], e) => {
    w[i]![j]! += weights[e]!;
    w[j]![i]! += weights[e]!;
    w[i]![i]! -= weights[e]!;
    w[j]![j]! -= weights[e]!;
  });
  return w;
}

/**
 * A second way to the optimum of tiny graphs: subgradient steps of length 0.3/√k on the edge weights. The
 * norm is ±vᵀWv for its eigenvector v, whose derivative by the weight of {i, j} is ∓(v_i − v_j)².
 */
function descended(graph: Topology): number {
  const edges = edgesOf(graph);
  let weights = edges.map(() => 1 / graph.size);
  let best = Infinity;
  for (let k = 1; k <= 4000; k++) {
    const centred = matrixOf(graph.size, edges, weights).map((row) => row.map((x) => x - 1 / graph.size));
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(centred));
    const norm = Math.max(...realEigenvalues.map(Math.abs));
    const at = realEigenvalues.findIndex((value) => Math.abs(value) === norm);
    const v = eigenvectorMatrix.getColumn(at);
    const sign = Math.sign(realEigenvalues[at]!);
    const slope = edges.map(([i, j]) => -sign * (v[i]! - v[j]!) ** 2);
    const length = 0.3 / Math.sqrt(k) / Math.hypot(...slope);
    best = Math.min(best, norm);
    weights = weights.map((w, e) => w - length * slope[e]!);
  }
  return best;
}

const graphs: Readonly<Record<string, Topology>> = {
  "grid 4×4": grid(4, 4),
  "grid 3×7": grid(3, 7),
  "torus 3×5": torus(3, 5),
  "irregular 8": irregular(8, 3),
  "irregular 16": irregular(16, 12),
  "irregular 20, dense": irregular(20, 120),
  "irregular 40": irregular(40, 30, 5),
};

t.test("the dual proves the optimum, and sigma is that of the matrix", async (t) => {
  for (const [name, graph] of Object.entries(graphs)) {
    const { mixing, sigma: found, dualBound } = fastestMixing(graph);
    t.ok(Math.abs(sigma(dense(mixing)) - found) < 1e-12, `${name}: sigma ${found}`);
    t.ok(found - dualBound <= 1e-9 && found >= dualBound, `${name}: gap ${found - dualBound}`);
  }
});

t.test("no closed rule is faster, and on irregular graphs all are slower", async (t) => {
  for (const [name, graph] of [...Object.entries(graphs), ["star 6", star(6)] as const]) {
    const { sigma: found, dualBound } = fastestMixing(graph);
    for (const kind of ["metropolis", "lazy-metropolis", "max-degree", "best-constant"]) {
      for (const lazy of [0, 0.1, 0.3]) {
        const other = sigma(dense(build(kind, graph, { lazy })));
        t.ok(found <= other + 1e-13, `${name}: ${found} ≤ ${other} of ${kind}, lazy ${lazy}`);
        t.ok(dualBound <= other + 1e-13, `${name}: the bound holds for ${kind}`);
        if (name.startsWith("irregular")) t.ok(found < other - 1e-3, `${name}: better than ${kind}`);
      }
    }
  }
});

t.test("the bound holds for every symmetric W on the graph, negative weights included", async (t) => {
  const graph = irregular(12, 8);
  const edges = edgesOf(graph);
  const { sigma: found, dualBound } = fastestMixing(graph);
  const optimal = dense(fastestMixing(graph).mixing);
  for (let trial = 1; trial <= 200; trial++) {
    const size = 10 ** -(trial % 7);
    const weights = edges.map(([i, j], e) => optimal[i]![j]! + size * Math.sin(trial * 997 + e * e));
    t.ok(sigma(matrixOf(graph.size, edges, weights)) >= dualBound - 1e-13, `trial ${trial}`);
  }
  t.ok(found - dualBound < 1e-9);
});

t.test("closed forms of the optimum", async (t) => {
  const forms: [string, Topology, number][] = [
    ["two agents", path(2), 0],
    ["complete 12", complete(12), 0],
    ["hypercube 5", hypercube(5), 4 / 6],
    ["torus 4×4", torus(4, 4), 0.6],
  ];
  for (const n of [3, 4, 9, 16, 33]) {
    // The fastest mixing Markov chain on a path has 1/2 on each edge; negative weights gain nothing there.
    forms.push([`path ${n}`, path(n), Math.cos(Math.PI / n)]);
    forms.push([`star ${n}`, star(n), (n - 1) / (n + 1)]);
    const [low, high] = [1 - Math.cos((2 * Math.PI) / n), 1 - Math.cos((2 * Math.PI * (n >> 1)) / n)];
    forms.push([`ring ${n}`, ring(n), (high - low) / (high + low)]);
  }
  for (const [name, graph, expected] of forms) {
    const { sigma: found, dualBound } = fastestMixing(graph);
    t.ok(Math.abs(found - expected) < 1e-12, `${name}: ${found}, ${expected}`);
    t.ok(found - dualBound <= 1e-9, `${name}: gap ${found - dualBound}`);
  }
});

t.test("a subgradient method comes near, and finds no better", async (t) => {
  for (const graph of [irregular(5, 2), irregular(6, 3), grid(2, 3), star(5)]) {
    const found = fastestMixing(graph).sigma;
    const other = descended(graph);
    t.ok(other >= found - 1e-12, `${other} ≥ ${found}`);
    t.ok(other - found < 0.005, `${other} is near ${found}`);
  }
});

t.test("negative weights are used where they help", async (t) => {
  // The hub's own weight at the optimum of a star is 1 − 2 (N − 1)/(N + 1); with w ≥ 0 only 1 − 1/(N − 1) is
  // reached.
  const w = dense(fastestMixing(star(6)).mixing);
  t.ok(Math.abs(w[0]![0]! - (1 - 10 / 7)) < 1e-12);
  t.ok(fastestMixing(star(6)).sigma < 1 - 1 / 5);
});

t.test("each step and component is solved on its own", async (t) => {
  const { mixing, sigma: found, dualBound } = fastestMixing(matchings(8));
  for (const step of [0, 1])
    t.ok(dense(mixing, step).every((row) => row.every((x) => x === 0 || Math.abs(x - 0.5) < 1e-15)));
  t.ok(found < 1e-15 && dualBound <= found, `${found}`);
  t.equal(mixing.sigmaBound, undefined, "what bounds a step is no bound on the product over a window");
});

t.test("between parts that never meet nothing lowers the disagreement", async (t) => {
  for (const parts of [fromNeighbours(3, () => []), fromNeighbours(4, (agent) => [agent ^ 1])]) {
    const { mixing } = fastestMixing(parts);
    t.equal(mixing.sigmaBound, 1);
    t.ok(Math.abs(sigma(dense(mixing)) - 1) < 1e-14);
  }
});

t.test("graphs too large to solve are refused, but not those whose optimum is known", async (t) => {
  t.throws(() => fastestMixing(ring(513)), /fastest for 513 agents.*at most 512 connected agents/);
  t.throws(() => fastestMixing(irregular(100, 3000)), /fastest for \d+ edges.*at most 2000/);
  t.equal(fastestMixing(complete(80)).sigma < 1e-13, true, "3,160 edges, all alike");
});
