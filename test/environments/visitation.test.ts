import t from "tap";
import { evaluatePolicy } from "../../src/environments/policy-evaluation.ts";
import { visitation } from "../../src/environments/visitation.ts";
import { rootRng } from "../../src/math/random.ts";
import { densePolicyReward, randomKernel, randomModel, randomPolicy } from "../oracles/model.ts";
import { contextOf, modelsOf, worldOf } from "./fixtures.ts";

const rng = rootRng(1).fork("visitation");
const grid = (discount: number) =>
  modelsOf(worldOf({ kind: "gridworld", rows: 7, columns: 7, discount }, contextOf(1)))[0]!;
const garnet = (discount: number) => randomModel(rng, randomKernel(rng, 60, 3, 4), discount);

t.test("visitation is a distribution, and pays as much as the values say", async (t) => {
  for (const discount of [0, 0.5, 0.9, 0.99, 0.9999]) {
    for (const model of [grid(discount), garnet(discount)]) {
      for (const temperature of [0, 0.2]) {
        const policy = randomPolicy(rng, model.kernel);
        const d = visitation(model, policy);
        const sum = d.reduce((total, weight) => total + weight, 0);
        t.ok(Math.abs(sum - 1) <= 1e-11, `sum ${sum}`);
        t.ok(d.every((weight) => weight > -1e-16));
        const { v } = evaluatePolicy(model, policy, temperature);
        const value = model.initial.reduce((total, weight, s) => total + weight * v[s]!, 0);
        const reward = densePolicyReward(model, policy, temperature);
        const paid = d.reduce((total, weight, s) => total + weight * reward[s]!, 0);
        t.ok(Math.abs((1 - discount) * value - paid) <= 1e-11 * (1 + Math.abs(paid)), `${discount}`);
      }
    }
  }
});

t.test("without a future the visitation is the start", async (t) => {
  const model = garnet(0);
  t.same(visitation(model, randomPolicy(rng, model.kernel)), model.initial);
});
