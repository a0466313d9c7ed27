// Transported heads, ω = R w with B R = M: what R is, of bases that disagree and of proposals that have
// moved, and what it does to values under noise.

import fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import t from "tap";
import { plusInnovation, retraction, transported } from "../../../src/algorithms/subspace/basis.ts";
import { Arena } from "../../../src/math/arrays.ts";
import { normal, type Rng, rootRng } from "../../../src/math/random.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { positiveQr } from "../../oracles/subspace-td.ts";
import { ringMixing } from "../../runners/cohorts.ts";
import { server } from "../simulation.ts";
import {
  begin,
  criticError,
  fromTruth,
  held,
  matrixOf,
  predictionWorld,
  published,
  weightsOf,
} from "./networks.ts";

const [dimension, rank, agents] = [9, 3, 16];
const drawn = (rows: number, columns: number, rng: Rng) =>
  new Matrix(Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(rng))));
const numbers = (x: Matrix) => Float64Array.from(x.to1DArray());
const product = (x: Matrix, y: Matrix) => x.transpose().mmul(y);
const size = (x: Matrix) => x.norm("frobenius");
const one = Matrix.eye(rank);

/** R of M, its columns what transport makes of the unit vectors. */
function factorOf(matrix: Matrix, kind: "qr" | "polar"): Matrix {
  const mixed = numbers(matrix);
  const basis = new Float64Array(mixed.length);
  if (!retraction({ rank, retraction: kind, basisStep: 1 })({ basis: mixed }, mixed, basis))
    throw new Error("no basis to move to");
  const arrays = new Arena(1).of(0);
  const columns = Array.from({ length: rank }, (_, j) => {
    const unit = Float64Array.from({ length: rank }, (_, i) => Number(i === j));
    return [...transported(arrays, basis, mixed, unit)];
  });
  return new Matrix(columns).transpose();
}

function average(of: readonly Matrix[], weights: readonly number[]): Matrix {
  return of.reduce<Matrix>(
    (sum, x, m) => sum.add(Matrix.mul(x, weights[m]!)),
    Matrix.zeros(of[0]!.rows, rank) as Matrix,
  );
}

/** ½ Σ_mn w_m w_n (Y_m − Y_n)ᵀ (Y_m − Y_n). */
function disagreement(of: readonly Matrix[], weights: readonly number[]): Matrix {
  const sum = Matrix.zeros(rank, rank);
  for (const [m, x] of of.entries()) {
    for (const [n, y] of of.entries()) {
      const apart = Matrix.sub(x, y);
      sum.add(Matrix.mul(product(apart, apart), (weights[m]! * weights[n]!) / 2));
    }
  }
  return sum;
}

/** Bases near a common one, to `angle` or so, and weights of a neighbourhood. */
function neighbourhood(seed: number, members: number, angle: number) {
  const rng = rootRng(seed).fork("neighbourhood");
  const common = positiveQr(drawn(dimension, rank, rng)).q;
  const bases = Array.from({ length: members }, () => {
    const tilt = drawn(dimension, rank, rng);
    return positiveQr(Matrix.add(common, Matrix.mul(tilt, angle / size(tilt)))).q;
  });
  const shares = Array.from({ length: members }, () => 0.1 + rng.next());
  const total = shares.reduce((a, b) => a + b);
  return { bases, weights: shares.map((share) => share / total), rng };
}

const cases = fc.record({
  seed: fc.nat(),
  members: fc.integer({ min: 2, max: 5 }),
  angle: fc.double({ min: 1e-3, max: 0.7, noNaN: true }),
  kind: fc.constantFrom("qr", "polar"),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

t.test("R of averaged bases makes heads shorter, by their disagreement and by nothing else", async () => {
  const holds = ({ seed, members, angle, kind }: Case) => {
    const { bases, weights } = neighbourhood(seed, members, angle);
    const r = factorOf(average(bases, weights), kind);
    const loss = Matrix.sub(one, product(r, r));
    const [longest] = new SingularValueDecomposition(r).diagonal;
    const alike = bases.map(() => bases[0]!);
    return (
      size(Matrix.sub(loss, disagreement(bases, weights))) < 1e-13 &&
      longest! <= 1 + 1e-14 &&
      loss.trace() > 1e-9 &&
      size(Matrix.sub(factorOf(average(alike, weights), kind), one)) < 1e-13
    );
  };
  fc.assert(fc.property(cases, holds));
});

/** B + ζ G and ζ² GᵀG of an innovation that is drawn. */
function drawnProposal(basis: Matrix, step: number, rng: Rng) {
  const g = drawn(dimension, 1, rng);
  const u = Matrix.sub(g, basis.mmul(product(basis, g)));
  const v = drawn(rank, 1, rng);
  const innovation = { u: numbers(u), v: numbers(v) };
  const proposal = plusInnovation(new Arena(1).of(0), numbers(basis), step, innovation);
  const square = v.mmul(v.transpose()).mul((step * size(u)) ** 2);
  return { proposal: matrixOf(proposal, rank), square };
}

t.test(
  "R of averaged proposals makes them longer by ζ² Σ w GᵀG, less what proposals disagree",
  async () => {
    const step = fc.double({ min: 0.001, max: 0.05, noNaN: true });
    const holds = ({ seed, members, angle, kind }: Case, step: number, agree: boolean) => {
      const { bases, weights, rng } = neighbourhood(seed, members, angle);
      const moved = bases.map((basis) => drawnProposal(agree ? bases[0]! : basis, step, rng));
      const proposals = moved.map(({ proposal }) => proposal);
      const r = factorOf(average(proposals, weights), kind);
      const gain = average(
        moved.map(({ square }) => square),
        weights,
      );
      const expected = Matrix.sub(gain, disagreement(proposals, weights));
      // Where bases agree no head becomes shorter: what is averaged is one basis and steps that leave it.
      const shortest = new SingularValueDecomposition(r).diagonal[rank - 1]!;
      const change = Matrix.sub(product(r, r), one);
      return size(Matrix.sub(change, expected)) < 1e-12 && (!agree || shortest >= 1 - 1e-13);
    };
    fc.assert(fc.property(cases, step, fc.boolean(), holds));
  },
);

/** Late means of X̄ and of ‖ω‖² over three worlds, from the truth, where ‖ω‖² = 1. */
function late(options: object, mixing: Mixing, rounds = 4000): { error: number; square: number } {
  let [error, square, count] = [0, 0, 0];
  for (const seed of [1, 2, 3]) {
    const world = predictionWorld(agents, { criterion: "discounted" }, seed);
    const steps = { criterion: "discounted", headBound: 2, ...options };
    const { cohort } = begin("subspace-td", steps, { world, mixing, seed });
    cohort.restore(fromTruth(held(cohort), world));
    for (let round = 1; round <= rounds; round++) {
      cohort.round(round);
      if (round < rounds / 2 || round % 20 > 0) continue;
      const states = held(cohort);
      error += criticError(states.map(weightsOf), world);
      square += states.reduce((sum, { head }) => sum + head.reduce((a, x) => a + x * x, 0), 0) / agents;
      count++;
    }
  }
  return { error: error / count, square: square / count };
}

t.test(
  "under noise transported heads stay too long by O(ζ²/β); as they are they come near the server's",
  async (t) => {
    const small = { headStep: 0.1, basisStep: 0.1 };
    const large = { headStep: 0.05, basisStep: 0.2 };
    const central = late({ ...large, ...published }, server(agents)).error;
    for (const [name, tracking, mixing] of [
      ["a server", false, server(agents)],
      ["a ring, tracked", true, ringMixing(agents)],
      ["a ring, lite", false, ringMixing(agents)],
    ] as const) {
      const [few, many] = [small, large].map((steps) => {
        const ends = (transportHeads: boolean) => late({ ...steps, tracking, transportHeads }, mixing);
        const [plain, turned] = [ends(false), ends(true)];
        t.ok(
          turned.error > plain.error,
          `${name}: X̄ ${turned.error} transported, ${plain.error} as they are`,
        );
        return { longer: turned.square - plain.square, error: plain.error };
      }) as [Excess, Excess];
      const ratio = many.longer / few.longer;
      t.ok(few.longer > 0.002, `${name}: ‖ω‖² larger by ${few.longer}`);
      t.ok(ratio > 6 && ratio < 14, `and ${ratio} times that at eight times ζ²/β`);
      t.ok(many.error < 1.15 * central, `heads as they are: ${many.error}, the server's ${central}`);
    }
  },
);

/** What transport adds to ‖ω‖², and X̄ without it. */
interface Excess {
  readonly longer: number;
  readonly error: number;
}
