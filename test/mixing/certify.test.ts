import fc from "fast-check";
import t from "tap";
import type { Certificate } from "../../src/mixing/certificate.ts";
import { certify } from "../../src/mixing/certify.ts";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import * as graphs from "./matrices.ts";

const { equal, metropolis } = graphs;

type Dense = readonly (readonly number[])[];

function times(a: Dense, b: Dense): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, entry, k) => sum + entry * b[k][j], 0)));
}

function centred(a: Dense): number[][] {
  return a.map((row) => row.map((entry) => entry - 1 / row.length));
}

/** ‖A‖₂ by power iteration on AᵀA from several starts. */
function spectralNorm(a: Dense): number {
  const gram = times(
    a[0].map((_, j) => a.map((row) => row[j])),
    a,
  );
  let x = a.map((_, i) => 1 + Math.sin(7 * i * i + i));
  let value = 0;
  for (let k = 0; k < 3000; k++) {
    const next = gram.map((row) => row.reduce((sum, entry, j) => sum + entry * x[j], 0));
    value = Math.hypot(...next);
    if (value === 0) return 0;
    x = next.map((entry) => entry / value);
  }
  return Math.sqrt(value);
}

/** n_eff from its definition. */
function neighboursBySums(w: Dense, gamma: number): number {
  let power = w;
  let sum = 0;
  for (let k = 0; k < 800; k++) {
    sum += gamma ** k * power.flat().reduce((total, entry) => total + entry * entry, 0);
    power = times(power, w);
  }
  return 1 / (1 - gamma) / (sum / w.length);
}

/** A connected undirected graph: a path in shuffled order plus random edges. */
const connectedGraph = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 14 }))
  .map(([n, extra]) => {
    const edges = new Set<string>();
    const join = (i: number, j: number): void => {
      if (i !== j) edges.add(`${i} ${j}`).add(`${j} ${i}`);
    };
    for (let i = 1; i < n; i++) join((i * 5 + 3) % i, i);
    for (const [i, j] of extra) join(i % n, j % n);
    return fromNeighbours(n, (i) =>
      Array.from({ length: n }, (_, j) => j).filter((j) => edges.has(`${i} ${j}`)),
    );
  });

t.test("random graphs against naive dense formulas", async (t) => {
  fc.assert(
    fc.property(connectedGraph, fc.double({ min: 0, max: 0.9, noNaN: true }), (topology, gamma) => {
      const mixing = metropolis(topology);
      const w = graphs.entriesOf(mixing);
      const found = certify(mixing, { gammaEffective: gamma });
      const spectrum = found.spectrum as readonly number[];
      const trace = w.reduce((sum, row, i) => sum + row[i], 0);
      return (
        found.doublyStochastic &&
        found.symmetric &&
        found.normal &&
        found.connected &&
        found.supported &&
        Math.abs(found.sigma - spectralNorm(centred(w))) < 1e-6 &&
        Math.abs(spectrum.reduce((sum, value) => sum + value, 0) - trace) < 1e-11 &&
        Math.abs(found.effectiveNeighbours! / neighboursBySums(w, gamma) - 1) < 1e-10
      );
    }),
    { numRuns: 40, seed: 5 },
  );
  t.pass("40 graphs");
});

t.test("predicted rounds are the smallest", async (t) => {
  const exact = (mixing: Mixing, epsilon: number): number => {
    const m = centred(graphs.entriesOf(mixing));
    let power: Dense = m;
    for (let rounds = 1; ; rounds++) {
      if (spectralNorm(power) <= epsilon) return rounds;
      power = times(power, m);
    }
  };
  const cases: [string, Mixing][] = [
    ["ring", metropolis(graphs.ring(6))],
    ["path", metropolis(graphs.path(4))],
    ["directed ring", equal(graphs.directedRing(5))],
    [
      "not normal",
      graphs.fromMatrix(
        [
          [0.5, 0.5, 0, 0],
          [0, 0.25, 0.75, 0],
          [0.5, 0.25, 0.25, 0],
          [0, 0, 0, 1],
        ].map((row, i) =>
          i === 3 ? [0.1, 0.1, 0.1, 0.7] : row.map((entry, j) => (j === 3 ? 0.1 : entry * 0.9)),
        ),
      ),
    ],
  ];
  for (const [name, mixing] of cases) {
    const found = certify(mixing, { epsilon: 1e-4 });
    if (found.doublyStochastic) t.equal(found.predictedRounds, exact(mixing, 1e-4), name);
    else t.equal(found.predictedRounds, null, name);
  }
  t.equal(certify(metropolis(graphs.complete(7))).predictedRounds, 1);
  const bipartite = graphs.fromMatrix([
    [0, 1],
    [1, 0],
  ]);
  t.match(certify(bipartite), { sigma: 1, lambdaMin: -1, predictedRounds: null, stepSizeLimit: null });
});

t.test("de Bruijn: sigma 1, spectral radius 0, exact after k rounds", async (t) => {
  for (const n of [8, 64, 512, 2048]) {
    const found = certify(graphs.deBruijn(n));
    t.match(found, {
      sigma: 1,
      oneMinusSigma: 0,
      spectralRadius: 0,
      normal: false,
      doublyStochastic: true,
    });
    t.equal(found.predictedRounds, Math.log2(n));
    t.equal(found.spectrum, undefined, "no eigenvalues of a defective matrix");
    if (n > 8) continue;
    const values = found.singularValues!;
    t.ok(
      values.every((value) => Math.abs(value * (value - 1)) < 1e-12),
      "singular values 0 and 1",
    );
    t.ok(
      Math.abs(
        found.effectiveNeighbours! / neighboursBySums(graphs.entriesOf(graphs.deBruijn(n)), 0.95) - 1,
      ) < 1e-10,
    );
  }
});

t.test("a doubly stochastic matrix that is neither normal nor defective", async (t) => {
  const w = [
    [0.5, 0.5, 0],
    [0.2, 0.3, 0.5],
    [0.3, 0.2, 0.5],
  ];
  const found = certify(graphs.fromMatrix(w));
  t.match(found, { doublyStochastic: true, normal: false, symmetric: false });
  // The two eigenvalues other than 1 have sum tr W − 1 and product det W.
  const product = 0.5 * (0.15 - 0.1) - 0.5 * (0.1 - 0.15);
  const sum = 0.3;
  const discriminant = sum * sum - 4 * product;
  const radius = discriminant < 0 ? Math.sqrt(product) : (sum + Math.sqrt(discriminant)) / 2;
  t.ok(Math.abs(found.spectralRadius - radius) < 1e-7);
  t.ok(Math.abs(found.sigma - spectralNorm(centred(w))) < 1e-12 && found.sigma > found.spectralRadius);
  t.ok(Math.abs(found.effectiveNeighbours! / neighboursBySums(w, 0.95) - 1) < 1e-12);
});

t.test("one-peer exponential: the window averages exactly when N = 2^k", async (t) => {
  for (const k of [1, 3, 5]) {
    const found = certify(graphs.onePeerExponential(2 ** k));
    t.match(found, { sigma: 0, window: k, predictedRounds: k, sigmaPerRound: 0, connected: true });
    if (k > 1) t.equal(found.stepSizeLimit, null, "a single round does not average");
    t.ok(Math.abs(found.effectiveNeighbours! - 2 ** k) < 1e-9);
  }
  t.equal(certify(graphs.onePeerExponential(512)).sigma, 0);
  const odd = graphs.onePeerExponential(6);
  const product = [0, 1, 2].map((step) => graphs.entriesOf(odd, step)).reduce((p, w) => times(w, p));
  const found = certify(odd);
  t.ok(Math.abs(found.sigma - spectralNorm(centred(product))) < 1e-12);
  t.ok(Math.abs(found.sigmaPerRound ** 3 - found.sigma) < 1e-12);
  t.equal(found.predictedRounds! % 3, 0);
  t.match(found.notes[0], /product over 3 exchanges; predictedRounds counts whole windows$/);
  t.match(certify(odd, { gossipRounds: 3 }), { sigmaPerRound: found.sigma });
});

t.test("gossip rounds: powers of sigma for normal W, norms of powers else", async (t) => {
  const ring = certify(metropolis(graphs.ring(8)), { gossipRounds: 3 });
  const once = certify(metropolis(graphs.ring(8)));
  t.equal(ring.sigma, once.sigma);
  t.ok(Math.abs(ring.sigmaPerRound - once.sigma ** 3) < 1e-14);
  t.equal(ring.predictedRounds, Math.ceil(once.predictedRounds! / 3));
  t.ok(ring.stepSizeLimit! > once.stepSizeLimit!);
  t.ok(certify(graphs.deBruijn(8), { gossipRounds: 2 }).sigmaPerRound === 1);
  t.ok(certify(graphs.deBruijn(8), { gossipRounds: 3 }).sigmaPerRound < 1e-12);
});

t.test("effective neighbours by propagation, by spectrum and by estimate", async (t) => {
  const reference = certify(metropolis(graphs.ring(300)));
  // The walk of 0.95-discounted length never sees that a ring is larger.
  const propagated = certify(metropolis(graphs.ring(310)));
  t.ok(Math.abs(propagated.effectiveNeighbours! / reference.effectiveNeighbours! - 1) < 1e-6);
  const same = certify(metropolis(graphs.ring(310)), { spectrum: true });
  t.ok(Math.abs(propagated.effectiveNeighbours! / same.effectiveNeighbours! - 1) < 1e-11);
  const directed = certify(equal(graphs.directedRing(310)), { gammaEffective: 0.7 });
  const dense = certify(equal(graphs.directedRing(200)), { gammaEffective: 0.7 });
  t.ok(Math.abs(directed.effectiveNeighbours! / dense.effectiveNeighbours! - 1) < 1e-11);
  const estimated = certify(metropolis(graphs.ring(1100)));
  const error = estimated.effectiveNeighboursError!;
  t.ok(error > 0 && error < 0.02 * estimated.effectiveNeighbours!);
  t.ok(Math.abs(estimated.effectiveNeighbours! - reference.effectiveNeighbours!) < 5 * error);
  t.ok(estimated.notes.some((note) => note.includes("estimate")));
});

t.test("a biased W: stationary weights, rate and no predictions", async (t) => {
  const star = certify(equal(graphs.star(16)));
  const nothing: Partial<Certificate> = {
    predictedRounds: null,
    effectiveNeighbours: null,
    stepSizeLimit: null,
  };
  t.match(star, { rowStochastic: true, columnStochastic: false, ...nothing });
  const total = 16 + 15 * 2;
  star.stationaryWeights!.forEach((weight, i) => {
    t.ok(Math.abs(weight - (i === 0 ? 16 : 2) / total) < 1e-15, "π is proportional to 1 + degree");
  });
  t.ok(Math.abs(star.lambda2Modulus! - 0.5) < 1e-14);
  const limit = star.stationaryWeights!.reduce((sum, weight, i) => sum + weight * (i + 1), 0);
  t.ok(Math.abs(limit - 6.217) < 5e-4, "the limit of averaging 1 … 16 on a star of 16");
});

t.test("stationary weights of directed graphs by elimination", async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9 }),
      fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 81, maxLength: 81 }),
      (n, draws) => {
        const raw = Array.from({ length: n }, (_, i) => draws.slice(i * n, i * n + n));
        const w = raw.map((row) => row.map((entry) => entry / row.reduce((sum, x) => sum + x, 0)));
        const found = certify(graphs.fromMatrix(w));
        const pi = found.stationaryWeights!;
        const moved = w[0].map((_, j) => w.reduce((sum, row, i) => sum + pi[i] * row[j], 0));
        return found.rowStochastic && moved.every((entry, j) => Math.abs(entry / pi[j] - 1) < 1e-12);
      },
    ),
    { numRuns: 40, seed: 6 },
  );
  // Rates apart by 12 orders of magnitude: two states leave each other at 1e-12 and 0.5.
  const slow = certify(
    graphs.fromMatrix([
      [1 - 1e-12, 1e-12, 0],
      [0, 0.5, 0.5],
      [0.5, 0, 0.5],
    ]),
  );
  t.ok(Math.abs(slow.stationaryWeights![1] / 2e-12 - 1) < 1e-10, "small weights keep their digits");
});

t.test("large biased W by Lanczos and powers", async (t) => {
  const n = 1200;
  const found = certify(equal(graphs.star(n)));
  t.ok(Math.abs(found.sigma / certifyStarNorm(n) - 1) < 1e-9);
  t.ok(Math.abs(found.lambda2Modulus! - 0.5) < 1e-10);
  t.ok(Math.abs(found.stationaryWeights![0] - n / (n + 2 * (n - 1))) < 1e-14);
});

/**
 * ‖W − J‖₂ of equal weights on a star acts on hub, mean of the leaves and one leaf mode: a 2 × 2 problem.
 */
function certifyStarNorm(n: number): number {
  const m = n - 1;
  const root = Math.sqrt(m);
  const reduced = [
    [1 / n - 1 / n, root / n - root / n],
    [root / 2 - root / n, 0.5 - m / n],
  ];
  return Math.max(0.5, spectralNorm(reduced));
}

t.test("same weights, same certificate", async (t) => {
  t.same(
    certify(metropolis(graphs.lattice(5, 4, false))),
    certify(metropolis(graphs.lattice(5, 4, false))),
  );
});
