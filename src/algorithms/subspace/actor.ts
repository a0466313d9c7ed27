// The actor's part of a round: a companion chain whose stationary law is the discounted visitation of the
// policy, P̂ = γ P + (1 − γ) ρ, and the policy gradient that one-step errors along it estimate.
import { z } from "zod";
import type { Arrays } from "../../math/arrays.ts";
import type { Rng } from "../../math/random.ts";
import { actionProbabilities, addScore, drawAction } from "../../policies/linear-softmax.ts";
import { type ChainState, discountOf, type Task } from "./task.ts";
import { chainOptions, type Walk } from "./temporal-difference.ts";

/** Options of every actor-critic. */
export const actorOptions = chainOptions.omit({ sampling: true }).extend({
  criterion: z
    .enum(["discounted", "average"])
    .default("discounted")
    .describe("discounted values, or differential ones with an estimated average reward"),
  actorStep: z.number().nonnegative().describe("step α of the policies"),
  literalBootstrap: z
    .boolean()
    .default(false)
    .describe("bootstrap from the companion chain's next state, restarts included, as the listing says"),
});

export type ActorOptions = z.infer<typeof actorOptions>;

/** What the actor needs to know of the critic. */
export interface Critic {
  /** z, d numbers: V(s) = φ(s)ᵀ z. */
  readonly weights: Float64Array;
  readonly averageReward: number;
}

/** The policy after a round, and where its companion chain stands. */
export interface Acted {
  readonly theta: Float64Array;
  readonly companion: ChainState;
}

/** Draws actions of the policy θ. */
export function actingBy(task: Task, theta: Float64Array, arrays: Arrays): NonNullable<Walk["act"]> {
  const probabilities = arrays.take(task.environment.actions);
  return (state, rng) =>
    drawAction(actionProbabilities(theta, task.policyFeatures(state), probabilities), rng);
}

/**
 * θ + (α/L) Σ_l δ_l ∇ log π_θ(a_l|s_l) over L steps of the companion chain, with
 * δ_l = r_l − η + γ V(s') − V(s_l). By default s' follows the agent's own kernel and only then is it
 * decided whether the chain restarts; read literally, s' is the chain's next state.
 */
export function actorStep(
  task: Task,
  { theta, companion }: Acted,
  { weights, averageReward }: Critic,
  { steps, criterion, actorStep: step, literalBootstrap }: ActorOptions,
  { rng, arrays }: { readonly rng: Rng; readonly arrays: Arrays },
): Acted {
  const { environment, features, policyFeatures } = task;
  const discount = discountOf(criterion, task);
  const probabilities = arrays.take(environment.actions);
  const next = arrays.copy(theta);
  let state = companion;
  let here = features(state);
  for (let l = 0; l < steps; l++) {
    const seen = policyFeatures === features ? here : policyFeatures(state);
    const action = drawAction(actionProbabilities(theta, seen, probabilities), rng);
    const arrived = environment.step(state, action, rng);
    const restarts = discount < 1 && rng.next() >= discount;
    const after = restarts ? environment.start(rng) : arrived.state;
    const there = features(after);
    const bootstrap = restarts && !literalBootstrap ? features(arrived.state) : there;
    const factor = arrived.ended === true && discount < 1 ? 0 : discount;
    const delta =
      arrived.reward - averageReward + factor * product(bootstrap, weights) - product(here, weights);
    addScore(next, probabilities, seen, action, (step / steps) * delta);
    [state, here] = [after, there];
  }
  return { theta: next, companion: state };
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += x[i] * y[i];
  return sum;
}
