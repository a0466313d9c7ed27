// The hidden clusters: values of any policy lie in the subspace, and the small MDPs are the large ones.
import { Matrix } from "ml-matrix";
import t from "tap";
import { evaluatePolicy } from "../../src/environments/policy-evaluation.ts";
import { policyGradient } from "../../src/environments/policy-gradient.ts";
import { ScenarioError } from "../../src/error.ts";
import { normal, rootRng } from "../../src/math/random.ts";
import { sharedOptimum } from "../../src/metrics/shared-optimum.ts";
import { linearPolicy } from "../../src/policies/linear-softmax.ts";
import { policyFromLogits } from "../../src/policies/tabular-softmax.ts";
import { contextOf, distance, modelsOf, worldOf } from "./fixtures.ts";

const kind = "subspace-control";
const world = worldOf({ kind, states: 20, dimension: 8 }, contextOf(4));
const { basis, control } = world.subspace!;
const rng = rootRng(2).fork("policies");
const thetas = Array.from({ length: 6 }, () => Float64Array.from({ length: 9 }, () => 2 * normal(rng)));
const seenBy = (model: ReturnType<typeof modelsOf>[0]) =>
  Array.from({ length: model.kernel.states }, (_, s) => (model.policyFeatures ?? model.observe)(s));

t.test("under every policy Φ B* ω are the values, and each cluster has one", async (t) => {
  for (const model of modelsOf(world)) {
    const phi = new Matrix(Array.from({ length: 20 }, (_, s) => [...model.observe(s)]));
    const inside = phi.mmul(Matrix.from1DArray(8, 3, [...basis]));
    for (const theta of thetas) {
      const { v } = evaluatePolicy(model, linearPolicy(theta, seenBy(model)), 0);
      v.forEach((value, state) => {
        const first = v[control!.clusterOf.indexOf(control!.clusterOf[state])];
        t.ok(Math.abs(value - first) < 1e-13);
      });
      // Rows of Φ B* are unit vectors over one norm: ω follows from the first state of each cluster.
      const scale = inside.get(0, 0);
      const head = Matrix.columnVector([v[0] / scale, v[1] / scale, v[2] / scale]);
      t.ok(distance(inside.mmul(head).to1DArray(), v) < 1e-13);
    }
    const norms = Array.from({ length: 20 }, (_, s) => Math.hypot(...model.observe(s)));
    t.ok(Math.abs(Math.max(...norms) - 1) < 1e-14, "the longest feature has length 1");
  }
});

t.test("an MDP over clusters has the values and the gradients of the large one", async (t) => {
  modelsOf(world).forEach((model, k) => {
    const small = control!.models[k];
    for (const theta of thetas) {
      const all = policyGradient(model, linearPolicy(theta, seenBy(model)));
      const few = policyGradient(small, policyFromLogits(turned(theta), 3));
      t.ok(Math.abs(all.value - few.value) < 1e-13);
      const summed = new Float64Array(9);
      all.gradient.forEach((entry, row) => {
        summed[control!.clusterOf[Math.floor(row / 3)] * 3 + (row % 3)] += entry;
      });
      t.ok(distance(summed, few.gradient) < 1e-13);
    }
  });
});

/** θ (A × r) as logits (r × A). */
function turned(theta: Float64Array): Float64Array {
  return theta.map((_, at) => theta[(at % 3) * 3 + Math.floor(at / 3)]);
}

t.test("the gradient is that of finite differences", async (t) => {
  const model = control!.models[1];
  const logits = turned(thetas[0]);
  const { gradient } = policyGradient(model, policyFromLogits(logits, 3));
  gradient.forEach((entry, i) => {
    const at = (shift: number) => {
      const moved = logits.map((x, j) => (i === j ? x + shift : x));
      return policyGradient(model, policyFromLogits(moved, 3)).value;
    };
    t.ok(Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - entry) < 1e-9);
  });
});

t.test("the best shared policy: one agent's optimum, never above the mean of all optima", async (t) => {
  const models = control!.models;
  const deterministic = (list: typeof models) => {
    let best = -Infinity;
    for (let n = 0; n < 27; n++) {
      const logits = new Float64Array(9);
      [n % 3, Math.floor(n / 3) % 3, Math.floor(n / 9)].forEach((a, c) => {
        logits[c * 3 + a] = 40;
      });
      const policy = policyFromLogits(logits, 3);
      best = Math.max(
        best,
        list.reduce((sum, m) => sum + policyGradient(m, policy).value, 0) / list.length,
      );
    }
    return best;
  };
  t.ok(Math.abs(sharedOptimum(models.slice(0, 1)) - deterministic(models.slice(0, 1))) < 1e-3);
  const shared = sharedOptimum(models);
  t.ok(shared >= deterministic(models) - 1e-3);
  t.ok(shared < models.reduce((sum, model) => sum + sharedOptimum([model]), 0) / models.length);
});

t.test("without heterogeneity all agents have one MDP", async (t) => {
  const same = worldOf({ kind, private: 0, offsets: 0, permuted: false }, contextOf(3));
  t.not(same.meanTask, undefined);
  t.throws(() => worldOf({ kind, dimension: 2 }, contextOf(2)), ScenarioError);
  t.throws(() => worldOf({ kind, states: 2 }, contextOf(2)), /at least one for each of 3 clusters/);
});

t.test(
  "dials: what is an agent's own, what goes to all clusters alike, what no value depends on",
  async (t) => {
    const small = { kind, states: 12, dimension: 6, offsets: 0 };
    const hidden = (options: object) =>
      worldOf({ ...small, ...options }, contextOf(3)).subspace!.control!.models;
    const numbers = ({ kernel, reward }: ReturnType<typeof modelsOf>[0]) => [
      ...kernel.probability,
      ...reward,
    ];
    const between = (from: readonly number[], to: readonly number[], share: number) =>
      from.map((x, i) => (1 - share) * x + share * to[i]);
    const ends = [0, 1].map((share) => hidden({ private: share }).map(numbers));
    hidden({ private: 0.3 }).forEach((model, k) => {
      t.ok(
        distance(numbers(model), between(ends[0][k], ends[1][k], 0.3)) < 1e-14,
        "three tenths of its own",
      );
      // 27 probabilities, then rewards.
      for (const part of [ends.map((end) => end[k].slice(0, 27)), ends.map((end) => end[k].slice(27))])
        t.ok(distance(part[0], part[1]) > 0.1, "of dynamics and of rewards");
    });
    const chains = [0, 0.4, 1].map((floor) =>
      hidden({ floor }).map(({ kernel }) => [...kernel.probability]),
    );
    chains[1].forEach((chain, k) => {
      t.ok(distance(chain, between(chains[0][k], chains[2][k], 0.4)) < 1e-14);
      t.ok(Math.min(...chain) >= 0.4 / 3 - 1e-15 && Math.min(...chains[0][k]) < 0.4 / 3, "nobody starves");
      t.ok(
        distance(
          chains[2][k],
          chain.map(() => 1 / 3),
        ) < 1e-15,
      );
    });
    for (const nuisance of [0, 2]) {
      const place = worldOf({ ...small, nuisance }, contextOf(1));
      const [model] = modelsOf(place);
      const b = Matrix.from1DArray(6, 3, [...place.subspace!.basis]);
      const outside = Array.from({ length: 12 }, (_, s) => {
        const phi = Matrix.columnVector([...model.observe(s)]);
        return Matrix.sub(phi, b.mmul(b.transpose().mmul(phi))).to1DArray();
      });
      const largest = Math.max(...outside.flat().map(Math.abs));
      t.ok(nuisance === 0 ? largest < 1e-15 : largest > 0.1, `size ${nuisance}: ${largest}`);
      for (const cluster of [0, 1, 2]) {
        const members = outside.filter((_, s) => place.subspace!.control!.clusterOf[s] === cluster);
        const middle = members[0].map(
          (_, i) => members.reduce((sum, row) => sum + row[i], 0) / members.length,
        );
        t.ok(Math.max(...middle.map(Math.abs)) < 1e-15, "centred within each cluster");
      }
    }
  },
);
