// The world's truth: Bellman's equation, stationary means, the shared subspace and its dials.
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import t from "tap";
import { meanField as builtMeanField } from "../../src/algorithms/subspace/expectation.ts";
import type { MarkovModel } from "../../src/environments/environment.ts";
import { ScenarioError } from "../../src/error.ts";
import { chainOf, meanField, stationary } from "../oracles/subspace-td.ts";
import { contextOf, distance, modelsOf, worldOf } from "./fixtures.ts";

const kind = "subspace-prediction";
const phiOf = (model: { observe(s: number): Float64Array }, states: number) =>
  new Matrix(Array.from({ length: states }, (_, s) => [...model.observe(s)]));

t.test("Φ z solves Bellman's equation of every agent, and J is the stationary reward", async (t) => {
  for (const criterion of ["average", "discounted"]) {
    for (const outside of [0, 0.3]) {
      const world = worldOf({ kind, criterion, outside, discount: 0.7 }, contextOf(4));
      const { basis, prediction } = world.subspace!;
      modelsOf(world).forEach((model, k) => {
        const z = Matrix.columnVector([...prediction!.coefficients[k]]);
        const values = phiOf(model, 30).mmul(z);
        const p = chainOf(model);
        const j = prediction!.averageRewards?.[k] ?? 0;
        const gamma = criterion === "average" ? 1 : 0.7;
        const right = Matrix.columnVector([...model.reward].map((r) => r - j)).add(
          p.mmul(values).mul(gamma),
        );
        t.ok(Matrix.sub(values, right).norm("frobenius") < 1e-14, `${criterion}: Bellman`);
        const b = Matrix.from1DArray(20, 3, [...basis]);
        const inside = b.mmul(b.transpose().mmul(z)).norm("frobenius");
        t.ok(Math.abs(inside ** 2 - (1 - outside)) < 1e-13, "energy within the subspace");
        t.ok(Math.abs(z.norm("frobenius") - 1) < 1e-13, "energy in all");
        if (criterion === "discounted") return;
        const mean = stationary(p).reduce((sum, mu, s) => sum + mu * model.reward[s], 0);
        t.ok(Math.abs(mean - j) < 1e-13, "average reward");
      });
    }
  }
});

t.test("the truth is where every expected update vanishes, for any number of steps", async (t) => {
  const world = worldOf({ kind, criterion: "average" }, contextOf(3));
  const { coefficients, averageRewards } = world.subspace!.prediction!;
  modelsOf(world).forEach((model, k) => {
    for (const steps of [1, 2, 7]) {
      const { a, b, e } = meanField(model, steps, 1);
      const built = builtMeanField(model, steps, 1);
      t.ok(distance(built.matrix, a.to1DArray()) < 1e-14, "A");
      t.ok(distance(built.offset, b.to1DArray()) < 1e-14, "b");
      t.ok(distance(built.perAverageReward, e.to1DArray()) < 1e-14, "e");
      const direction = a.mmul(Matrix.columnVector([...coefficients[k]])).add(b);
      t.ok(direction.sub(e.mul(averageRewards![k])).norm("frobenius") < 1e-14, `${steps} steps`);
    }
  });
});

t.test("the dial goes from one task for all to tasks of their own", async (t) => {
  const at = (heterogeneity: number) => worldOf({ kind, heterogeneity }, contextOf(5));
  const same = at(0);
  t.equal(new Set(modelsOf(same).map(({ kernel }) => kernel)).size, 1);
  t.not(same.meanTask, undefined);
  const numbers = (e: number) =>
    modelsOf(at(e)).map((model, k) => [
      ...chainOf(model).to1DArray(),
      at(e).subspace!.prediction!.averageRewards![k],
    ]);
  const [none, some, all] = [0, 0.3, 1].map(numbers);
  some.forEach((row, k) => {
    const mixed = row.map((_, i) => 0.7 * none[k][i] + 0.3 * all[k][i]);
    t.ok(distance(row, mixed) < 1e-14, "chains and average rewards go in a line");
    t.equal(distance(none[k], none[0]), 0);
    if (k > 0) t.ok(Math.abs(all[k].at(-1)! - all[0].at(-1)!) > 1e-3 && distance(all[k], all[0]) > 0.01);
  });
  const spread = (e: number) => {
    const [first, second] = at(e).subspace!.prediction!.coefficients;
    return distance(first, second);
  };
  t.equal(spread(0), 0);
  t.ok(spread(0.2) > 0 && spread(0.2) < spread(1));
  t.equal(at(1).meanTask, undefined);
});

t.test("halfway between heads that cancel an agent has its own", async (t) => {
  const at = (heterogeneity: number) =>
    worldOf({ kind, rank: 1, heterogeneity }, contextOf(8)).subspace!.prediction!.coefficients;
  const opposite = at(1).filter((own) => distance(own, at(0)[0]) > 1).length;
  t.ok(opposite > 0 && opposite < 8, "some heads are opposite to the common one");
  for (const e of [0.5, 0.6]) t.same(at(e), at(1), "half and more is the agent's own");
});

t.test(
  "chains that stay: the same stationary distribution, and values that still solve Bellman",
  async (t) => {
    const [quick, slow] = [0, 0.99].map((staying) => worldOf({ kind, staying }, contextOf(3)));
    modelsOf(slow).forEach((model, k) => {
      const [p, other] = [chainOf(model), chainOf(modelsOf(quick)[k])];
      const mixed = Matrix.add(Matrix.eye(30).mul(0.99), other.clone().mul(0.01));
      t.ok(Matrix.sub(p, mixed).norm("frobenius") < 1e-14);
      const z = Matrix.columnVector([...slow.subspace!.prediction!.coefficients[k]]);
      const values = phiOf(model, 30).mmul(z);
      const rewards = [...model.reward].map((r) => r - slow.subspace!.prediction!.averageRewards![k]);
      const right = Matrix.columnVector(rewards).add(p.mmul(values));
      t.ok(Matrix.sub(values, right).norm("frobenius") < 1e-14);
    });
  },
);

/** −λ_max of the symmetric part of A_L: what the theorems call λ L. */
function drift(model: MarkovModel, steps: number): number {
  const { matrix } = builtMeanField(model, steps, 1);
  const d = Math.sqrt(matrix.length);
  const a = Matrix.from1DArray(d, d, [...matrix]);
  const symmetric = Matrix.add(a, a.transpose()).div(2);
  return -Math.max(...new EigenvalueDecomposition(symmetric).realEigenvalues);
}

t.test("the drift of L steps is below 2/d; it grows with L only where a chain stays", async (t) => {
  const size = { dimension: 5, rank: 2 };
  const [quick, slow] = [0, 0.998].map((staying) => worldOf({ kind, staying, ...size }, contextOf(4)));
  modelsOf(quick).forEach((model, k) => {
    const one = drift(model, 1);
    for (const steps of [4, 16, 64, 256]) {
      // E‖φ‖² = 1 and |E φ_0ᵀφ_L| ≤ 1: the trace of −A is 2 at most, and its least eigenvalue 2/d.
      t.ok(drift(model, steps) <= 2 / 5, "no λ > 0 with drift ≥ λ L for all L");
      t.ok(Math.abs(drift(model, steps) / one - 1) < 0.3, "the more steps, the same drift");
      const ratio = drift(modelsOf(slow)[k], steps) / drift(modelsOf(slow)[k], 1);
      t.ok(ratio <= steps * (1 + 1e-9) && ratio > 0.75 * steps, `${steps} steps drift ${ratio} times one`);
    }
  });
});

t.test("sizes that have no unique values are refused", async (t) => {
  const refused = (options: object) => () => worldOf({ kind, ...options }, contextOf(2));
  t.throws(refused({ states: 20 }), ScenarioError, "constants are within 20 features of 20 states");
  t.throws(refused({ rank: 30 }), /environment\.rank: got 30; at most dimension = 20/);
  t.doesNotThrow(refused({ states: 20, criterion: "discounted" }));
  const all = { rank: 4, dimension: 4 };
  t.throws(refused({ ...all, outside: 0.1 }), /environment\.outside: got 0\.1; 0 where the subspace is/);
  t.doesNotThrow(refused(all));
});
