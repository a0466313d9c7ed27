// Where DeEPCA's combiner settles: the roots of its recursion, and what users are told before a run.
import { join, resolve } from "node:path";
import fc from "fast-check";
import t from "tap";
import { excess, settlingNotes } from "../../../src/algorithms/subspace/settling.ts";
import type { Complex } from "../../../src/math/dense-spectrum.ts";
import { anglesBetween } from "../../../src/math/principal-angles.ts";
import { certify } from "../../../src/mixing/certify.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { loadExperiment, loadScenario } from "../../../src/runners/load.ts";
import { certifyExperiment } from "../../../src/scenario/certify.ts";
import { build, directedRing, path, ring } from "../../mixing/graphs.ts";
import { begin, drive, held, predictionWorld } from "./networks.ts";

const scenarios = resolve(import.meta.dirname, "../../../scenarios/subspace/exact");

/** The larger modulus of the roots λ = w ± √(w² − w) of λ² = w (2λ − 1). */
function largestRoot({ re, im }: Complex): number {
  const [x, y] = [re * re - im * im - re, 2 * re * im - im];
  const modulus = Math.hypot(x, y);
  const root = { re: Math.sqrt((modulus + x) / 2), im: Math.sign(y) * Math.sqrt((modulus - x) / 2) };
  // Math.sign(0) is 0: of a negative real number the root is imaginary.
  if (y === 0 && x < 0) root.im = Math.sqrt(-x);
  return Math.max(Math.hypot(re + root.re, im + root.im), Math.hypot(re - root.re, im - root.im));
}

const real = (re: number): Complex => ({ re, im: 0 });
const notesOf = (mixing: Mixing, gossipRounds = 1) =>
  settlingNotes("deepca-td", certify(mixing, { gossipRounds }));

t.test("a root is on the unit circle exactly at −1/3, and at 1", async (t) => {
  for (const w of [-1 / 3, 1]) {
    t.ok(Math.abs(largestRoot(real(w)) - 1) < 1e-15, `roots at ${w}`);
    t.ok(Math.abs(excess(real(w))) < 1e-15, `excess at ${w}`);
  }
  for (const w of [-1, -0.5, -1 / 3 - 1e-6]) t.ok(largestRoot(real(w)) > 1 && excess(real(w)) > 0, `${w}`);
  for (const w of [-1 / 3 + 1e-6, 0, 0.5, 1 - 1e-6])
    t.ok(largestRoot(real(w)) < 1 && excess(real(w)) < 0, `${w}`);
});

t.test("inside the circle, outside it: as the roots say, for any eigenvalue", async (t) => {
  const part = fc.double({ min: -1.2, max: 1.2, noNaN: true });
  const seen = { inside: 0, outside: 0 };
  fc.assert(
    fc.property(fc.record({ re: part, im: part }), (w) => {
      const root = largestRoot(w);
      if (Math.abs(root - 1) < 1e-6) return true;
      seen[root < 1 ? "inside" : "outside"]++;
      return excess(w) < 0 === root < 1;
    }),
    { numRuns: 2000, seed: 3 },
  );
  t.ok(seen.inside > 100 && seen.outside > 100, `${seen.inside} and ${seen.outside} eigenvalues`);
});

t.test(
  "the shipped ring is told its lambdaMin and the way out; the lazy one is told nothing",
  async (t) => {
    const ofDeepca = async (name: string) => {
      const experiment = await loadExperiment(await loadScenario(join(scenarios, name)));
      return certifyExperiment(experiment).notes.filter((note) => note.includes("deepca-td"));
    };
    const told =
      "lambdaMin -0.333: deepca-td stops short of agreement at −1/3 or below; the option lazy raises it";
    t.same(await ofDeepca("deepca-ring.yaml"), [told]);
    t.same(await ofDeepca("deepca.yaml"), []);
    t.same(await ofDeepca("ring.yaml"), [], "nor is another algorithm");
  },
);

t.test("several exchanges a round have powers of the eigenvalues; one agent has none", async (t) => {
  const strong = build("best-constant", ring(12));
  t.match(notesOf(strong), [/^lambdaMin -0\.8/]);
  t.same(notesOf(strong, 2), [], "an even power is not negative");
  t.match(notesOf(strong, 3), [/^lambdaMin over 3 exchanges -0\.6/]);
  t.same(notesOf(build("metropolis", ring(12)), 3), [], "−1/27");
  t.same(notesOf(build("metropolis", ring(9))), [], "an odd ring stays above −1/3");
  t.same(notesOf(build("metropolis", path(1))), [], "one agent");
});

t.test("on a directed ring agents never agree, lazy or not, and are told so", async (t) => {
  const agents = 8;
  const place = { states: 20, dimension: 5, rank: 2, discount: 0.9, criterion: "discounted" };
  const options = { criterion: "discounted", sampling: "expected", rank: 2, headStep: 4, basisStep: 4 };
  const world = predictionWorld(agents, place);
  const spread = (mixing: Mixing) => {
    const { cohort } = begin("deepca-td", options, { world, mixing });
    drive(cohort, 2000);
    const [{ basis: first }, ...others] = held(cohort);
    return Math.max(...others.map(({ basis }) => anglesBetween(basis, first, 2).sine));
  };
  for (const lazy of [0, 0.5]) {
    const around = build("equal", directedRing(agents), { lazy });
    t.match(notesOf(around), [/^eigenvalue 0\.\d{3} ± 0\.\d{3}i: deepca-td stops short .* symmetric/]);
    t.ok(spread(around) > 0.1, `${spread(around)} apart, lazy ${lazy}`);
  }
  const both = build("metropolis", ring(agents), { lazy: 0.5 });
  t.ok(spread(both) < 1e-6, `${spread(both)} apart on the symmetric ring`);
});
