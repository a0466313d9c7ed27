import t from "tap";
import { certify } from "../../src/mixing/certify.ts";
import { entropyStepLimit, vanillaStepLimit } from "../../src/mixing/step-limit.ts";
import * as graphs from "./matrices.ts";

/** Closed interval check in relative terms. */
const near = (found: number, expected: number): boolean => Math.abs(found / expected - 1) < 1e-12;

t.test("the vanilla limit", async (t) => {
  const half = { agents: 4, sigma: 0.5, oneMinusSigma: 0.5, discount: 0.5 };
  // (1/4)(1/8) / (8 · 1.5 · 0.5 · 2 · 1/4)
  t.ok(near(vanillaStepLimit(half), 1 / 96));
  const paper = { agents: 10, discount: 0.99, sigma: Math.cos(Math.PI / 10) };
  const limit = vanillaStepLimit({ ...paper, oneMinusSigma: 1 - paper.sigma });
  t.ok(limit > 4e-11 && limit < 6e-11, "5e-11 for the paper's directed ring of ten at discount 0.99");
  t.equal(vanillaStepLimit({ ...half, sigma: 0, oneMinusSigma: 1 }), Number.POSITIVE_INFINITY);
});

t.test("the entropy-regularised limit", async (t) => {
  const inputs = { agents: 2, sigma: 0.5, oneMinusSigma: 0.5, discount: 0.5 };
  // M = 0.5(1.5 + log A)/0.25 with τ = 1; written out for log A = 0.5: M = 4, c = 16, S₀ = 4√2(4 + 4√2).
  const start = 4 * Math.SQRT2 * (4 + 4 * Math.SQRT2);
  const zeta = (0.5 * 0.25) / (8 * (start / 4 + (10 * 4 * 16) / 4 / 0.5 + 0.25 / 16));
  t.ok(near(entropyStepLimit(inputs, 1, 0.5), zeta));
  const server = { ...inputs, sigma: 0, oneMinusSigma: 1 };
  t.equal(entropyStepLimit(server, 0.1, Math.LN2), 0.5 / 0.1, "never above (1 − γ)/τ");
});

t.test("what the certificate says of it", async (t) => {
  const ring = graphs.metropolis(graphs.ring(8));
  const known = certify(ring, { discount: 0.9, temperature: 0.1, actions: 4 });
  const inputs = { agents: 8, sigma: known.sigma, oneMinusSigma: known.oneMinusSigma, discount: 0.9 };
  t.ok(near(known.stepSizeLimit!, entropyStepLimit(inputs, 0.1, Math.log(4))));
  t.notOk(known.notes.some((note) => note.includes("assumes")));
  t.ok(certify(ring, { temperature: 0.1 }).notes.some((note) => note.includes("assumes 2 actions")));
  const server = certify(graphs.metropolis(graphs.complete(5)));
  t.equal(server.stepSizeLimit, null);
  t.ok(server.notes.some((note) => note.includes("unlimited")));
  const directed = certify(graphs.equal(graphs.directedRing(20)));
  t.ok(directed.notes.some((note) => note.includes("rotate")));
  t.notOk(known.notes.some((note) => note.includes("rotate")));
  const torus = certify(graphs.metropolis(graphs.lattice(4, 4, true)));
  t.ok(torus.notes.some((note) => note.includes("lambdaMin -0.600")));
  t.notOk(known.notes.some((note) => note.includes("lambdaMin")));
});
