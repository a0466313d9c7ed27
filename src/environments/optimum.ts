// Ground truth of a known MDP: its optimum by (soft) policy iteration, and the value of any policy.
// Temperature t = 0: Howard's policy iteration. t > 0: π ← softmax(Q_t^π / t), which is NPG with entropy
// regularisation and α = 0 (Cen, Cheng, Chen, Wei and Chi, Operations Research 70(4), 2022).
import { exp } from "../math/exponential.ts";
import { log } from "../math/logarithm.ts";
import type { MarkovModel, PolicyTable, World } from "./environment.ts";
import { evaluatePolicy } from "./policy-evaluation.ts";

/** V*, Q*, π* of an MDP, and how well they satisfy the optimality equation. */
export interface Optimum {
  /** V*(s), regularised where the temperature is > 0. */
  readonly v: Float64Array;
  /** Q*(s, a) at index s·A + a. */
  readonly q: Float64Array;
  /**
   * π*: deterministic at temperature 0, the lowest action where several are best; else the softmax of Q*
   * by t.
   */
  readonly policy: PolicyTable;
  /** Number of policies evaluated. */
  readonly iterations: number;
  /** max_s |V(s) − max_a Q(s,a)|, or |V(s) − t·log Σ_a exp(Q(s,a)/t)|, relative to max |V|. */
  readonly residual: number;
}

/** The relative residual to reach; from there policy iteration goes on while the residual still falls. */
const residualLimit = 1e-12;

/** Action values that differ by less, relative to max |Q|, count as equal. */
const tieTolerance = 1e-13;

/** Policies evaluated without progress before soft policy iteration gives up above the limit. */
const patience = 20;

/**
 * The optimum of `model` at `temperature` ≥ 0, to a relative residual of 1e-12 where rounding allows it;
 * read `residual`.
 */
export function optimum(model: MarkovModel, temperature: number): Optimum {
  return temperature === 0 ? greedyIteration(model) : softIteration(model, temperature);
}

/** J = Σ_s ρ(s) V^π(s), regularised at `temperature`. */
export function policyValue(model: MarkovModel, policy: PolicyTable, temperature: number): number {
  return startValue(model, evaluatePolicy(model, policy, temperature).v);
}

/** Σ_s ρ(s) v(s). */
export function startValue({ initial }: MarkovModel, v: Float64Array): number {
  return initial.reduce((sum, probability, state) => sum + probability * v[state]!, 0);
}

/**
 * Mean over agents of V_n^π(ρ), regularised at `temperature`; by the mean task where there is one.
 * Undefined in a world without models.
 */
export function worldValue(world: World, policy: PolicyTable, temperature: number): number | undefined {
  if (world.meanTask !== undefined) return policyValue(world.meanTask, policy, temperature);
  let sum = 0;
  for (const share of world.shares) {
    if (!("model" in share)) return undefined;
    sum += policyValue(share.model, policy, temperature);
  }
  return sum / world.shares.length;
}

function greedyIteration(model: MarkovModel): Optimum {
  const { actions } = model;
  let best = judged(model, deterministic(new Int32Array(model.kernel.states), actions), 0);
  for (let iterations = 1; ; iterations++) {
    const next = deterministic(greedyActions(best.q, actions), actions);
    if (next.probabilities.every((p, i) => p === best.policy.probabilities[i]))
      return { ...best, iterations };
    const candidate = judged(model, next, 0);
    // A change of policy that does not raise Σ_s V(s) only breaks ties: requiring the rise rules out
    // cycles.
    if (!(total(candidate.v) > total(best.v))) {
      const settled = candidate.residual <= Math.max(best.residual, residualLimit) ? candidate : best;
      return { ...settled, iterations: iterations + 1 };
    }
    best = candidate;
  }
}

function softIteration(model: MarkovModel, temperature: number): Optimum {
  let best = judged(model, softmax(model.reward, model.actions, temperature), temperature);
  let current = best;
  let iterations = 1;
  for (let idle = 0; idle < (best.residual > residualLimit ? patience : 1); iterations++) {
    current = judged(model, softmax(current.q, model.actions, temperature), temperature);
    idle = current.residual < best.residual ? 0 : idle + 1;
    if (idle === 0) best = current;
  }
  // The residual is quadratic in the error of log π, so the step after the best is still the better policy.
  return { ...(current.residual <= residualLimit ? current : best), iterations };
}

/** The values of `policy` and their residual in the optimality equation. */
function judged(model: MarkovModel, policy: PolicyTable, temperature: number): Omit<Optimum, "iterations"> {
  const { v, q } = evaluatePolicy(model, policy, temperature);
  const error = maximum(v.map((value, state) => value - bestValue(q, state, model.actions, temperature)));
  return { v, q, policy, residual: error === 0 ? 0 : error / maximum(v) };
}

/** max_a q(s,a), or its soft form t·log Σ_a exp(q(s,a)/t). */
function bestValue(q: Float64Array, state: number, actions: number, temperature: number): number {
  const row = q.subarray(state * actions, (state + 1) * actions);
  const top = Math.max(...row);
  if (temperature === 0) return top;
  return top + temperature * log(row.reduce((sum, value) => sum + exp((value - top) / temperature), 0));
}

function greedyActions(q: Float64Array, actions: number): Int32Array {
  const tie = tieTolerance * maximum(q);
  return Int32Array.from({ length: q.length / actions }, (_, state) => {
    const row = q.subarray(state * actions, (state + 1) * actions);
    const top = Math.max(...row);
    return row.findIndex((value) => value >= top - tie);
  });
}

/** The policy that takes `choice[s]` in state s. */
function deterministic(choice: Int32Array, actions: number): PolicyTable {
  const probabilities = new Float64Array(choice.length * actions);
  choice.forEach((action, state) => {
    probabilities[state * actions + action] = 1;
  });
  return { probabilities, log: probabilities.map((p) => (p === 1 ? 0 : Number.NEGATIVE_INFINITY)) };
}

/** π(a|s) ∝ exp(q(s,a)/t). */
function softmax(q: Float64Array, actions: number, temperature: number): PolicyTable {
  const policy = { log: new Float64Array(q.length), probabilities: new Float64Array(q.length) };
  for (let from = 0; from < q.length; from += actions) {
    const row = q.subarray(from, from + actions);
    const top = Math.max(...row);
    const scaled = row.map((value) => (value - top) / temperature);
    const weights = scaled.map(exp);
    const sum = total(weights);
    policy.log.set(
      scaled.map((value) => value - log(sum)),
      from,
    );
    policy.probabilities.set(
      weights.map((weight) => weight / sum),
      from,
    );
  }
  return policy;
}

function maximum(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
