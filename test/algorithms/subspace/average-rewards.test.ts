// Average rewards where heads are solved or take several steps, and uniform actions where nobody chooses.
import { Matrix, solve } from "ml-matrix";
import t from "tap";
import { meanField as builtMeanField } from "../../../src/algorithms/subspace/expectation.ts";
import { Tasks } from "../../../src/algorithms/subspace/task.ts";
import { chainSteps } from "../../../src/algorithms/subspace/temporal-difference.ts";
import type { MarkovModel } from "../../../src/environments/environment.ts";
import { demandFrequencies } from "../../../src/laws/frequencies.ts";
import { rootRng } from "../../../src/math/random.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { meanField, positiveQr, stationary } from "../../oracles/subspace-td.ts";
import { denseWeights } from "../../runners/cohorts.ts";
import { chordedRing, randomWorld } from "../simulation.ts";
import { begin, held, matrixOf, predictionWorld } from "./networks.ts";

const [agents, steps, seed] = [4, 2, 5];
const world = predictionWorld(agents, { states: 9, dimension: 6, rank: 2 });
const models = modelsOf(world);
const mixing = chordedRing(agents);
const weights = denseWeights(mixing);
const phi = (model: MarkovModel, s: number) => Matrix.columnVector([...model.observe(s)]);
const mixed = (of: readonly Matrix[], k: number) =>
  of.map((x, j) => Matrix.mul(x, weights[k]![j]!) as Matrix).reduce((a, b) => Matrix.add(a, b) as Matrix);

t.test("two timescales: the estimate is the mean over all looks of all rounds", async (t) => {
  const [headStep, basisStep, localSteps] = [0.8, 0.6, 3];
  const options = { rank: 2, steps, headStep, basisStep, localSteps };
  const { cohort } = begin("pfedtd-rep", options, { world, mixing, seed });
  let twins = held(cohort).map(({ basis, head, chain }) => {
    return { b: matrixOf(basis, 2), w: Matrix.columnVector([...head]), eta: 0, at: chain };
  });
  for (let round = 1; round <= 30; round++) {
    const own = twins.map(({ b, w: head, eta: estimate, at: start }, k) => {
      const [rng, model] = [rootRng(seed).fork("learning", k, round), models[k]!];
      let [w, eta, at]: [Matrix, number, number] = [head, estimate, start];
      let looks = (round - 1) * (localSteps + 1);
      const look = () => {
        const value = (s: number) => phi(model, s).dot(b.mmul(w));
        let [s, delta, total] = [at, 0, 0];
        for (let l = 0; l < steps; l++) {
          const { state, reward } = model.step(s, 0, rng);
          delta += reward - eta + value(state) - value(s);
          [s, total] = [state, total + reward];
        }
        const g = phi(model, at).mul(delta / steps) as Matrix;
        eta += (total / steps - eta) / ++looks;
        at = s;
        return g;
      };
      for (let l = 0; l < localSteps; l++)
        w = Matrix.add(w, b.transpose().mmul(look()).mul(headStep)) as Matrix;
      const sent = Matrix.add(b, look().mmul(w.transpose()).mul(basisStep)) as Matrix;
      return { sent, w, eta, at };
    });
    const all = own.map(({ sent }) => sent);
    twins = own.map(({ w, eta, at }, k) => ({ b: mixed(all, k), w, eta, at }));
    cohort.round(round);
  }
  held(cohort).forEach(({ basis, head, averageReward, chain }, k) => {
    const { b, w, eta, at } = twins[k]!;
    t.ok(distance(basis, b.to1DArray()) < 1e-12 && distance(head, w.to1DArray()) < 1e-12);
    t.ok(Math.abs(averageReward - eta) < 1e-14 && chain === at, "estimate and chain");
  });
});

t.test(
  "Dif-AltGDmin: what the estimate takes from the offset, expected and by running means",
  async (t) => {
    const [basisStep, headBound, prior] = [0.7, 0.9, 0.5];
    for (const sampling of ["expected", "chain"]) {
      const options = { rank: 2, steps, basisStep, headBound, prior, sampling };
      const { cohort } = begin("dif-altgdmin-td", options, { world, mixing, seed });
      let twins = held(cohort).map(({ basis, head, chain }) => ({
        ...{ b: matrixOf(basis, 2), w: Matrix.columnVector([...head]), eta: 0, at: chain },
        ...{
          a: Matrix.zeros(6, 6) as Matrix,
          o: Matrix.zeros(6, 1) as Matrix,
          e: Matrix.zeros(6, 1) as Matrix,
        },
      }));
      for (let round = 1; round <= 30; round++) {
        const own = twins.map((twin, k) => {
          const model = models[k]!;
          let { a, o, e, at } = twin;
          let reward = 0;
          if (sampling === "expected") {
            const field = meanField(model, steps, 1);
            [a, o, e, reward] = [field.a, field.b, field.e, field.j] as [Matrix, Matrix, Matrix, number];
          } else {
            const rng = rootRng(seed).fork("learning", k, round);
            let s = at;
            for (let l = 0; l < steps; l++) {
              const next = model.step(s, 0, rng);
              [s, reward] = [next.state, reward + next.reward / steps];
            }
            const [here, there] = [phi(model, at), phi(model, s)];
            const onto = (mean: Matrix, x: Matrix) =>
              Matrix.add(Matrix.mul(mean, 1 - 1 / round), Matrix.mul(x, 1 / round)) as Matrix;
            a = onto(a, here.mmul(Matrix.sub(there, here).transpose()) as Matrix);
            o = onto(o, Matrix.mul(here, steps * reward) as Matrix);
            e = onto(e, Matrix.mul(here, steps) as Matrix);
            at = s;
          }
          const { b, w: last, eta } = twin;
          const offset = Matrix.sub(o, Matrix.mul(e, eta)) as Matrix;
          const held = sampling === "expected" ? 0 : prior / round;
          const system = Matrix.sub(b.transpose().mmul(a).mmul(b), Matrix.eye(2).mul(held));
          const right = Matrix.sub(b.transpose().mmul(offset).mul(-1), Matrix.mul(last, held));
          const exact = solve(system, right);
          const w = exact.mul(Math.min(1, headBound / exact.norm("frobenius"))) as Matrix;
          const g = Matrix.add(a.mmul(b.mmul(w)), offset);
          const outside = Matrix.sub(g, b.mmul(b.transpose().mmul(g)));
          const sent = Matrix.add(b, outside.mmul(w.transpose()).mul(basisStep / steps)) as Matrix;
          return { sent, w, eta: eta + (reward - eta) / round, at, a, o, e };
        });
        const all = own.map(({ sent }) => sent);
        twins = own.map((one, k) => ({ ...one, b: positiveQr(mixed(all, k)).q }));
        cohort.round(round);
      }
      held(cohort).forEach(({ basis, head, averageReward }, k) => {
        const { b, w, eta } = twins[k]!;
        t.ok(distance(basis, b.to1DArray()) < 1e-9 && distance(head, w.to1DArray()) < 1e-9, sampling);
        t.ok(Math.abs(averageReward - eta) < 1e-13 && Math.abs(eta) > 1e-3, "the estimate");
      });
    }
  },
);

t.test("where nobody chooses, actions are uniform: in expectation and along a chain", async (t) => {
  const [model] = modelsOf(randomWorld(1, 3)) as [MarkovModel];
  const { kernel, reward, actions } = model;
  const p = Matrix.zeros(kernel.states, kernel.states);
  const r = new Float64Array(kernel.states);
  for (let row = 0; row < reward.length; row++) {
    const s = Math.floor(row / actions);
    r[s]! += reward[row]! / actions;
    for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++)
      p.set(s, kernel.next[k]!, p.get(s, kernel.next[k]!) + kernel.probability[k]! / actions);
  }
  // One-hot features: A = D (γ P − I), b = D r.
  const mu = stationary(p);
  const built = builtMeanField(model, 1, 0.9);
  const wanted = Matrix.diag(mu).mmul(Matrix.sub(Matrix.mul(p, 0.9), Matrix.eye(kernel.states)));
  t.ok(distance(built.matrix, wanted.to1DArray()) < 1e-14);
  t.ok(
    distance(
      built.offset,
      mu.map((x, s) => x * r[s]!),
    ) < 1e-14,
  );
  const counts = new Int32Array(actions);
  const counted: MarkovModel = {
    ...model,
    step: (state, action, rng) => {
      counts[action]!++;
      return model.step(state, action, rng);
    },
  };
  const task = new Tasks().of({ id: 0, model: counted });
  chainSteps(task, 0, { steps: 3000, discount: 1 }, rootRng(6));
  t.doesNotThrow(() => demandFrequencies(counts, new Float64Array(actions).fill(1 / actions), "actions"));
});
