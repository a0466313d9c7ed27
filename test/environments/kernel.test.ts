import fc from "fast-check";
import t from "tap";
import {
  equalKernels,
  kernelFromTransitions,
  kernelOf,
  shareEqualKernels,
  type Transition,
} from "../../src/environments/kernel.ts";
import { markovModel, meanReward, modelWorld } from "../../src/environments/markov-model.ts";
import { rootRng, shuffle } from "../../src/math/random.ts";
import { contextOf, worldOf } from "./fixtures.ts";

/** S, A and a dense stochastic P[s][a][s'] with some zeros. */
const dense = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }))
  .chain(([states, actions]) =>
    fc
      .array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: states, maxLength: states }), {
        minLength: states * actions,
        maxLength: states * actions,
      })
      .map((weights) => ({
        states,
        actions,
        rows: weights.map((row) => {
          const sum = row.reduce((a, b) => a + b, 0);
          return row.map((weight, next) => (sum === 0 ? Number(next === 0) : weight / sum));
        }),
      })),
  );

const two: Transition[] = [
  [0, 0, 0, 0.25],
  [0, 0, 1, 0.75],
  [1, 0, 1, 1],
];

t.test("the kernel holds the dense matrix, whatever the order of its entries", async () => {
  fc.assert(
    fc.property(dense, fc.nat(), ({ states, actions, rows }, seed) => {
      const entries = rows.flatMap((row, r) =>
        row.map((p, next): Transition => [Math.floor(r / actions), r % actions, next, p]),
      );
      shuffle(rootRng(seed), entries);
      const kernel = kernelFromTransitions(states, actions, entries, "test");
      const back = rows.map((_, r) => {
        const row = new Array<number>(states).fill(0);
        for (let k = kernel.offsets[r]!; k < kernel.offsets[r + 1]!; k++) {
          row[kernel.next[k]!]! += kernel.probability[k]!;
        }
        return row;
      });
      const kept = rows.flat().filter((p) => p > 0).length;
      return JSON.stringify(back) === JSON.stringify(rows) && kernel.next.length === kept;
    }),
    { seed: 1 },
  );
});

t.test("a faulty entry is refused with agent, state, action and number", async (t) => {
  const build = (transitions: Transition[]) => () => kernelFromTransitions(2, 1, transitions, "m, agent 4");
  const faults: [Transition[], RegExp][] = [
    [two.slice(1), /^m, agent 4, state 0, action 0: got 0.75; .* sum to 1 within 1e-9$/],
    [two.slice(0, 2), /^m, agent 4, state 1, action 0: got 0; .* sum to 1/],
    [[...two, [1, 0, 1, 0]], /^m, agent 4, state 1, action 0, next state: got 1; it is listed twice/],
    [[...two, [1, 0, 0, -1e-300]], /state 1, action 0, next state 0: got -1e-300; .*0 or more/],
    [[...two, [1, 0, 0, Number.NaN]], /state 1, action 0, next state 0: got NaN;/],
    [[...two, [1, 0, 0, Number.POSITIVE_INFINITY]], /next state 0: got Infinity;/],
    [[...two, [1, 0, 0, 1e308]], /state 1, action 0: got 1e\+308; .* sum to 1/],
    [[...two, [2, 0, 0, 1]], /^m, agent 4, state: got 2; .* from 0 to 1$/],
    [[...two, [1, 1, 0, 1]], /^m, agent 4, state 1, action: got 1; .* from 0 to 0$/],
    [[...two, [1, 0, 0.5, 1]], /state 1, action 0, next state: got 0.5; .* from 0 to 1$/],
  ];
  for (const [transitions, message] of faults) {
    t.throws(build(transitions), { name: "ScenarioError", message });
  }
});

t.test("sums may miss 1 by 1e-9 and are left as they are", async (t) => {
  const kernel = (excess: number) => kernelOf(1, 1, () => [[0, 1 + excess]], "test");
  t.equal(kernel(0.9e-9).probability[0], 1 + 0.9e-9);
  t.throws(() => kernel(1.1e-9), { name: "ScenarioError" });
  t.throws(() => kernel(-1.1e-9), { name: "ScenarioError" });
});

t.test("equal kernels become one object", async (t) => {
  const [a, b] = [kernelFromTransitions(2, 1, two, "test"), kernelFromTransitions(2, 1, two, "test")];
  const other = kernelOf(2, 1, () => [[1, 1]], "test");
  t.ok(equalKernels(a, b) && !equalKernels(a, other));
  t.notOk(
    equalKernels(
      kernelOf(2, 1, (s) => [[s, 1]], "test"),
      kernelOf(1, 2, () => [[0, 1]], "test"),
    ),
  );
  const shared = shareEqualKernels([a, other, b, other]);
  t.ok(shared[0] === a && shared[2] === a && shared[1] === other && shared[3] === other);
});

t.test("a world has a mean task exactly where the kernels are equal", async (t) => {
  const [a, b] = [kernelFromTransitions(2, 1, two, "test"), kernelFromTransitions(2, 1, two, "test")];
  const other = kernelOf(2, 1, () => [[1, 1]], "test");
  const rewards = [Float64Array.of(1, 0), Float64Array.of(0, 0.5)];
  const rest = { rewards, discount: 0.5, initial: Float64Array.of(1, 0) };
  const world = modelWorld({ ...rest, kernels: [a, b] });
  t.equal(world.meanTask!.kernel, a);
  t.same([...world.meanTask!.reward], [0.5, 0.25]);
  t.same([...meanReward(rewards)], [0.5, 0.25]);
  t.equal(modelWorld({ ...rest, kernels: [a, other] }).meanTask, undefined);
});

t.test("a model refuses what is no discount, reward or distribution", async (t) => {
  const kernel = kernelFromTransitions(2, 1, two, "test");
  const good = {
    kernel,
    reward: new Float64Array(2),
    discount: 0.5,
    initial: Float64Array.of(0.5, 0.5),
  };
  const faults = [
    [{ discount: 1 }, /discount: got 1;/],
    [{ discount: Number.NaN }, /discount: got NaN;/],
    [{ discount: -0.1 }, /discount: got -0.1;/],
    [{ initial: Float64Array.of(0.5, 0.4) }, /start: got 0.9; .*sum to 1/],
    [{ initial: Float64Array.of(1.5, -0.5) }, /start\[1\]: got -0.5;/],
    [{ reward: Float64Array.of(0, Number.NaN) }, /state 1, action 0, reward: got NaN;/],
    [{ reward: Float64Array.of(0, 1e200) }, /state 1, action 0, reward: got 1e\+200;/],
  ] as const;
  for (const [change, message] of faults) {
    t.throws(() => markovModel({ ...good, ...change }), { name: "ScenarioError", message });
  }
  t.throws(() => markovModel({ ...good, reward: new Float64Array(3) }), /broken invariant/);
});

t.test("draws never have probability 0, and rounding goes to the last outcome", async (t) => {
  const model = worldOf({ kind: "garnet", states: 6, branching: 2 }, contextOf(1)).meanTask!;
  const stuck = (value: number) => ({ next: () => value, fork: () => stuck(value) });
  const { kernel } = model;
  for (let row = 0; row < 24; row++) {
    const [from, to] = [kernel.offsets[row]!, kernel.offsets[row + 1]!];
    const [state, action] = [row >> 2, row & 3];
    t.equal(model.step(state, action, stuck(0)).state, kernel.next[from]);
    t.equal(model.step(state, action, stuck(1 - 2 ** -53)).state, kernel.next[to - 1]);
  }
  const quarter = markovModel({
    kernel: kernelFromTransitions(2, 1, two, "test"),
    reward: new Float64Array(2),
    discount: 0,
    initial: Float64Array.of(1, 0),
  });
  t.equal(quarter.step(0, 0, stuck(0.25 - 2 ** -53)).state, 0);
  t.equal(quarter.step(0, 0, stuck(0.25)).state, 1, "[0, 1/4) and [1/4, 1)");
  const initial = Float64Array.of(0, 1 - 1e-10, 0);
  const model3 = markovModel({
    kernel: kernelOf(3, 1, (s) => [[s, 1]], "test"),
    reward: new Float64Array(3),
    discount: 0,
    initial,
  });
  t.equal(model3.start(stuck(0)), 1);
  t.equal(model3.start(stuck(1 - 2 ** -53)), 1);
  t.same([...model3.observe(2)], [0, 0, 1]);
});
