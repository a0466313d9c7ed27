import t, { type Test } from "tap";
import { certify } from "../../../src/mixing/certify.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import type { Choice } from "../../../src/mixing/spectrum/closed-form.ts";
import { closedFormOf } from "../../../src/mixing/spectrum/closed-forms.ts";
import * as graphs from "../matrices.ts";

const { constant, equal, metropolis } = graphs;

/** [what, mixing, family, rule, sigma as printed in the literature] */
type Case = [string, Mixing, Choice, Choice, number];

const cos = Math.cos;
const pi = Math.PI;
const hop = (k: number): number => 1 - 0.4 * (1 - cos((2 * pi) / k));
const low = (side: number): number => (side % 2 === 0 ? -1 : -cos(pi / side));

function ringCases(n: number): Case[] {
  const theta = (2 * pi) / n;
  const ring = graphs.ring(n);
  const cases: Case[] = [
    [
      `ring ${n}`,
      metropolis(ring),
      { kind: "ring" },
      { kind: "metropolis" },
      Math.max(1 - (2 / 3) * (1 - cos(theta)), n === 4 ? 1 / 3 : 0),
    ],
  ];
  if (n % 2 === 0) {
    const sigma = (1 + cos(theta)) / (3 - cos(theta));
    const step = 2 / (2 - 2 * cos(theta) + 4);
    cases.push([
      `ring ${n}, best`,
      constant(ring, step),
      { kind: "ring" },
      { kind: "best-constant" },
      sigma,
    ]);
  }
  return cases;
}

function lineCases(n: number): Case[] {
  const walk = (1 + 2 * cos(pi / n)) / 3;
  const circulant = Math.abs(Math.sin((4 * pi) / n) / (4 * Math.sin(pi / n)));
  return [
    [`path ${n}`, metropolis(graphs.path(n)), { kind: "path" }, { kind: "metropolis" }, walk],
    [
      `path ${n}, ½`,
      constant(graphs.path(n), 0.5),
      { kind: "path" },
      { kind: "laplacian", epsilon: 0.5 },
      cos(pi / n),
    ],
    [`star ${n}`, metropolis(graphs.star(n)), { kind: "star" }, { kind: "metropolis" }, 1 - 1 / n],
    [
      `star ${n}, best`,
      constant(graphs.star(n), 2 / (1 + n)),
      { kind: "star" },
      { kind: "best-constant" },
      (n - 1) / (n + 1),
    ],
    [
      `directed ring ${n}`,
      equal(graphs.directedRing(n)),
      { kind: "directed-ring" },
      { kind: "equal" },
      cos(pi / n),
    ],
    [
      `circulant ${n}`,
      equal(graphs.circulant(n, [1, 2, 3])),
      { kind: "circulant", offsets: [1, 2, 3], directed: true },
      { kind: "equal" },
      circulant,
    ],
    [`complete ${n}`, metropolis(graphs.complete(n)), { kind: "complete" }, { kind: "metropolis" }, 0],
  ];
}

function latticeCases(rows: number, columns: number): Case[] {
  const [lower, upper] = [Math.min(rows, columns), Math.max(rows, columns)];
  const end = 1 - 0.4 * (2 - low(lower) - low(upper));
  const sides = { rows, columns };
  const walk = 1 - 0.4 * (1 - cos(pi / upper));
  const floor = 1 - 0.4 * (2 + cos(pi / rows) + cos(pi / columns));
  return [
    [
      `torus ${rows}×${columns}`,
      metropolis(graphs.lattice(rows, columns, true)),
      { kind: "torus", ...sides },
      { kind: "metropolis" },
      Math.max(hop(upper), -end),
    ],
    [
      `grid ${rows}×${columns}`,
      constant(graphs.lattice(rows, columns, false), 0.2),
      { kind: "grid", ...sides },
      { kind: "max-degree" },
      Math.max(walk, -floor),
    ],
  ];
}

function powerCases(d: number): Case[] {
  const n = 2 ** d;
  const offsets = Array.from({ length: d }, (_, k) => 2 ** k);
  return [
    [
      `hypercube ${n}`,
      metropolis(graphs.hypercube(d)),
      { kind: "hypercube" },
      { kind: "metropolis" },
      (d - 1) / (d + 1),
    ],
    [
      `hypercube ${n}, best`,
      constant(graphs.hypercube(d), 1 / (d + 1)),
      { kind: "hypercube" },
      { kind: "best-constant" },
      (d - 1) / (d + 1),
    ],
    [
      `exponential ${n}`,
      equal(graphs.circulant(n, offsets)),
      { kind: "exponential" },
      { kind: "equal" },
      1 - 2 / (d + 1),
    ],
  ];
}

function check(t: Test, cases: readonly Case[], tolerance = 1e-10): void {
  for (const [what, mixing, family, rule, sigma] of cases) {
    const form = closedFormOf(family, rule, mixing.topology.size)!;
    const found = certify(mixing, { spectrum: false, gammaEffective: 0 });
    t.ok(Math.abs(form.sigma - sigma) < 1e-14, `${what}: the registry says ${form.sigma}, not ${sigma}`);
    t.ok(Math.abs(found.sigma - sigma) < tolerance, `${what}: ${found.sigma}, not ${sigma}`);
    const gap = Math.abs(found.oneMinusSigma / form.oneMinusSigma - 1);
    t.ok(gap < 1e-7, `${what}: 1 − sigma off by ${gap}`);
    t.ok(Math.abs(found.spectralRadius - form.spectralRadius) < tolerance, what);
    for (const key of ["lambda2", "lambdaMin"] as const) {
      if (form[key] === null) t.equal(found[key], null, `${what}: ${key}`);
      else t.ok(Math.abs(found[key]! - form[key]) < tolerance, `${what}: ${key}`);
    }
    t.ok(found.converged, what);
  }
}

t.test("closed forms of small graphs, densely", async (t) => {
  for (const n of [3, 4, 5, 6, 9, 64]) check(t, ringCases(n));
  for (const n of [4, 5, 10, 30]) check(t, lineCases(n));
  for (const [rows, columns] of [
    [3, 3],
    [3, 5],
    [4, 5],
    [5, 7],
    [6, 4],
  ])
    check(t, latticeCases(rows, columns));
  for (const d of [2, 3, 4]) check(t, powerCases(d));
});

t.test("closed forms of larger graphs, by Lanczos", async (t) => {
  check(t, [...ringCases(500), ...lineCases(301).filter(([what]) => !what.startsWith("complete"))]);
  check(t, [...latticeCases(20, 25), ...latticeCases(31, 11), ...powerCases(9)]);
  t.equal(certify(metropolis(graphs.ring(500))).method, "lanczos");
});

t.test("1 − sigma of ring and path of 2,000 within 1e-6, relative", async (t) => {
  const ring = certify(metropolis(graphs.ring(2000)), { gammaEffective: 0 });
  t.ok(Math.abs(ring.oneMinusSigma / ((4 / 3) * Math.sin(pi / 2000) ** 2) - 1) < 1e-9);
  const path = certify(metropolis(graphs.path(2000)), { gammaEffective: 0 });
  t.ok(Math.abs(path.oneMinusSigma / ((4 / 3) * Math.sin(pi / 4000) ** 2) - 1) < 1e-9);
  const directed = certify(equal(graphs.directedRing(1000)), { gammaEffective: 0 });
  t.ok(Math.abs(directed.oneMinusSigma / (2 * Math.sin(pi / 2000) ** 2) - 1) < 1e-9);
});

t.test("regular graphs: Petersen and complete bipartite", async (t) => {
  const petersen = graphs.fromMatrix(
    Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: 10 }, (_, j) => {
        const outer = i < 5 && j < 5 && [1, 4].includes((j - i + 5) % 5);
        const inner = i > 4 && j > 4 && [2, 3].includes((j - i + 5) % 5);
        return i === j || outer || inner || Math.abs(i - j) === 5 ? 0.25 : 0;
      }),
    ),
  );
  t.ok(Math.abs(certify(petersen).sigma - 0.5) < 1e-14);
  for (const m of [1, 2, 5]) {
    const bipartite = graphs.fromMatrix(
      Array.from({ length: 2 * m }, (_, i) =>
        Array.from({ length: 2 * m }, (_, j) => (i === j || i < m !== j < m ? 1 / (m + 1) : 0)),
      ),
    );
    const exact = m === 1 ? 0 : Math.max(1 / (m + 1), Math.abs(1 - (2 * m) / (m + 1)));
    t.ok(Math.abs(certify(bipartite).sigma - exact) < 1e-14, `K ${m},${m}`);
  }
});

t.test("laziness, lazy Metropolis and the server", async (t) => {
  const form = closedFormOf({ kind: "ring" }, { kind: "metropolis", lazy: 0.5 }, 8)!;
  const plain = closedFormOf({ kind: "ring" }, { kind: "metropolis" }, 8)!;
  t.ok(Math.abs(form.lambda2! - (1 + plain.lambda2!) / 2) < 1e-15);
  t.ok(Math.abs(form.lambdaMin! - (1 + plain.lambdaMin!) / 2) < 1e-15);
  const lazy = closedFormOf({ kind: "star" }, { kind: "lazy-metropolis" }, 6)!;
  t.ok(Math.abs(lazy.sigma - certify(constant(graphs.star(6), 1 / 10)).sigma) < 1e-14);
  t.equal(closedFormOf({ kind: "ring" }, { kind: "uniform" }, 8)!.sigma, 0);
  t.equal(closedFormOf({ kind: "karate" }, { kind: "metropolis" }, 34), undefined);
  t.equal(closedFormOf({ kind: "grid" }, { kind: "metropolis" }, 12), undefined);
});

t.test("a ring of a million takes its closed form", async (t) => {
  const closedForm = closedFormOf({ kind: "ring" }, { kind: "metropolis" }, 1e6)!;
  t.ok(Math.abs(closedForm.oneMinusSigma / ((4 * pi * pi) / 3e12) - 1) < 1e-9);
  const small = certify(metropolis(graphs.ring(400)), {
    closedForm: { ...closedForm, oneMinusSigma: 1e-18 },
    gammaEffective: 0,
  });
  t.equal(small.method, "closed form");
  t.equal(small.sigma, closedForm.sigma);
});
