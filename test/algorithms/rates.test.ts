// Entropy-regularised FedNPG: its fixed point E1, its rates E2–E4 and P9, and the ends of its options.
import t from "tap";
import { optimum } from "../../src/environments/optimum.ts";
import { evaluatePolicy } from "../../src/environments/policy-evaluation.ts";
import { distance, modelsOf } from "../environments/fixtures.ts";
import { meanRow, naiveEvaluation, naiveNormalise } from "../oracles/policy-gradient.ts";
import type { Rows } from "./simulation.ts";
import {
  algorithmOf,
  assemble,
  chordedRing,
  column,
  copies,
  dialled,
  randomWorld,
  server,
  simulate,
} from "./simulation.ts";

const temperature = 0.1;
const discount = 0.9;
const meanPolicyOf = (rows: Rows) => naiveNormalise(meanRow(column(rows, "logPolicy")), 3);

t.test("E1: at the optimum, with trackers that agree, a round changes nothing", async (t) => {
  const world = randomWorld();
  const best = optimum(world.meanTask!, temperature);
  const fixed = modelsOf(world).map((model) => ({
    logPolicy: best.policy.log,
    tracker: best.q,
    q: evaluatePolicy(model, best.policy, temperature).q,
  }));
  t.ok(distance(fixed[0]!.q, fixed[1]!.q) > 0.1, "the agents' own Q still differ");
  const algorithm = algorithmOf("fednpg", { stepSize: 0.05, temperature }, world);
  const { cohort } = assemble({ algorithm, world, mixing: chordedRing(5) });
  const change = () =>
    copies(cohort.states).map((row, n) =>
      Math.max(
        distance(row.logPolicy!, fixed[n]!.logPolicy),
        distance(row.tracker!, fixed[n]!.tracker),
        distance(row.q!, fixed[n]!.q),
      ),
    );
  cohort.restore(fixed);
  for (let round = 1; round <= 20; round++) cohort.round(round);
  t.ok(Math.max(...change()) < 1e-10, `after 20 rounds: ${change()}`);
  cohort.restore(fixed.map((state) => ({ ...state, tracker: state.q })));
  cohort.round(1);
  t.ok(Math.max(...change()) > 1e-3, "trackers that disagree do move the policies");
});

t.test("E2: at sigma = 0 the error of Q keeps below the bound of Cen et al.", async (t) => {
  const world = randomWorld(5, 4);
  const best = optimum(world.meanTask!, temperature);
  for (const stepSize of [0.02, 0.05, 0.3, 1]) {
    const algorithm = algorithmOf("fednpg", { stepSize, temperature }, world);
    const all = simulate({ algorithm, world, mixing: server(5) }, 60);
    const error = all.map((rows) => distance(meanRow(column(rows, "q")), best.q));
    const alpha = 1 - (stepSize * temperature) / (1 - discount);
    const first = distance(all[0]![0]!.logPolicy!, best.policy.log);
    const constant = error[0]! + 2 * temperature * alpha * first;
    error.slice(1).forEach((found, round) => {
      const bound = constant * discount * (1 - stepSize * temperature) ** round;
      t.ok(found <= bound + 1e-12, `η ${stepSize}, round ${round + 1}: ${found} > ${bound}`);
    });
  }
});

t.test("E3: at sigma = 0 log π̄ errs by α a round and Q by α², far inside the bound", async (t) => {
  const world = randomWorld();
  const best = optimum(world.meanTask!, temperature);
  for (const [stepSize, from, to] of [
    [0.05, 90, 170],
    [0.3, 14, 28],
  ] as const) {
    const alpha = 1 - (stepSize * temperature) / (1 - discount);
    const algorithm = algorithmOf("fednpg", { stepSize, temperature }, world);
    const all = simulate({ algorithm, world, mixing: server(5) }, to);
    const rate = (error: (rows: Rows) => number) =>
      (error(all[to]!) / error(all[from]!)) ** (1 / (to - from));
    const policy = rate((rows) => distance(meanPolicyOf(rows), best.policy.log));
    const action = rate((rows) => distance(meanRow(column(rows, "q")), best.q));
    t.ok(Math.abs(policy / alpha - 1) < 0.005, `η ${stepSize}: log π̄ errs by ${policy}, not ${alpha}`);
    t.ok(
      Math.abs(action / alpha ** 2 - 1) < 0.005,
      `η ${stepSize}: Q errs by ${action}, not ${alpha ** 2}`,
    );
  }
});

t.test("E4 and P9: for small coupling, log π̄ and consensus err by max(α, sigma) a round", async (t) => {
  const world = randomWorld(5, 1, { rewardHeterogeneity: 0.1 });
  const best = optimum(world.meanTask!, temperature);
  for (const stepSize of [0.05, 0.3, 0.9]) {
    const algorithm = algorithmOf("fednpg", { stepSize, temperature }, world);
    const alpha = 1 - (stepSize * temperature) / (1 - discount);
    for (const sigma of [0.2, 0.5, 0.8, 0.9, 0.95]) {
      const expected = Math.max(alpha, sigma);
      const last = Math.round(Math.log(1e-7) / Math.log(expected));
      const window = Math.round(last / 3);
      const all = simulate({ algorithm, world, mixing: dialled(5, sigma) }, last);
      const rate = (error: (rows: Rows) => number) =>
        (error(all[last]!) / error(all[last - window]!)) ** (1 / window);
      const policy = rate((rows) => distance(meanPolicyOf(rows), best.policy.log));
      const consensus = rate((rows) =>
        Math.max(...rows.map((row) => distance(row.logPolicy!, meanPolicyOf(rows)))),
      );
      for (const found of [policy, consensus]) {
        t.ok(
          Math.abs(found / expected - 1) < 0.02,
          `α ${alpha}, sigma ${sigma}: ${found}, not ${expected}`,
        );
      }
    }
  }
});

t.test("τ → 0: the regularised method tends to the vanilla one, linearly in τ", async (t) => {
  const world = randomWorld();
  const last = (tau: number) =>
    simulate(
      {
        algorithm: algorithmOf("fednpg", { stepSize: 0.05, temperature: tau }, world),
        world,
        mixing: chordedRing(5),
      },
      15,
    )[15]!.flatMap((row) => [...row.logPolicy!, ...row.tracker!]);
  const vanilla = last(0);
  const [coarse, fine] = [1e-4, 1e-5].map((tau) => distance(last(tau), vanilla));
  t.ok(fine! > 0 && fine! < 1e-2, `${fine}`);
  t.ok(Math.abs(coarse! / fine! - 10) < 0.1, `${coarse} and ${fine} are as 10 to 1`);
});

t.test(
  "α = 0 is soft policy iteration on the mean reward, and is refused one part in 10⁹ beyond",
  async (t) => {
    const world = randomWorld(5, 6);
    const stepSize = (1 - discount) / temperature;
    const algorithm = algorithmOf("fednpg", { stepSize, temperature }, world);
    const all = simulate({ algorithm, world, mixing: server(5) }, 8);
    let policy = new Array<number>(18).fill(-Math.log(3));
    for (const rows of all) {
      rows.forEach((row) => {
        t.ok(distance(row.logPolicy!, policy) < 1e-11);
      });
      policy = naiveNormalise(
        naiveEvaluation(world.meanTask!, policy, temperature).q.map((q) => q / temperature),
        3,
      );
    }
    t.ok(distance(all[8]![0]!.logPolicy!, optimum(world.meanTask!, temperature).policy.log) < 1e-10);
    t.doesNotThrow(() => algorithmOf("fednpg", { stepSize: stepSize * (1 + 1e-13), temperature }, world));
    t.throws(() => algorithmOf("fednpg", { stepSize: stepSize * (1 + 1e-9), temperature }, world), {
      name: "ScenarioError",
      message: /^algorithm.stepSize: got 1.0\d*; at most \(1−γ\)\/τ = 0.99\d*$/,
    });
  },
);
