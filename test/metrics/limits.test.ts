// Where metrics of personal policies and values have an end: the best shared policy in closed form, trials
// that are cut off, values that are none.
import t from "tap";
import type { EpisodicTask, World } from "../../src/environments/environment.ts";
import { kernelOf } from "../../src/environments/kernel.ts";
import { modelWorld } from "../../src/environments/markov-model.ts";
import { metricKinds } from "../../src/metrics/metrics.ts";
import { sharedOptimum } from "../../src/metrics/shared-optimum.ts";
import type { Message } from "../../src/mixing/mixing.ts";
import { modelsOf } from "../environments/fixtures.ts";

/** Deterministic models: `goes[s][a]` follows state s under action a, paid `pays[s][a]`. */
function modelsFrom(goes: readonly number[][][], pays: readonly number[][][], discount: number) {
  const states = goes[0]!.length;
  const initial = Float64Array.from({ length: states }, (_, s) => (s === 0 ? 1 : 0));
  const kernels = goes.map((own) => kernelOf(states, 2, (s, a) => [[own[s]![a]!, 1] as const], "test"));
  const rewards = pays.map((own) => Float64Array.from(own.flat()));
  return modelsOf(modelWorld({ kernels, rewards, discount, initial }));
}

t.test("the best policy for opposites is a coin, which no deterministic one comes near", async (t) => {
  // One agent leaves state 0 by the first action, the other by the second; state 1 pays for ever.
  const leave = (by: number) => [by === 0 ? [1, 0] : [0, 1], [1, 1]];
  const pay = (amount: number) => [
    [0, 0],
    [amount, amount],
  ];
  const gamma = 0.9;
  for (const other of [1, 3]) {
    const found = sharedOptimum(modelsFrom([leave(0), leave(1)], [pay(1), pay(other)], gamma));
    // V = p γ/(1 − γ) + (1 − p) γ V of who leaves with probability p.
    const value = (p: number) => (p * gamma) / (1 - gamma) / (1 - (1 - p) * gamma);
    const coins = Array.from({ length: 10_001 }, (_, n) => value(n / 1e4) + other * value(1 - n / 1e4));
    const best = Math.max(...coins) / 2;
    t.ok(Math.abs(found - best) < 1e-5, `${found}, of all coins ${best}`);
    t.ok(best > (1.2 * (other * gamma)) / (1 - gamma) / 2, "a deterministic one leaves one agent behind");
    t.ok(other === 1 || best > coins[5000]! / 2 + 0.01, "and the fair one is not the best");
  }
});

t.test("and where a coin is a saddle, it is deterministic", async (t) => {
  // The first agent is paid for the first action twice, the other for the second twice; state 2 is a trap.
  const goes = [0, 1].map((own) => [own === 0 ? [1, 2] : [2, 1], [2, 2], [2, 2]]);
  const pays = [0, 1].map((own) => [[0, 0], own === 0 ? [1, 0] : [0, 1], [0, 0]]);
  const found = sharedOptimum(modelsFrom(goes, pays, 0.8));
  // J = γ (p q + (1 − p)(1 − q))/2: a quarter of γ for the coin, where its gradient is 0.
  t.ok(found > 0.39 && found <= 0.4 + 1e-12, `${found}, at most γ/2`);
});

/** Steps along a line, one a step, that ends at `length`; paid 1 each. */
const line = (length: number, actions: number, horizon = 7): EpisodicTask => ({
  ...{ actions, horizon, discount: 0.5, rest: Float64Array.of(0), start: () => Float64Array.of(0) },
  step: ([at]) =>
    at! + 1 < length
      ? { state: Float64Array.of(at! + 1), reward: 1 }
      : { state: Float64Array.of(0), reward: 1, ended: true },
  observe: ([at]) => Float64Array.of(1, at!),
});

const trials = (tasks: readonly EpisodicTask[], views: readonly Message[]) => {
  const world: World = { shares: tasks.map((task) => ({ task })) };
  const { build } = metricKinds.find(({ kind }) => kind === "trials")!;
  return build({}, { world, shares: world.shares, temperature: 0 }).measure(views).row;
};

t.test("a trial that does not end is cut off at the task's horizon", async (t) => {
  const views = [{ theta: new Float64Array(4) }, { theta: new Float64Array(4) }];
  t.equal(trials([line(5, 2), line(99, 2)], views).trial_length, (5 + 7) / 2);
  t.equal(trials([line(99, 2, 20), line(99, 2)], views).trial_length, (20 + 7) / 2);
});

t.test(
  "the watched state is worth what is paid until the end, and differential values are none",
  async (t) => {
    const weights = Float64Array.of(2, 5);
    const row = trials([line(3, 1), line(1, 1)], [{ weights }, { weights }]);
    t.equal(row.rest_value, 2);
    // 1 + ½ + ¼ on the longer line, 1 on the shorter.
    t.equal(row.rest_error, (0.25 + 1) / 2);
    const view = { weights, averageReward: Float64Array.of(0) };
    const none = trials([line(3, 1), line(1, 1)], [view, view]);
    t.same([none.rest_value, none.rest_error], [undefined, undefined]);
    t.equal(
      trials([line(3, 2), line(1, 2)], [{ weights }, { weights }]).rest_error,
      undefined,
      "where one chooses",
    );
  },
);
