// What each honest baseline really reaches, in closed form where there is one.
import t from "tap";
import { optimum } from "../../src/environments/optimum.ts";
import { contextOf, distance, modelsOf, worldOf } from "../environments/fixtures.ts";
import { build, directedRing } from "../mixing/graphs.ts";
import { meanRow, naiveEvaluation, naiveNormalise } from "../oracles/policy-gradient.ts";
import type { Rows } from "./simulation.ts";
import { algorithmOf, chordedRing, column, dialled, randomWorld, simulate } from "./simulation.ts";

const temperature = 0.1;
const meanPolicyOf = (rows: Rows, actions = 3) =>
  naiveNormalise(meanRow(column(rows, "logPolicy")), actions);
const consensusOf = (rows: Rows) =>
  Math.max(...rows.map((row) => distance(row.logPolicy!, meanPolicyOf(rows))));

t.test(
  "frozen-tracker, τ = 0: π̄ᵗ ∝ exp(t·gain·Q̄⁰), one step of policy iteration and no more",
  async (t) => {
    const world = randomWorld(5, 10, { branching: 2 });
    const algorithm = algorithmOf("frozen-tracker", { stepSize: 0.1 }, world);
    const all = simulate({ algorithm, world, mixing: chordedRing(5) }, 400);
    const start = meanRow(column(all[0]!, "q"));
    for (const round of [1, 7, 50]) {
      const expected = naiveNormalise(
        start.map((q) => round * q),
        3,
      );
      t.ok(distance(meanPolicyOf(all[round]!), expected) < 1e-10, `round ${round}`);
    }
    const value = (logPolicy: ArrayLike<number>) => naiveEvaluation(world.meanTask!, logPolicy, 0).v;
    const greedy = start.map((q, i) => {
      const row = start.slice(i - (i % 3), i - (i % 3) + 3);
      return q === Math.max(...row) ? 0 : -1e3;
    });
    t.ok(distance(value(meanPolicyOf(all[400]!)), value(greedy)) < 1e-10, "its limit is greedy in Q̄⁰");
    const best = optimum(world.meanTask!, 0);
    t.ok(distance(best.v, value(greedy)) > 0.1, "which is not the optimum here");
    all.forEach((rows) => {
      rows.forEach((row, n) => {
        t.same(row.tracker, all[0]![n]!.q, "T stays Q⁰ to the bit");
      });
    });
  },
);

t.test("frozen-tracker, τ > 0: the limit is the softmax of Q̄⁰/τ, at a distance from π*", async (t) => {
  const world = randomWorld(5, 13);
  const algorithm = algorithmOf("frozen-tracker", { stepSize: 0.3, temperature }, world);
  const all = simulate({ algorithm, world, mixing: chordedRing(5) }, 120);
  const limit = naiveNormalise(
    meanRow(column(all[0]!, "q")).map((q) => q / temperature),
    3,
  );
  t.ok(distance(meanPolicyOf(all[120]!), limit) < 1e-10);
  t.ok(distance(limit, optimum(world.meanTask!, temperature).policy.log) > 0.1);
});

t.test("frozen-tracker plateaus on the paper's grid where FedNPG arrives", async (t) => {
  const world = worldOf({ kind: "path-grid", size: 8, discount: 0.95 }, contextOf(8));
  const mixing = build("equal", directedRing(8));
  const best = optimum(world.meanTask!, 0).v[0]!;
  const gap = (kind: string, round: number) => {
    const all = simulate({ algorithm: algorithmOf(kind, { stepSize: 0.02 }, world), world, mixing }, round);
    return 1 - naiveEvaluation(world.meanTask!, meanPolicyOf(all[round]!, 2), 0).v[0]! / best;
  };
  const [half, whole] = [gap("frozen-tracker", 150), gap("frozen-tracker", 300)];
  t.ok(half > 0.1 && Math.abs(half - whole) < 0.02, `frozen: ${half}, ${whole}`);
  const [tracked, local] = [gap("fednpg", 150), gap("local-q", 150)];
  t.ok(tracked < 0.01, `tracked: ${tracked}`);
  t.ok(local < 0.05, `the other reading, local-q, does converge here: ${local}`);
});

t.test("local-q, τ > 0: its consensus has a floor; tracking drives it to rounding", async (t) => {
  for (const sigma of [0.3, 0.7]) {
    const world = randomWorld(5, 2);
    const options = { stepSize: 0.3, temperature };
    const at = (kind: string, round: number) => {
      const algorithm = algorithmOf(kind, options, world);
      return consensusOf(simulate({ algorithm, world, mixing: dialled(5, sigma) }, round)[round]!);
    };
    const [early, late] = [at("local-q", 150), at("local-q", 300)];
    t.ok(late > 0.1 && Math.abs(early / late - 1) < 1e-6, `sigma ${sigma}: floor ${early}, ${late}`);
    t.ok(at("fednpg", 300) < 1e-11, `sigma ${sigma}: tracking`);
  }
});

t.test(
  "local-q, τ = 0: the policies drift apart without end, at the speed of its closed form",
  async (t) => {
    // log π_n − log π̄ = Σ_k gain (W^k Q)_n once the policies have settled: gain·sigma/(1 − sigma) per
    // deviation.
    const sigma = 0.5;
    const world = randomWorld(5, 2);
    const algorithm = algorithmOf("local-q", { stepSize: 0.05 }, world);
    const all = simulate({ algorithm, world, mixing: dialled(5, sigma) }, 1500);
    const rows = all[1500]!;
    const mean = meanRow(column(rows, "q"));
    const centre = (x: readonly number[]) =>
      x.map((value, i) => value - (x[i - (i % 3)]! + x[i - (i % 3) + 1]! + x[i - (i % 3) + 2]!) / 3);
    const [bar, barred] = [meanPolicyOf(rows), 0.5 * (sigma / (1 - sigma))];
    rows.forEach((row, n) => {
      const found = centre(Array.from(row.logPolicy!, (x, k) => x - bar[k]!));
      const expected = centre(Array.from(row.q!, (q, k) => barred * (q - mean[k]!)));
      t.ok(distance(found, expected) < 1e-6, `agent ${n}: ${distance(found, expected)}`);
      t.ok(Math.max(...expected) > 0.01, "and the bias is not small");
    });
  },
);

t.test("independent: never above its own optimum, reaches it, and mixes nothing", async (t) => {
  const world = randomWorld(5, 3);
  for (const tau of [0, temperature]) {
    const algorithm = algorithmOf("independent", { stepSize: 0.2, temperature: tau }, world);
    t.same(algorithm.shares, []);
    const all = simulate({ algorithm, world, mixing: chordedRing(5) }, 200);
    modelsOf(world).forEach((model, n) => {
      const best = optimum(model, tau);
      const gaps = all.map((rows) => {
        const { v } = naiveEvaluation(model, rows[n]!.logPolicy!, tau);
        return Math.min(...Array.from(best.v, (value, s) => value - v[s]!));
      });
      t.ok(Math.min(...gaps) > -1e-10, `τ ${tau}, agent ${n}: above its optimum by ${-Math.min(...gaps)}`);
      const { v } = naiveEvaluation(model, all[200]![n]!.logPolicy!, tau);
      t.ok(distance(best.v, v) < 1e-2, `τ ${tau}, agent ${n}: ${distance(best.v, v)} from its own optimum`);
    });
  }
});

t.test("centralised-npg has one learner, who owns the mean task, and needs one kernel", async (t) => {
  const world = randomWorld(5, 3);
  const { learners } = algorithmOf("centralised-npg", { stepSize: 0.1 }, world);
  t.same(learners?.length, 1);
  t.equal((learners![0] as { model: unknown }).model, world.meanTask);
  const apart = randomWorld(3, 3, { kernelHeterogeneity: 0.5 });
  t.throws(() => algorithmOf("centralised-npg", { stepSize: 0.1 }, apart), {
    message: /^algorithm.kind: got "centralised-npg"; it needs agents that share one kernel$/,
  });
  const vectors = worldOf({ kind: "values" }, contextOf(3));
  for (const kind of ["fednpg", "frozen-tracker", "local-q", "independent", "centralised-npg"]) {
    t.throws(() => algorithmOf(kind, { stepSize: 0.1 }, vectors), {
      message: `environment.kind: got "values"; ${kind} needs a world with known dynamics`,
    });
  }
  t.throws(() => algorithmOf("averaging", {}, world), { message: /^environment.kind: .*`kind: values`$/ });
});
