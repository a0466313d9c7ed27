// Subspace TD written naively: the whole network at once, dense matrices, ml-matrix for QR and SVD, exact
// means of every update from the chain's transition matrix.
import { Matrix, QrDecomposition, SingularValueDecomposition } from "ml-matrix";
import type { MarkovModel, World } from "../../src/environments/environment.ts";
import { modelsOf } from "../environments/fixtures.ts";

/** M = Q R with a positive diagonal, by Householder reflections and a change of signs. */
export function positiveQr(m: Matrix): { q: Matrix; r: Matrix } {
  const qr = new QrDecomposition(m);
  const signs = Matrix.diag(qr.upperTriangularMatrix.diagonal().map((entry) => (entry < 0 ? -1 : 1)));
  return {
    q: qr.orthogonalMatrix.subMatrix(0, m.rows - 1, 0, m.columns - 1).mmul(signs),
    r: signs.mmul(qr.upperTriangularMatrix),
  };
}

/** M = Q P with P symmetric, by the singular value decomposition. */
export function polar(m: Matrix): { q: Matrix; r: Matrix } {
  const svd = new SingularValueDecomposition(m, { autoTranspose: true });
  const [u, v] = [svd.leftSingularVectors, svd.rightSingularVectors];
  return { q: u.mmul(v.transpose()), r: v.mmul(Matrix.diag(svd.diagonal)).mmul(v.transpose()) };
}

/** The chain of a model with one action. */
export function chainOf({ kernel }: MarkovModel): Matrix {
  const p = Matrix.zeros(kernel.states, kernel.states);
  for (let s = 0; s < kernel.states; s++) {
    for (let k = kernel.offsets[s]; k < kernel.offsets[s + 1]; k++)
      p.set(s, kernel.next[k], kernel.probability[k]);
  }
  return p;
}

/** μ by repeated squaring of the chain. */
export function stationary(p: Matrix): number[] {
  let power = p;
  // Rows drift from 1 by rounding, which squaring doubles.
  for (let k = 0; k < 12; k++) power = normalised(power.mmul(power));
  return power.getRow(0);
}

function normalised(p: Matrix): Matrix {
  return new Matrix(p.to2DArray().map((row) => row.map((x) => x / row.reduce((a, b) => a + b))));
}

/** E[δ φ(s_0)] = A z + b − η e, and the mean reward. */
export function meanField(model: MarkovModel, steps: number, gamma: number) {
  const p = chainOf(model);
  const n = p.rows;
  const phi = new Matrix(Array.from({ length: n }, (_, s) => [...model.observe(s)]));
  const weighted = phi.transpose().mmul(Matrix.diag(stationary(p)));
  let power = Matrix.eye(n);
  let sum = Matrix.zeros(n, n);
  for (let l = 0; l < steps; l++) {
    sum = Matrix.add(sum, power);
    power = power.mmul(p).mul(gamma);
  }
  const r = Matrix.columnVector([...model.reward]);
  return {
    a: weighted.mmul(Matrix.sub(power, Matrix.eye(n))).mmul(phi),
    b: weighted.mmul(sum).mmul(r),
    e: weighted.mmul(sum).mmul(Matrix.ones(n, 1)),
    j: stationary(p).reduce((total, mu, s) => total + mu * model.reward[s], 0),
  };
}

/** One agent of the naive network. */
export interface NaiveAgent {
  b: Matrix;
  w: Matrix;
  eta: number;
  s: Matrix;
  last: Matrix;
}

/** What the naive network needs to know of the algorithm. */
export interface NaiveOptions {
  readonly steps: number;
  readonly average: boolean;
  readonly headStep: number;
  readonly basisStep: number;
  readonly headBound: number;
  readonly tracking: boolean;
  readonly transportHeads: boolean;
  readonly retraction: "qr" | "polar";
  /** γ_η; 1/t unless given. */
  readonly averageRewardStep?: number;
  /** δ φ(s_0) of agent k, in place of its mean. */
  readonly sampled?: (k: number, z: Matrix, eta: number) => { g: Matrix; reward: number };
  /** Rotates what k hears from j, tracker included, before it is averaged: the forbidden repair. */
  readonly align?: (own: Matrix, heard: Matrix) => Matrix;
}

/** One round of all agents; t ≥ 1. `weights` is W, dense. */
export function naiveRound(
  world: World,
  agents: NaiveAgent[],
  weights: number[][],
  options: NaiveOptions,
  t: number,
): NaiveAgent[] {
  const { steps, average, headStep, basisStep, headBound, tracking, align } = options;
  const models = modelsOf(world);
  const ball = (w: Matrix) => (w.norm("frobenius") > headBound ? w.clone().mul(headBound / w.norm()) : w);
  const steppedAgents = agents.map(({ b, w, eta, s, last }, k) => {
    const z = b.mmul(w);
    const { g, reward } = options.sampled?.(k, z, eta) ?? expected(models[k], z, eta, options);
    const head = ball(
      Matrix.add(
        w,
        b
          .transpose()
          .mmul(g)
          .mul(headStep / steps),
      ),
    );
    const outside = Matrix.sub(g, b.mmul(b.transpose().mmul(g)));
    const innovation = outside.mmul(w.transpose()).div(steps);
    const tracker = tracking ? Matrix.sub(Matrix.add(s, innovation), last) : innovation;
    return {
      head,
      innovation,
      tracker,
      eta: average ? eta + (options.averageRewardStep ?? 1 / t) * (reward - eta) : 0,
      proposal: Matrix.add(b, Matrix.mul(tracker, basisStep)),
    };
  });
  return steppedAgents.map(({ head, innovation, eta }, k) => {
    const mixed = (of: "proposal" | "tracker") =>
      steppedAgents.reduce<Matrix>((sum, other, j) => {
        if (weights[k][j] === 0) return sum;
        const turn = align?.(steppedAgents[k].proposal, other.proposal) ?? Matrix.eye(sum.columns);
        return sum.clone().add(other[of].mmul(turn).mul(weights[k][j])) as Matrix;
      }, Matrix.zeros(agents[0].b.rows, agents[0].b.columns) as Matrix);
    const { q, r } = (options.retraction === "qr" ? positiveQr : polar)(mixed("proposal"));
    const w = options.transportHeads ? ball(r.mmul(head)) : head;
    return { b: q, w, eta, s: mixed("tracker"), last: innovation };
  });
}

function expected(model: MarkovModel, z: Matrix, eta: number, { steps, average }: NaiveOptions) {
  const { a, b, e, j } = meanField(model, steps, average ? 1 : model.discount);
  return { g: Matrix.sub(Matrix.add(a.mmul(z), b), Matrix.mul(e, eta)), reward: j };
}
