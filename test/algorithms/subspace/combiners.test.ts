// The other ways to combine bases against naive twins: whole networks of dense matrices, round by round.
import { Matrix, solve } from "ml-matrix";
import t from "tap";
import { rootRng } from "../../../src/math/random.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { meanField, polar, positiveQr } from "../../oracles/subspace-td.ts";
import { denseWeights } from "../../runners/cohorts.ts";
import { chordedRing } from "../simulation.ts";
import { begin, type Held, held, matrixOf, predictionWorld } from "./networks.ts";

const agents = 5;
const small = { states: 9, dimension: 6, rank: 2, criterion: "discounted", outside: 0.1 };
const world = predictionWorld(agents, small);
const mixing = chordedRing(agents);
const weights = denseWeights(mixing);
const fieldsOf = (steps: number) => modelsOf(world).map((model) => meanField(model, steps, model.discount));

const mixed = (of: readonly Matrix[], k: number) =>
  of.reduce((sum, x, j) => Matrix.add(sum, Matrix.mul(x, weights[k]![j]!)) as Matrix, Matrix.zeros(6, 2));
const outside = (b: Matrix, g: Matrix) => Matrix.sub(g, b.mmul(b.transpose().mmul(g)));
const ball = (w: Matrix, bound: number) => w.clone().mul(Math.min(1, bound / w.norm("frobenius")));
const begun = (states: readonly Held[]) =>
  states.map(({ basis, head }) => ({ b: matrixOf(basis, 2), w: Matrix.columnVector([...head]) }));

/** Largest difference between what agents hold and the twins'. */
function apart(states: readonly Held[], twins: readonly { b: Matrix; w: Matrix }[]): number {
  const differences = states.map(({ basis, head }, k) =>
    Math.max(distance(basis, twins[k]!.b.to1DArray()), distance(head, twins[k]!.w.to1DArray())),
  );
  return Math.max(...differences);
}

t.test("DeEPCA: one tracked proposal, columns turned to a common start", async (t) => {
  const [steps, headStep, basisStep, headBound] = [2, 1.5, 1, 0.7];
  const fields = fieldsOf(steps);
  for (const retraction of ["qr", "polar"]) {
    const options = { rank: 2, steps, headStep, basisStep, headBound, retraction };
    const learning = { ...options, criterion: "discounted", sampling: "expected" };
    const { cohort } = begin("deepca-td", learning, { world, mixing });
    // A tracker of other signs than the common start's: every retraction has to turn a column back.
    const start = matrixOf(held(cohort)[0]!.basis, 2);
    const flipped = start.mmul(Matrix.diag([-1, 1]));
    const numbers = Float64Array.from(flipped.to1DArray());
    cohort.restore(held(cohort).map((state) => ({ ...state, tracker: numbers })));
    let twins = begun(held(cohort)).map((one) => ({ ...one, t: flipped, y: start }));
    for (let round = 1; round <= 40; round++) {
      const moved = twins.map(({ b, w, t: tracker, y }, k) => {
        const g = fields[k]!.a.mmul(b.mmul(w)).add(fields[k]!.b);
        const proposal = Matrix.add(
          b,
          outside(b, g)
            .mmul(w.transpose())
            .mul(basisStep / steps),
        );
        const head = Matrix.add(
          w,
          b
            .transpose()
            .mmul(g)
            .mul(headStep / steps),
        );
        return { head, y: proposal, sent: Matrix.add(tracker, Matrix.sub(proposal, y)) as Matrix };
      });
      twins = moved.map(({ head, y }, k) => {
        const tracker = mixed(
          moved.map(({ sent }) => sent),
          k,
        );
        const { q } = (retraction === "qr" ? positiveQr : polar)(tracker);
        const products = start.transpose().mmul(q).diagonal();
        const b = q.mmul(Matrix.diag(products.map((x) => (x < 0 ? -1 : 1))));
        return { b, w: ball(head, headBound), t: tracker, y: y as Matrix };
      });
      cohort.round(round);
    }
    t.ok(apart(held(cohort), twins) < 1e-11, `${retraction}: ${apart(held(cohort), twins)}`);
    const signs = held(cohort).map(({ basis }) => start.transpose().mmul(matrixOf(basis, 2)).diagonal());
    t.ok(
      signs.flat().every((x) => x > 0),
      "no column against its start",
    );
  }
});

t.test("Dif-AltGDmin: exact heads, one step, diffusion", async (t) => {
  const [steps, basisStep, headBound] = [2, 1, 0.9];
  const fields = fieldsOf(steps);
  const options = { rank: 2, steps, basisStep, headBound, criterion: "discounted", sampling: "expected" };
  const { cohort } = begin("dif-altgdmin-td", options, { world, mixing });
  let twins = begun(held(cohort));
  for (let round = 1; round <= 40; round++) {
    const proposals = twins.map(({ b }, k) => {
      const { a, b: offset } = fields[k]!;
      const inside = b.transpose().mmul(a).mmul(b);
      const w = ball(solve(inside, b.transpose().mmul(offset)).mul(-1), headBound);
      const g = a.mmul(b.mmul(w)).add(offset);
      const sent = Matrix.add(
        b,
        outside(b, g)
          .mmul(w.transpose())
          .mul(basisStep / steps),
      ) as Matrix;
      return { w, sent };
    });
    const sent = proposals.map((one) => one.sent);
    twins = proposals.map(({ w }, k) => ({ w, b: positiveQr(mixed(sent, k)).q }));
    cohort.round(round);
  }
  t.ok(apart(held(cohort), twins) < 1e-10, `${apart(held(cohort), twins)}`);
});

t.test(
  "Dif-AltGDmin on a chain: running means, heads held by the last where little is known",
  async (t) => {
    const [steps, prior, seed] = [2, 0.5, 4];
    const options = { rank: 2, steps, basisStep: 0, headBound: 1e6, prior, criterion: "discounted" };
    const { cohort } = begin("dif-altgdmin-td", options, { world, mixing, seed });
    const [model] = modelsOf(world);
    const phi = (s: number) => Matrix.columnVector([...model!.observe(s)]);
    let [{ chain: at }] = held(cohort) as [Held];
    let [a, b] = [Matrix.zeros(6, 6), Matrix.zeros(6, 1)];
    let w = begun(held(cohort))[0]!.w;
    const basis = matrixOf(held(cohort)[0]!.basis, 2);
    for (let round = 1; round <= 60; round++) {
      const rng = rootRng(seed).fork("learning", 0, round);
      const first = model!.step(at, 0, rng);
      const second = model!.step(first.state, 0, rng);
      const gamma = model!.discount;
      const ahead = phi(second.state)
        .mul(gamma ** 2)
        .sub(phi(at));
      a = Matrix.add(a, phi(at).mmul(ahead.transpose()));
      b = Matrix.add(b, phi(at).mul(first.reward + gamma * second.reward));
      at = second.state;
      // Sums over t rounds and the prior by its own weight: the means and prior/t, times t.
      const system = basis.transpose().mmul(a).mmul(basis).sub(Matrix.eye(2).mul(prior));
      w = solve(system, basis.transpose().mmul(b).mul(-1).sub(Matrix.mul(w, prior)));
      cohort.round(round);
      const [{ head }] = held(cohort) as [Held];
      const scale = 1 + w.norm("frobenius");
      if (!(distance(head, w.to1DArray()) < 1e-9 * scale))
        t.fail(`round ${round}: ${head}, ${w.to1DArray()}`);
    }
    t.equal(held(cohort)[0]!.chain, at, "the chain goes on");
  },
);

t.test(
  "two timescales: fast heads, then the matrix as it is, neither projected nor orthonormal",
  async (t) => {
    const [headStep, basisStep, basisDecay, localSteps] = [0.8, 0.6, 0.5, 3];
    const fields = fieldsOf(1);
    const options = { rank: 2, headStep, basisStep, basisDecay, localSteps };
    const learning = { ...options, criterion: "discounted", sampling: "expected" };
    const { cohort } = begin("pfedtd-rep", learning, { world, mixing });
    let twins = begun(held(cohort));
    for (let round = 1; round <= 40; round++) {
      const proposals = twins.map(({ b, w: before }, k) => {
        const step = (w: Matrix) => fields[k]!.a.mmul(b.mmul(w)).add(fields[k]!.b);
        let w = before;
        for (let l = 0; l < localSteps; l++)
          w = Matrix.add(w, b.transpose().mmul(step(w)).mul(headStep)) as Matrix;
        const moved = step(w)
          .mmul(w.transpose())
          .mul(basisStep / round ** basisDecay);
        return { w, sent: Matrix.add(b, moved) as Matrix };
      });
      const sent = proposals.map((one) => one.sent);
      twins = proposals.map(({ w }, k) => ({ w, b: mixed(sent, k) }));
      cohort.round(round);
    }
    t.ok(apart(held(cohort), twins) < 1e-11, `${apart(held(cohort), twins)}`);
    const { b } = twins[0]!;
    t.ok(Matrix.sub(b.transpose().mmul(b), Matrix.eye(2)).norm("frobenius") > 0.01, "no basis");
  },
);
