// Columns about shared subspaces, personal values and personal policies, against naive computations.
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import t from "tap";
import type { EpisodicTask } from "../../src/environments/environment.ts";
import { optimum, startValue } from "../../src/environments/optimum.ts";
import { evaluatePolicy } from "../../src/environments/policy-evaluation.ts";
import { rootRng } from "../../src/math/random.ts";
import { metricKinds } from "../../src/metrics/metrics.ts";
import type { Message } from "../../src/mixing/mixing.ts";
import { linearPolicy } from "../../src/policies/linear-softmax.ts";
import { chordedRing } from "../algorithms/simulation.ts";
import { begin, drive, matrixOf, predictionWorld } from "../algorithms/subspace/networks.ts";
import { contextOf, modelsOf, worldOf } from "../environments/fixtures.ts";

const rowOf = (kind: string, world: ReturnType<typeof worldOf>, views: readonly Message[]) => {
  const found = metricKinds.find((candidate) => candidate.kind === kind)!;
  return found.build({}, { world, shares: world.shares, temperature: 0 }).measure(views);
};
const near = (x: number | undefined, y: number, tolerance = 1e-11) =>
  x !== undefined && Math.abs(x - y) <= tolerance * (1 + Math.abs(y));
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b) / list.length;
const steps = { headStep: 0.4, basisStep: 0.4 };

function viewsAfter(
  kind: string,
  options: object,
  world: ReturnType<typeof worldOf>,
  rounds: number,
): Message[] {
  const mixing = chordedRing(world.shares.length);
  const { cohort, algorithm } = begin(kind, options, { world, mixing });
  drive(cohort, rounds);
  return cohort.states.map((state) => algorithm.view(state));
}

t.test("angles, consensus, errors and diversity are what they are called", async (t) => {
  const world = predictionWorld(5);
  const { basis, prediction } = world.subspace!;
  const views = viewsAfter("subspace-td", steps, world, 150);
  const truth = matrixOf(basis, 3);
  const bases = views.map((view) => matrixOf(view.basis, 3));
  // sin of the largest angle: from the smallest cosine, accurate here because angles are large.
  const sines = (to: Matrix) =>
    bases.map((b) => {
      const cosines = new SingularValueDecomposition(to.transpose().mmul(b)).diagonal;
      return cosines.map((c) => Math.sqrt(Math.max(0, 1 - c * c)));
    });
  const { row, agents } = rowOf("subspace", world, views);
  const worst = sines(truth).map((all) => Math.max(...all));
  t.ok(near(row.subspace_angle, mean(worst)));
  t.ok(near(row.subspace_angle_worst, Math.max(...worst)));
  t.ok(near(agents!.subspace_angle[2], worst[2]));
  t.ok(near(row.subspace_error, mean(sines(truth).map((all) => all.reduce((sum, s) => sum + s * s, 0)))));
  t.ok(near(row.basis_spread, Math.max(...sines(bases[0]).map((all) => Math.max(...all))), 1e-7));
  const average = bases
    .reduce((a, b) => Matrix.add(a, b) as Matrix)
    .clone()
    .div(5);
  t.ok(near(row.basis_consensus, mean(bases.map((b) => Matrix.sub(b, average).norm("frobenius") ** 2))));

  const equal = rowOf("subspace", world, [views[0]!, views[0]!, views[0]!]).row;
  t.same([equal.basis_spread, equal.basis_consensus], [0, 0], "equal bases agree exactly");

  const critic = rowOf("critic", world, views);
  const errors = views.map(({ head }, k) => {
    const z = bases[k].mmul(Matrix.columnVector([...head]));
    return Matrix.sub(z, Matrix.columnVector([...prediction!.coefficients[k]])).norm("frobenius") ** 2;
  });
  t.ok(near(critic.row.critic_error, mean(errors)));
  t.ok(near(critic.agents!.critic_error[3], errors[3]));
  const etas = views.map(({ averageReward: [eta] }, k) => (eta - prediction!.averageRewards![k]) ** 2);
  t.ok(near(critic.row.average_reward_error, mean(etas)));
  const z = new Matrix(prediction!.coefficients.map((row) => [...row]));
  const spectrum = new EigenvalueDecomposition(z.transpose().mmul(z).div(5)).realEigenvalues.sort(
    (a, b) => b - a,
  );
  t.ok(near(critic.row.diversity, spectrum[2]));
  const heads = views.map(({ head }) => [...head]);
  const middle = heads[0].map((_, j) => mean(heads.map((head) => head[j])));
  t.ok(
    near(
      critic.row.head_divergence,
      mean(heads.map((h) => h.reduce((s, x, j) => s + (x - middle[j]) ** 2, 0))),
    ),
  );
});

t.test("a matrix that is no basis is measured by its range; another rank has no angle", async (t) => {
  const world = predictionWorld(4);
  const views = viewsAfter("pfedtd-rep", { headStep: 0.4, basisStep: 0.4 }, world, 50);
  const scaled = views.map((view) => ({ ...view, basis: view.basis.map((x) => 3 * x) }));
  const [one, other] = [views, scaled].map((each) => rowOf("subspace", world, each).row);
  t.ok(near(one.subspace_angle, other.subspace_angle!));
  const narrow = rowOf("subspace", world, viewsAfter("subspace-td", { ...steps, rank: 2 }, world, 5)).row;
  t.equal(narrow.subspace_angle, undefined);
  t.ok(narrow.basis_consensus! > 0);
  const alone = rowOf("critic", world, viewsAfter("independent-td", { step: 0.3 }, world, 20)).row;
  t.ok(alone.critic_error! > 0);
  t.equal(alone.head_divergence, undefined);
});

t.test("values of own policies are those in the agents' own large MDPs", async (t) => {
  const world = worldOf({ kind: "subspace-control", states: 12, dimension: 6 }, contextOf(4));
  const options = { ...steps, actorStep: 0.5, steps: 2 };
  const views = viewsAfter("subspace-actor-critic", options, world, 200);
  const { row, agents } = rowOf("personal-policy", world, views);
  const models = modelsOf(world);
  const policies = models.map((model, k) =>
    linearPolicy(
      views[k].theta,
      Array.from({ length: 12 }, (_, s) => model.policyFeatures!(s)),
    ),
  );
  const evaluated = models.map((model, k) => evaluatePolicy(model, policies[k], 0).v);
  const values = models.map((model, k) => startValue(model, evaluated[k]));
  const optima = models.map((model) => startValue(model, optimum(model, 0).v));
  t.ok(near(row.own_value, mean(values)));
  t.ok(near(row.own_optimum, mean(optima)));
  t.ok(near(row.own_value_worst, Math.min(...values.map((value, k) => value - optima[k]))));
  t.ok(near(agents!.own_gap[1], optima[1] - values[1]));
  t.ok(row.shared_optimum! < row.own_optimum!);
  // ‖∇_θ J‖² by finite differences in θ.
  const squares = models.map((model, k) => {
    const at = (i: number, shift: number) => {
      const theta = views[k].theta.map((x, j) => (i === j ? x + shift : x));
      const seen = Array.from({ length: 12 }, (_, s) => model.policyFeatures!(s));
      return startValue(model, evaluatePolicy(model, linearPolicy(theta, seen), 0).v);
    };
    return [...views[k].theta.keys()].reduce(
      (sum, i) => sum + ((at(i, 1e-5) - at(i, -1e-5)) / 2e-5) ** 2,
      0,
    );
  });
  t.ok(near(row.gradient_norm, mean(squares), 1e-8));
  // The critic's truth: Φ z = V, solved in the large MDP by least squares over all its states.
  const errors = models.map((model, k) => {
    const phi = new Matrix(Array.from({ length: 12 }, (_, s) => [...model.observe(s)]));
    const inside = phi.mmul(matrixOf(world.subspace!.basis, 3));
    const svd = new SingularValueDecomposition(inside);
    const head = svd.solve(Matrix.columnVector([...evaluated[k]]));
    const z = matrixOf(world.subspace!.basis, 3).mmul(head);
    const own = matrixOf(views[k].basis, 3).mmul(Matrix.columnVector([...views[k].head]));
    return Matrix.sub(z, own).norm("frobenius") ** 2;
  });
  t.ok(near(rowOf("critic", world, views).row.critic_error, mean(errors), 1e-9));
});

t.test("trials: how long a policy lasts, and what the watched state is worth", async (t) => {
  const world = worldOf({ kind: "cart-pole" }, contextOf(2));
  const task = (world.shares[0] as { task: EpisodicTask }).task;
  const length = task.observe(task.rest).length;
  // θ = 0 is the uniform policy; a large θ on one action pushes one way for ever.
  const theta = new Float64Array(2 * length);
  const uniform = rowOf("trials", world, [{ theta }, { theta }]).row.trial_length!;
  let steps = 0;
  for (let episode = 0; episode < 4; episode++) {
    const rng = rootRng(0).fork("trial", episode);
    let state = task.start(rng);
    for (let ended = false; !ended; steps++) {
      const next = task.step(state, rng.next() < 0.5 ? 0 : 1, rng);
      [state, ended] = [next.state, next.ended === true];
    }
  }
  t.equal(uniform, steps / 4);
  const acrobots = worldOf({ kind: "acrobot", policy: "pump", discount: 0.9 }, contextOf(2));
  const weights = new Float64Array(length);
  const { row } = rowOf("trials", acrobots, [{ weights }, { weights }]);
  t.equal(row.rest_value, 0);
  // The tip is up after more than forty steps: −Σ 0.9ᵗ is −10 to 0.9⁴⁰.
  t.ok(Math.abs(row.rest_error! - 10) < 0.15, `${row.rest_error}`);
  t.same(rowOf("trials", acrobots, [{}, {}]).row.rest_value, undefined);
});
