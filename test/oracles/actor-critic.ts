// One agent's round of actor-critic written naively: the listing of pFedAC term by term, both chains drawn.
import { Matrix } from "ml-matrix";
import type { MarkovModel } from "../../src/environments/environment.ts";
import type { Rng } from "../../src/math/random.ts";

/** A policy θ, A × p, and where both chains stand. */
export interface NaiveActor {
  readonly theta: Matrix;
  readonly chain: number;
  readonly companion: number;
}

/** What the listing is read with. */
export interface NaiveListing {
  /** L. */
  readonly steps: number;
  /** γ; 1 where values are differential. */
  readonly gamma: number;
  /** α. */
  readonly actorStep: number;
  readonly literalBootstrap: boolean;
}

/** δ φ(s_0) and the mean reward of the critic's chain; the actor after its round. */
export interface NaiveTurn {
  readonly g: Matrix;
  readonly reward: number;
  readonly actor: NaiveActor;
}

const column = (x: ArrayLike<number>) => Matrix.columnVector(Array.from(x));

function probabilities(theta: Matrix, seen: Matrix): number[] {
  const weights = theta.mmul(seen).to1DArray().map(Math.exp);
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** The first action whose cumulated probability is above a uniform number. */
function drawn(chances: readonly number[], rng: Rng): number {
  const at = rng.next();
  let sum = 0;
  const found = chances.findIndex((chance) => at < (sum += chance));
  return found < 0 ? chances.length - 1 : found;
}

/** A round of the agent whose values are φ(s)ᵀ z and whose estimate of the average reward is η. */
export function naiveTurn(
  model: MarkovModel,
  { theta, chain, companion }: NaiveActor,
  z: Matrix,
  eta: number,
  { steps, gamma, actorStep, literalBootstrap }: NaiveListing,
  rng: Rng,
): NaiveTurn {
  const phi = (s: number) => column(model.observe(s));
  const seen = (s: number) => column((model.policyFeatures ?? model.observe)(s));
  const value = (s: number) => phi(s).dot(z);
  let [s, delta, total] = [chain, 0, 0];
  for (let l = 0; l < steps; l++) {
    const { state, reward } = model.step(s, drawn(probabilities(theta, seen(s)), rng), rng);
    delta += gamma ** l * (reward - eta + gamma * value(state) - value(s));
    [s, total] = [state, total + reward];
  }
  let moved = theta.clone();
  let at = companion;
  for (let l = 0; l < steps; l++) {
    const chances = probabilities(theta, seen(at));
    const action = drawn(chances, rng);
    const { state, reward } = model.step(at, action, rng);
    const next = gamma < 1 && rng.next() >= gamma ? model.start(rng) : state;
    const error = reward - eta + gamma * value(literalBootstrap ? next : state) - value(at);
    const score = column(chances.map((chance, a) => (a === action ? 1 : 0) - chance));
    moved = Matrix.add(moved, score.mmul(seen(at).transpose()).mul((actorStep / steps) * error)) as Matrix;
    at = next;
  }
  const actor = { theta: moved, chain: s, companion: at };
  return { g: phi(chain).mul(delta), reward: total / steps, actor };
}
