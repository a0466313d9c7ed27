// Inexact evaluation: the size and law of the error, and that its draws have addresses instead of a history.
import t from "tap";
import { normal, rootRng } from "../../src/math/random.ts";
import { Cohort } from "../../src/runners/cohort.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { distance, modelsOf } from "../environments/fixtures.ts";
import { meanRow, naiveEvaluation } from "../oracles/policy-gradient.ts";
import { collect, experimentOf, small } from "../runners/experiments.ts";
import { algorithmOf, chordedRing, column, copies, randomWorld, simulate } from "./simulation.ts";

const noisy = (kind: string, size: number) => ({
  stepSize: 0.05,
  temperature: 0.1,
  evaluationNoise: { kind, size },
});

t.test("the error of agent n in round t is drawn from (seed, n, t) and nothing else", async (t) => {
  for (const kind of ["uniform", "gaussian"]) {
    for (const algorithm of ["fednpg", "local-q", "independent", "frozen-tracker"]) {
      const world = randomWorld();
      const built = algorithmOf(algorithm, noisy(kind, 0.2), world);
      const all = simulate({ algorithm: built, world, mixing: chordedRing(5), seed: 9 }, 4);
      all.forEach((rows, round) => {
        modelsOf(world).forEach((model, n) => {
          const draws = rootRng(9).fork("learning").fork(n, round).fork("evaluation-noise");
          const exact = naiveEvaluation(model, rows[n]!.logPolicy!, 0.1).q;
          const expected = exact.map(
            (q) => q + 0.2 * (kind === "uniform" ? 2 * draws.next() - 1 : normal(draws)),
          );
          const error = distance(rows[n]!.q!, expected);
          t.ok(error < 1e-12, `${algorithm}, ${kind}, round ${round}, agent ${n}: ${error}`);
        });
      });
    }
  }
});

t.test("agents driven apart, or in another order, draw the same bits", async (t) => {
  const world = randomWorld();
  const algorithm = algorithmOf("independent", noisy("gaussian", 0.2), world);
  const whole = simulate({ algorithm, world, mixing: chordedRing(5) }, 6)[6]!;
  for (const first of [4, 2, 0, 3, 1]) {
    const alone = new Cohort({
      algorithm,
      shares: [world.shares[first]!],
      first,
      agents: 5,
      rng: rootRng(1).fork("learning"),
      exchange: () => t.fail("independent agents mix nothing") as never,
    });
    alone.init();
    for (let round = 1; round <= 6; round++) alone.round(round);
    t.same(copies(alone.states)[0], whole[first], `agent ${first}`);
  }
});

t.test(
  "uniform errors stay within the size, have mean 0 and variance size²/3; normal ones size²",
  async (t) => {
    for (const [kind, variance] of [
      ["uniform", 1 / 3],
      ["gaussian", 1],
    ] as const) {
      const size = 0.5;
      const world = randomWorld(20);
      const algorithm = algorithmOf("independent", noisy(kind, size), world);
      const errors = simulate({ algorithm, world, mixing: chordedRing(20) }, 20).flatMap((rows) =>
        modelsOf(world).flatMap((model, n) => {
          const exact = naiveEvaluation(model, rows[n]!.logPolicy!, 0.1).q;
          return Array.from(rows[n]!.q!, (q, k) => (q - exact[k]!) / size);
        }),
      );
      const mean = errors.reduce((sum, x) => sum + x, 0) / errors.length;
      const square = errors.reduce((sum, x) => sum + x * x, 0) / errors.length;
      // Five standard errors; Var(x²) = 4/45 for the uniform and 2 for the normal law.
      const deviation = Math.sqrt((kind === "uniform" ? 4 / 45 : 2) / errors.length);
      t.ok(Math.abs(mean) < 5 * Math.sqrt(variance / errors.length), `${kind}: mean ${mean}`);
      t.ok(Math.abs(square - variance) < 5 * deviation, `${kind}: variance ${square}`);
      if (kind === "uniform") t.ok(errors.every((x) => Math.abs(x) <= 1 + 1e-10));
      else t.ok(errors.some((x) => Math.abs(x) > 3));
    }
  },
);

t.test("adding a metric changes no draw", async (t) => {
  const raw = { ...small, algorithm: { kind: "fednpg", ...noisy("uniform", 0.1) } };
  const plain = await collect(experimentOf(raw));
  const extra = {
    ...builtIn.metrics[0]!,
    kind: "extra",
    build: () => ({ columns: ["extra"], measure: () => ({ row: { extra: 1 } }) }),
  };
  const more = await collect(experimentOf(raw, {}, { ...builtIn, metrics: [extra, ...builtIn.metrics] }));
  t.equal(more[5]!.row.extra, 1);
  t.same(
    more.map(({ digest }) => digest),
    plain.map(({ digest }) => digest),
  );
  const other = await collect(
    experimentOf({ ...raw, seed: 4, environment: { ...raw.environment, seed: 3 } }),
  );
  t.not(other[0]!.digest, plain[0]!.digest, "another seed draws other errors");
});

t.test("evaluation_error is the largest error; the tracking columns see the noisy Q", async (t) => {
  const raw = { ...small, algorithm: { kind: "fednpg", ...noisy("gaussian", 0.3) } };
  const experiment = experimentOf(raw);
  for (const { round, rows, row } of await collect(experiment)) {
    const worst = modelsOf(experiment.world).map((model, n) =>
      distance(rows[n]!.q!, naiveEvaluation(model, rows[n]!.logPolicy!, 0.1).q),
    );
    t.ok(Math.abs(row.evaluation_error! - Math.max(...worst)) < 1e-12, `round ${round}`);
    t.ok(row.evaluation_error! > 0.3, "sixty normal draws: their largest is above one deviation");
    t.ok(row.tracking_gap! < 1e-13, `noise does not move the mean: ${row.tracking_gap}`);
    const mean = meanRow(column(rows, "q"));
    const error = Math.max(...rows.map(({ tracker }) => distance(tracker!, mean)));
    t.ok(Math.abs(row.tracking_error! - error) < 1e-13);
  }
  const [exact] = await collect(experimentOf(small));
  t.ok(exact!.row.evaluation_error! < 1e-13, "exact evaluation errs by rounding");
});
