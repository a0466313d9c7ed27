// What holds in every round of subspace TD, whatever is drawn.
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import t from "tap";
import type { MarkovModel } from "../../../src/environments/environment.ts";
import { anglesBetween } from "../../../src/math/principal-angles.ts";
import { normal, rootRng } from "../../../src/math/random.ts";
import { criticMetric } from "../../../src/metrics/critic.ts";
import type { Message } from "../../../src/mixing/mixing.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { positiveQr } from "../../oracles/subspace-td.ts";
import { algorithmOf, assemble, chordedRing, server } from "../simulation.ts";
import {
  begin,
  criticError,
  drive,
  type Held,
  held,
  matrixOf,
  predictionWorld,
  published,
  weightsOf,
} from "./networks.ts";

const agents = 6;
const sizes = { rank: 3, headStep: 0.5, basisStep: 0.5, headBound: 2 };
const product = (x: Matrix, y: Matrix) => x.transpose().mmul(y);
const offIdentity = (x: Matrix) => Matrix.sub(x, Matrix.eye(x.rows)).norm("frobenius");

t.test(
  "bases stay orthonormal, innovations leave them and have rank one, heads stay in their ball",
  async (t) => {
    const world = predictionWorld(agents);
    for (const retraction of ["qr", "polar"]) {
      const options = { ...sizes, headBound: 0.4, retraction };
      const { cohort, algorithm } = begin("subspace-td", options, { world, mixing: chordedRing(agents) });
      const worst = { orthonormal: 0, inside: 0, second: 0, head: 0, sum: 0 };
      for (let round = 1; round <= 300; round++) {
        const before = held(cohort);
        cohort.round(round);
        const views = cohort.states.map((state) => algorithm.view(state));
        views.forEach((view, k) => {
          const innovation = matrixOf(view.q, 3);
          const basis = matrixOf(view.basis, 3);
          worst.orthonormal = Math.max(worst.orthonormal, offIdentity(product(basis, basis)));
          const inside = product(matrixOf(before[k].basis, 3), innovation).norm("frobenius");
          worst.inside = Math.max(worst.inside, inside);
          const values = new EigenvalueDecomposition(product(innovation, innovation)).realEigenvalues;
          worst.second = Math.max(worst.second, Math.abs(values.sort((a, b) => b - a)[1]));
          worst.head = Math.max(worst.head, Math.hypot(...view.head));
        });
        const sums = ["tracker", "q"].map((name) =>
          views.map((view) => matrixOf(view[name], 3)).reduce((a, b) => Matrix.add(a, b) as Matrix),
        );
        worst.sum = Math.max(worst.sum, Matrix.sub(sums[0], sums[1]).norm("frobenius"));
      }
      t.ok(worst.orthonormal < 1e-12, `${retraction}: orthonormal to ${worst.orthonormal}`);
      t.ok(worst.inside < 1e-14, `${retraction}: Bᵀ G = ${worst.inside}`);
      t.ok(worst.second < 1e-15, `${retraction}: second eigenvalue ${worst.second}`);
      t.ok(
        worst.head <= 0.4 * (1 + 1e-15) && worst.head > 0.399,
        `${retraction}: heads reach ${worst.head}`,
      );
      t.ok(worst.sum < 1e-12, `${retraction}: Σ S − Σ G = ${worst.sum}`);
    }
  },
);

t.test("in every round B R is what was mixed, R > 0 on its diagonal and within 2 ‖Q‖² of 1", async (t) => {
  const world = predictionWorld(agents);
  for (const isServer of [true, false]) {
    const mixing = isServer ? server(agents) : chordedRing(agents);
    const algorithm = algorithmOf("subspace-td", { ...sizes, basisStep: 3 }, world);
    let mixed: readonly Float64Array[] = [];
    const watch = (replies: readonly Message[]) => (mixed = replies.map(({ basis }) => basis!.slice()));
    const { cohort } = assemble({ algorithm, world, mixing, watch });
    cohort.init();
    const worst = { off: 0, below: 0, least: 1, ratio: 0, moved: 0 };
    for (let round = 1; round <= 200; round++) {
      const before = held(cohort);
      cohort.round(round);
      held(cohort).forEach(({ basis }, k) => {
        const [m, b] = [matrixOf(mixed[k]!, 3), matrixOf(basis, 3)];
        const r = product(b, m);
        worst.off = Math.max(worst.off, Matrix.sub(m, b.mmul(r)).norm("frobenius"));
        const below = [r.get(1, 0), r.get(2, 0), r.get(2, 1)].map(Math.abs);
        worst.below = Math.max(worst.below, ...below);
        worst.least = Math.min(worst.least, ...r.diagonal());
        // On a server all have had one basis, and Q is the mean step that leaves it.
        const step = Matrix.sub(m, matrixOf(before[k].basis, 3)).norm("frobenius");
        if (!isServer || step >= 0.5) return;
        worst.moved = Math.max(worst.moved, step);
        worst.ratio = Math.max(worst.ratio, (offIdentity(r) - 1e-15) / step ** 2);
      });
    }
    t.ok(worst.off < 1e-14, `M − B R = ${worst.off}`);
    t.ok(worst.below < 1e-14 && worst.least > 0.1, `triangular to ${worst.below}, least ${worst.least}`);
    if (isServer) {
      t.ok(worst.ratio <= 2 && worst.ratio > 0.1, `‖R − I‖ reaches ${worst.ratio} ‖Q‖²`);
      t.ok(worst.moved > 0.4, `with ‖Q‖ up to ${worst.moved}`);
    }
  }
});

t.test("QR distorts a projected step in second order, any other step in first", async (t) => {
  const rng = rootRng(3).fork("distortion");
  let [projected, plain] = [0, 0];
  for (let trial = 0; trial < 200; trial++) {
    const draw = () => new Matrix(Array.from({ length: 12 }, () => [0, 0, 0].map(() => normal(rng))));
    const { q: basis } = positiveQr(draw());
    const size = 0.01 + 0.4 * rng.next();
    const step = draw();
    const outward = Matrix.sub(step, basis.mmul(product(basis, step)));
    for (const move of [outward, step]) {
      const scaled = Matrix.mul(move, size / move.norm("frobenius"));
      const ratio = offIdentity(positiveQr(Matrix.add(basis, scaled)).r) / size ** 2;
      if (move === outward) projected = Math.max(projected, ratio);
      else plain = Math.max(plain, ratio);
    }
  }
  t.ok(projected <= 2, `‖R − I‖ ≤ 2 ‖Q‖²: at most ${projected}`);
  t.ok(plain > 10, `without the projection ${plain}`);
});

t.test("other coordinates of the same subspace change no value and no projector", async (t) => {
  const world = predictionWorld(agents);
  const turn = positiveQr(
    new Matrix([
      [1, 2, 0],
      [-2, 1, 1],
      [0.3, 0.5, 2],
    ]),
  ).q;
  const turned = (state: Held) => ({
    ...state,
    basis: Float64Array.from(matrixOf(state.basis, 3).mmul(turn).to1DArray()),
    head: Float64Array.from(product(turn, Matrix.columnVector([...state.head])).to1DArray()),
  });
  const projector = ({ basis }: Held) => {
    const b = matrixOf(basis, 3);
    return b.mmul(b.transpose()).to1DArray();
  };
  const deviation = (options: object, mixing = chordedRing(agents)) => {
    const runs = [false, true].map((turns) => {
      const { cohort } = begin("subspace-td", { ...sizes, ...options }, { world, mixing });
      if (turns) cohort.restore(held(cohort).map(turned));
      drive(cohort, 300);
      return held(cohort);
    });
    return Math.max(
      ...runs[0].flatMap((state, k) => [
        distance(weightsOf(state), weightsOf(runs[1][k])),
        distance(projector(state), projector(runs[1][k])),
      ]),
    );
  };
  for (const tracking of [true, false]) {
    const transported = { tracking, transportHeads: true };
    t.ok(deviation(transported, server(agents)) < 1e-11, "server, QR and transported heads");
    for (const transportHeads of [true, false])
      t.ok(deviation({ tracking, transportHeads, retraction: "polar" }) < 1e-11, "polar");
    // By QR every agent of a graph has an R of its own: turns differ in second order, and so do the
    // averages, with heads transported or not.
    for (const options of [transported, { tracking, transportHeads: false }]) {
      const approximate = deviation(options);
      t.ok(approximate > 1e-9 && approximate < 0.01, `${JSON.stringify(options)}: ${approximate}`);
    }
  }
  t.ok(deviation(published, server(agents)) > 1e-9, "QR without transport keeps values approximately only");
});

t.test("without a step a basis stays, without heads too, and exact heads move it alone", async (t) => {
  const world = predictionWorld(agents);
  const run = (options: object, change: (state: Held, k: number) => Held, rounds: number) => {
    const parts = { world, mixing: server(agents) };
    const { cohort } = begin("subspace-td", { ...sizes, ...published, ...options }, parts);
    cohort.restore(held(cohort).map(change));
    const start = held(cohort);
    drive(cohort, rounds);
    return start.map((state, k) => ({ start: state, end: held(cohort)[k] }));
  };
  for (const { start, end } of run({ basisStep: 0 }, (state) => state, 200)) {
    t.ok(distance(start.basis, end.basis) < 1e-12, "ζ = 0: the basis stays");
    t.ok(distance(start.head, end.head) > 0.01, "and heads learn in it");
  }
  for (const { start, end } of run({}, (state) => ({ ...state, head: new Float64Array(3) }), 1)) {
    t.ok(distance(start.basis, end.basis) < 1e-15, "ω = 0: no gradient");
  }
  const quiet = predictionWorld(agents, { criterion: "discounted", states: 50 });
  const { basis: truth, prediction } = quiet.subspace!;
  const z = prediction!.coefficients.map((row) => Matrix.columnVector([...row]));
  const exactHead = (k: number) => Float64Array.from(product(matrixOf(truth, 3), z[k]!).to1DArray());
  for (const knowsBasis of [false, true]) {
    const sizes = { rank: 3, headStep: 0, basisStep: 4, criterion: "discounted", sampling: "expected" };
    const parts = { world: quiet, mixing: server(agents) };
    const { cohort } = begin("subspace-td", { ...sizes, ...published }, parts);
    const start = held(cohort).map((state, k) => {
      return { ...state, head: exactHead(k), ...(knowsBasis && { basis: truth }) };
    });
    cohort.restore(start);
    drive(cohort, 50);
    held(cohort).forEach((state, k) => {
      t.same(state.head, start[k]!.head, "β = 0: heads stay");
      const moved = distance(state.basis, start[k]!.basis);
      t.ok(knowsBasis ? moved < 1e-12 : moved > 0.01, `and the basis moves unless it is theirs: ${moved}`);
    });
  }
});

t.test("one task, rank one: heads agree for ever and the angle goes to rounding", async (t) => {
  const world = predictionWorld(agents, { rank: 1, heterogeneity: 0, criterion: "discounted", states: 50 });
  const options = { rank: 1, headStep: 4, basisStep: 4, criterion: "discounted", sampling: "expected" };
  const central = server(agents);
  for (const [form, mixing] of [
    [published, central],
    [{}, chordedRing(agents)],
  ] as const) {
    const { cohort } = begin("subspace-td", { ...options, ...form }, { world, mixing });
    const [first] = held(cohort);
    cohort.restore(held(cohort).map((state) => ({ ...state, head: first.head })));
    let apart = 0;
    for (let round = 1; round <= 3000; round++) {
      cohort.round(round);
      const [one, ...others] = cohort.states.map(({ head }) => (head as Float64Array)[0]);
      for (const other of others) apart = Math.max(apart, Math.abs(other - one));
    }
    t.ok(apart <= (mixing === central ? 0 : 1e-14), `in every round identical agents are: ${apart}`);
    for (const { basis } of held(cohort)) {
      const { sine } = anglesBetween(basis, world.subspace!.basis, 1);
      t.ok(sine < 5e-15, `angle ${sine}`);
    }
  }
});

t.test("one task, rank one: FedAvg-TD on the line of the basis", async (t) => {
  const world = predictionWorld(agents, { rank: 1, heterogeneity: 0, criterion: "discounted", states: 50 });
  const options = { criterion: "discounted", sampling: "expected" };
  const mixing = server(agents);
  const line = (basisStep: number) => {
    const sizes = { ...options, ...published, rank: 1, headStep: 4, basisStep };
    const { cohort } = begin("subspace-td", sizes, { world, mixing });
    const [first] = held(cohort);
    cohort.restore(held(cohort).map((state) => ({ ...state, head: first.head })));
    return cohort;
  };
  const uniform = begin("uniform-td", { ...options, step: 4 }, { world, mixing }).cohort;
  const startAt = (weights: Float64Array) =>
    uniform.restore(uniform.states.map((state) => ({ ...state, weights: weights.slice() })));
  const moving = line(4);
  for (let round = 1; round <= 300; round++) {
    const [before] = held(moving);
    startAt(weightsOf(before));
    moving.round(round);
    uniform.round(round);
    const stepped = uniform.states[0].weights as Float64Array;
    const projected = before.basis.reduce((sum, x, i) => sum + x * stepped[i], 0);
    const [{ head }] = held(moving);
    t.ok(Math.abs(head[0] - projected) < 1e-13, `round ${round}: its step, projected onto the line`);
  }
  // In a world whose only feature is the line FedAvg-TD is the same from the first round to the last.
  const fixed = line(0);
  const [{ basis, head }] = held(fixed);
  const along = (model: MarkovModel) => ({
    ...model,
    observe: (s: number) => Float64Array.of(model.observe(s).reduce((sum, x, i) => sum + x * basis[i], 0)),
  });
  const small = { ...world, shares: modelsOf(world).map((model) => ({ model: along(model) })) };
  const onLine = begin("uniform-td", { ...options, step: 4 }, { world: small, mixing }).cohort;
  onLine.restore(onLine.states.map((state) => ({ ...state, weights: head.slice() })));
  drive(fixed, 300);
  drive(onLine, 300);
  const found = (onLine.states[0].weights as Float64Array)[0];
  t.ok(Math.abs(held(fixed)[0].head[0] - found) < 1e-12, "a basis that stays");
  t.ok(Math.abs(found - head[0]) > 0.01, "and heads that have learnt");
});

t.test("no head beats its subspace: X̄ ≥ sin² θ · diversity, in every round", async (t) => {
  const world = predictionWorld(agents);
  const context = { world, shares: world.shares, temperature: 0 };
  const metric = criticMetric.build({}, context);
  const { cohort, algorithm } = begin("subspace-td", sizes, { world, mixing: server(agents) });
  for (let round = 1; round <= 400; round++) {
    cohort.round(round);
    const states = held(cohort);
    const { row } = metric.measure(cohort.states.map((state) => algorithm.view(state)));
    const { sine } = anglesBetween(states[0].basis, world.subspace!.basis, 3);
    const error = criticError(states.map(weightsOf), world);
    t.ok(Math.abs(error - row.critic_error!) < 1e-13, "the metric is the naive mean");
    if (!(error >= sine ** 2 * row.diversity!)) t.fail(`round ${round}: ${error}`);
  }
});
