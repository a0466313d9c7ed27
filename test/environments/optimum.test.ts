import t from "tap";
import { optimum, policyValue, startValue, worldValue } from "../../src/environments/optimum.ts";
import { contextOf, distance, modelsOf, valueIteration, worldOf } from "./fixtures.ts";

const worlds = [
  { kind: "garnet", states: 30, actions: 4, branching: 3, discount: 0.9 },
  { kind: "gridworld", rows: 4, columns: 5, walls: [[1, 1]], slip: 0.3, discount: 0.9 },
  { kind: "path-grid", size: 5, discount: 0.9 },
];

t.test("policy iteration agrees with value iteration", async (t) => {
  for (const world of worlds) {
    const model = worldOf(world, contextOf(3)).meanTask!;
    for (const temperature of [0, 0.005, 0.05, 1]) {
      const found = optimum(model, temperature);
      // 0.9^400 = 5e-19: what value iteration still lacks is below rounding.
      const oracle = valueIteration(model, temperature, 400);
      const scale = Math.max(...oracle);
      const where = `${world.kind}, temperature ${temperature}`;
      t.ok(distance(found.v, oracle) <= 1e-12 * scale, `${where}: ${distance(found.v, oracle) / scale}`);
      t.ok(found.residual <= 1e-12, `${where}: residual ${found.residual}`);
      t.ok(found.iterations < 60, `${where}: ${found.iterations} iterations`);
    }
  }
});

t.test("the optimal policy is the softmax of Q*, and attains V*", async (t) => {
  const model = worldOf(worlds[0]!, contextOf(3)).meanTask!;
  const temperature = 0.1;
  const { v, q, policy } = optimum(model, temperature);
  policy.log.forEach((log, i) => {
    const advantage = (q[i]! - v[Math.floor(i / model.actions)]!) / temperature;
    t.ok(Math.abs(log - advantage) < 1e-11, `log π* = (Q* − V*)/t at ${i}`);
    t.ok(Math.abs(policy.probabilities[i]! - Math.exp(log)) < 1e-14);
  });
  t.ok(Math.abs(policyValue(model, policy, temperature) - startValue(model, v)) < 1e-12);
});

t.test("the optimum of the path grid is the closed form, whatever path, split and agents", async (t) => {
  for (const [size, agents, seed] of [
    [2, 1, 3],
    [6, 4, 1],
    [10, 10, 7],
    [10, 30, 2],
  ] as const) {
    for (const split of ["round-robin", "blocks"]) {
      const model = worldOf({ kind: "path-grid", size, split }, contextOf(agents, seed)).meanTask!;
      const closed = (1 - 0.99 ** (2 * size - 2)) / (agents * (1 - 0.99));
      const { v } = optimum(model, 0);
      t.ok(
        Math.abs(v[0]! - closed) <= 1e-12 * closed,
        `K ${size}, N ${agents}, ${split}: ${v[0]}, ${closed}`,
      );
    }
  }
  const model = worldOf({ kind: "path-grid", size: 10 }, contextOf(10)).meanTask!;
  t.equal(optimum(model, 0).v[0]!.toFixed(4), "1.6549", "the published anchor");
  const corner = optimum(model, 0.05).v[99]!;
  t.ok(Math.abs(corner - (0.05 * Math.log(2)) / 0.01) < 1e-10, "bottom right: t·log 2 / (1 − γ)");
});

t.test("a grid without slip is worth γ^distance / (1 − γ) at an absorbing goal", async (t) => {
  const world = { kind: "gridworld", rows: 4, columns: 4, slip: 0, absorbing: true, goals: [[3, 2]] };
  const model = worldOf(world, contextOf(1)).meanTask!;
  optimum(model, 0).v.forEach((value, state) => {
    const steps = Math.abs(Math.floor(state / 4) - 3) + Math.abs((state % 4) - 2);
    t.ok(Math.abs(value - 0.99 ** steps / 0.01) < 1e-9, `state ${state}`);
  });
});

t.test("ties go to the lowest action", async (t) => {
  const free = worldOf({ kind: "values", dimension: 1 }, contextOf(1));
  t.equal(worldValue(free, { log: new Float64Array(1), probabilities: new Float64Array(1) }, 0), undefined);
  const model = worldOf(
    { kind: "gridworld", rows: 5, columns: 5, slip: 0, goals: [[4, 4]], stay: true },
    contextOf(1),
  ).meanTask!;
  const { policy, iterations } = optimum(model, 0);
  const chosen = Array.from({ length: 25 }, (_, s) => policy.probabilities.indexOf(1, s * 5) - s * 5);
  // Right (0) and down (1) both shorten the way, so right is taken wherever it does; the last column goes
  // down.
  const expected = chosen.map((_, s) => (s === 24 ? 0 : s % 5 === 4 ? 1 : 0));
  t.same(chosen, expected);
  t.ok(iterations < 15);
  // Symmetric grids: actions that are worth the same get values that differ by rounding only.
  for (const slip of [0.1, 0.3, 0.7]) {
    const grid = { kind: "gridworld", rows: 7, columns: 7, slip, goals: [[3, 3]] };
    const { q, policy } = optimum(worldOf(grid, contextOf(1)).meanTask!, 0);
    const scale = Math.max(...q);
    for (let s = 0; s < 49; s++) {
      const row = q.subarray(s * 4, s * 4 + 4);
      const lowest = row.findIndex((value) => value >= Math.max(...row) - 2e-14 * scale);
      t.equal(policy.probabilities.indexOf(1, s * 4) - s * 4, lowest, `slip ${slip}, state ${s}`);
    }
  }
});

t.test("an MDP without rewards has the optimum 0, at once", async (t) => {
  const model = worldOf({ kind: "path-grid", size: 3, split: "blocks" }, contextOf(5)).shares[0]!;
  const silent = "model" in model ? { ...model.model, reward: new Float64Array(18) } : undefined;
  const { v, residual, policy } = optimum(silent!, 0);
  t.ok(v.every((value) => value === 0));
  t.equal(residual, 0);
  t.ok(policy.probabilities.every((p, i) => p === (i % 2 === 0 ? 1 : 0)));
});

t.test("hard discounts still converge", async (t) => {
  for (const discount of [0, 0.9999]) {
    const model = worldOf({ kind: "gridworld", rows: 6, columns: 6, discount }, contextOf(4)).meanTask!;
    for (const temperature of [0, 1e-4, 0.01]) {
      const { residual, iterations } = optimum(model, temperature);
      t.ok(residual <= 1e-12, `γ ${discount}, t ${temperature}: ${residual} after ${iterations}`);
    }
  }
});

t.test("where kernels differ the world's value is the mean of the agents' values", async (t) => {
  const world = worldOf(
    { kind: "garnet", states: 8, branching: 3, kernelHeterogeneity: 0.5 },
    contextOf(4),
  );
  const models = modelsOf(world);
  const { policy } = optimum(models[0]!, 0.1);
  const mean = models.reduce((sum, model) => sum + policyValue(model, policy, 0.1) / 4, 0);
  t.ok(Math.abs(worldValue(world, policy, 0.1)! - mean) < 1e-12 * mean);
  const shared = worldOf({ kind: "garnet", states: 8, branching: 3 }, contextOf(4));
  const each = modelsOf(shared).reduce((sum, model) => sum + policyValue(model, policy, 0) / 4, 0);
  t.ok(Math.abs(worldValue(shared, policy, 0)! - each) < 1e-12 * each, "by the mean task: the same");
  t.equal(worldValue(worldOf({ kind: "values" }, contextOf(4)), policy, 0), undefined, "no MDP, no value");
});
