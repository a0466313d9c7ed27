import t from "tap";
import type { MarkovModel, PolicyTable } from "../../src/environments/environment.ts";
import { planOf } from "../../src/environments/evaluation-plan.ts";
import { evaluatePolicies, evaluatePolicy } from "../../src/environments/policy-evaluation.ts";
import { rootRng } from "../../src/math/random.ts";
import {
  denseEvaluation,
  densePolicyKernel,
  densePolicyReward,
  randomKernel,
  randomModel,
  randomPolicy,
  reweighted,
} from "../oracles/model.ts";
import { contextOf, distance, modelsOf, worldOf } from "./fixtures.ts";

const largest = (x: ArrayLike<number>) => distance(x, new Float64Array(x.length));

function grid(discount: number, agents = 3, size = 6): MarkovModel[] {
  const choice = { kind: "gridworld", rows: size, columns: size, stay: true, discount };
  return modelsOf(worldOf(choice, contextOf(agents)));
}

/** A kernel whose elimination would fill in: solved by the Krylov path. */
function garnet(discount: number, seed: number): MarkovModel {
  const rng = rootRng(seed).fork("garnet");
  return randomModel(rng, randomKernel(rng, 150, 2, 5), discount);
}

/** |V − (r_π + γP_π V)| relative to |V|: what solving leaves over. */
function bellmanResidual(model: MarkovModel, policy: PolicyTable, temperature: number): number {
  const { v } = evaluatePolicy(model, policy, temperature);
  const reward = densePolicyReward(model, policy, temperature);
  const residual = densePolicyKernel(model, policy).map((row, s) => {
    const expected = row.reduce((sum, p, next) => sum + p * v[next]!, 0);
    return v[s]! - (reward[s]! + model.discount * expected);
  });
  return largest(residual) / largest(v);
}

t.test("grids go by elimination, random MDPs by the Krylov solve", async (t) => {
  t.ok(planOf(grid(0.9)[0]!.kernel).direct);
  t.notOk(planOf(garnet(0.9, 1).kernel).direct);
});

t.test("V and Q agree with a dense pivoted solve", async (t) => {
  const rng = rootRng(1);
  for (const discount of [0, 0.5, 0.9, 0.99, 0.9999]) {
    for (const model of [grid(discount)[0]!, garnet(discount, 2)]) {
      for (const temperature of [0, 0.01, 1]) {
        const policy = randomPolicy(rng, model.kernel);
        const { v, q } = evaluatePolicy(model, policy, temperature);
        const exact = denseEvaluation(model, policy, temperature);
        const tolerance = (4e-15 / (1 - discount)) * largest(exact.v);
        t.ok(distance(v, exact.v) <= tolerance, `V at ${discount}, ${temperature}`);
        t.ok(distance(q, exact.q) <= tolerance, `Q at ${discount}, ${temperature}`);
      }
    }
  }
});

t.test("Bellman residuals are rounding, up to γ = 0.9999", async (t) => {
  const rng = rootRng(2);
  for (const discount of [0.9, 0.99, 0.9999]) {
    for (const model of [grid(discount, 1, 10)[0]!, garnet(discount, 3)]) {
      for (const spread of [1, 30]) {
        const residual = bellmanResidual(model, randomPolicy(rng, model.kernel, spread), 0.01);
        t.ok(residual <= 5e-15, `${residual} at ${discount}, spread ${spread}`);
      }
    }
  }
});

t.test("V = E_π[ Q − τ log π ]", async (t) => {
  const rng = rootRng(3);
  for (const model of [grid(0.95)[0]!, garnet(0.95, 4)]) {
    const policy = randomPolicy(rng, model.kernel);
    const temperature = 0.3;
    const { v, q } = evaluatePolicy(model, policy, temperature);
    const { actions } = model.kernel;
    v.forEach((value, s) => {
      let expected = 0;
      for (let i = s * actions; i < (s + 1) * actions; i++)
        expected += policy.probabilities[i]! * (q[i]! - temperature * policy.log[i]!);
      t.ok(Math.abs(value - expected) <= 1e-12 * Math.abs(value), `state ${s}`);
    });
  }
});

t.test("alone or in a batch of any size, at any place: the same bits", async (t) => {
  const rng = rootRng(4);
  const krylov = garnet(0.95, 5);
  const models = [
    ...grid(0.95, 9),
    ...Array.from({ length: 9 }, () => randomModel(rng, krylov.kernel, 0.95)),
  ];
  for (const part of [models.slice(0, 9), models.slice(9)]) {
    const requests = part.map((model, n) => ({
      model,
      policy: randomPolicy(rng, model.kernel),
      temperature: n % 2 === 0 ? 0 : 0.1,
    }));
    const alone = requests.map(({ model, policy, temperature }) =>
      evaluatePolicy(model, policy, temperature),
    );
    for (let count = 1; count <= 9; count++) {
      const from = 9 - count;
      const asked = requests.slice(from);
      const q = asked.map(({ model }) => new Float64Array(model.reward.length).fill(7));
      const v = asked.map(({ model }) => new Float64Array(model.kernel.states).fill(7));
      evaluatePolicies(asked, q, v);
      t.same(
        q,
        alone.slice(from).map((answer) => answer.q),
        `Q of ${count}`,
      );
      t.same(
        v,
        alone.slice(from).map((answer) => answer.v),
        `V of ${count}`,
      );
    }
  }
});

t.test("kernels of one pattern with different numbers share a plan and keep their answers", async (t) => {
  const rng = rootRng(5);
  const [{ kernel }] = grid(0.9) as [MarkovModel];
  const kernels = [kernel, ...Array.from({ length: 6 }, () => reweighted(rng, kernel))];
  for (const other of kernels) t.equal(planOf(other), planOf(kernel));
  const strangers = [randomKernel(rng, 40, 3, 2), garnet(0.9, 6).kernel];
  const all = [kernels[0]!, strangers[0]!, ...kernels.slice(1, 4), strangers[1]!, ...kernels.slice(4)];
  const requests = all.map((own, n) => ({
    model: randomModel(rng, own, 0.9 + 0.01 * n),
    policy: randomPolicy(rng, own),
    temperature: 0,
  }));
  const q = requests.map(({ model }) => new Float64Array(model.reward.length));
  evaluatePolicies(requests, q);
  requests.forEach(({ model, policy, temperature }, n) => {
    const exact = denseEvaluation(model, policy, temperature);
    t.ok(distance(q[n]!, exact.q) <= 1e-11, `request ${n} against the dense solve`);
    t.same(q[n], evaluatePolicy(model, policy, temperature).q, `request ${n} alone`);
  });
});

t.test("deterministic policies: log −∞ and probability 0 cost nothing, at any temperature", async (t) => {
  const rng = rootRng(6);
  for (const model of [grid(0.95)[0]!, garnet(0.95, 7)]) {
    const { states, actions } = model.kernel;
    const probabilities = new Float64Array(states * actions);
    for (let s = 0; s < states; s++) probabilities[s * actions + Math.floor(rng.next() * actions)] = 1;
    const policy = { probabilities, log: probabilities.map((p) => (p === 1 ? 0 : -Infinity)) };
    const plain = evaluatePolicy(model, policy, 0);
    const soft = evaluatePolicy(model, policy, 0.5);
    t.same(soft, plain, "a deterministic policy has no entropy");
    t.ok(plain.q.every(Number.isFinite));
    t.ok(distance(plain.v, denseEvaluation(model, policy, 0).v) <= 1e-12);
  }
});

t.test("closed forms: one state, and a constant reward", async (t) => {
  const rng = rootRng(7);
  const single = randomModel(rng, randomKernel(rng, 1, 3, 1), 0.9);
  const policy = randomPolicy(rng, single.kernel);
  const mean = single.reward.reduce((sum, r, a) => sum + policy.probabilities[a]! * r, 0);
  t.ok(Math.abs(evaluatePolicy(single, policy, 0).v[0]! - mean / (1 - 0.9)) < 1e-14 / (1 - 0.9));
  const [world] = grid(0.99) as [MarkovModel];
  const constant = { ...world, reward: world.reward.map(() => 0.25) };
  const { v, q } = evaluatePolicy(constant, randomPolicy(rng, world.kernel), 0);
  t.ok(
    distance(
      v,
      v.map(() => 25),
    ) <= 1e-11,
  );
  t.ok(
    distance(
      q,
      q.map(() => 25),
    ) <= 1e-11,
  );
});

t.test("no request, no answer; a missing array is our own fault", async (t) => {
  evaluatePolicies([], []);
  const [model] = grid(0.9) as [MarkovModel];
  const policy = randomPolicy(rootRng(8), model.kernel);
  t.throws(() => evaluatePolicies([{ model, policy, temperature: 0 }], []), /one array/);
});
