// Policy evaluation by sparse elimination with SIMD kernels, its bits those of direct-evaluation.ts.
import { lanes } from "../math/elimination.ts";
import { newSimd, type Simd } from "../math/simd.ts";
import type { Kernel } from "./environment.ts";
import type { DirectPlan } from "./evaluation-plan.ts";
import type { EvaluationRequest, EvaluationResult } from "./evaluation-request.ts";

/**
 * Evaluates requests first … last − 1, at most as many as there are lanes. Answers false, with nothing done,
 * where they are not of one kernel, discount and temperature, or the engine gives no memory for the plan.
 */
export type BlockEvaluation = (
  plan: DirectPlan,
  requests: readonly EvaluationRequest[],
  results: readonly EvaluationResult[],
  first: number,
  last: number,
) => boolean;

/** By SIMD kernels; undefined where the engine has none. */
export const simdEvaluation = evaluationBy(newSimd());

/** The evaluation by kernels whose memory nobody else uses. */
export function evaluationBy(simd: Simd | undefined): BlockEvaluation | undefined {
  if (simd === undefined) return undefined;
  let loaded: Loaded | undefined;
  let tooLarge: DirectPlan | undefined;
  return (plan, requests, results, first, last) => {
    if (plan === tooLarge || !alike(requests, first, last)) return false;
    const { kernel } = requests[first]!.model;
    if (loaded?.plan !== plan || loaded.kernel !== kernel) loaded = load(simd, plan, kernel);
    if (loaded === undefined) tooLarge = plan;
    else evaluate(simd, loaded, requests, results, first, last);
    return loaded !== undefined;
  };
}

function alike(requests: readonly EvaluationRequest[], first: number, last: number): boolean {
  const { model, temperature } = requests[first]!;
  for (let n = first + 1; n < last; n++) {
    const other = requests[n]!;
    if (other.model.kernel !== model.kernel || other.model.discount !== model.discount) return false;
    if (other.temperature !== temperature) return false;
  }
  return true;
}

/** A plan and a kernel in the memory of the SIMD kernels, and room for one block of agents. */
interface Loaded {
  readonly plan: DirectPlan;
  readonly kernel: Kernel;
  readonly address: ReturnType<typeof layOut>;
  /** The lanes' arrays of S·A numbers. */
  readonly probabilities: readonly Float64Array[];
  readonly logs: readonly Float64Array[];
  readonly rewards: readonly Float64Array[];
  readonly q: readonly Float64Array[];
  /** V by places, lanes interleaved. */
  readonly values: Float64Array;
}

/** Undefined where there is not memory enough. */
function load(simd: Simd, plan: DirectPlan, kernel: Kernel): Loaded | undefined {
  const rows = kernel.states * kernel.actions;
  const byLane = (address: number) =>
    Array.from({ length: lanes }, (_, lane) => simd.floats(address + 8 * rows * lane, rows));
  try {
    const address = layOut(simd, plan, kernel, 8 * rows * lanes);
    return {
      plan,
      kernel,
      address,
      probabilities: byLane(address.probabilities),
      logs: byLane(address.logs),
      rewards: byLane(address.rewards),
      q: byLane(address.q),
      values: simd.floats(address.values, kernel.states * lanes),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function layOut(simd: Simd, plan: DirectPlan, { offsets, probability, states }: Kernel, bytes: number) {
  const { program, gathers, sources, rows, nextPlaces } = plan;
  simd.clear();
  return {
    place: simd.put(program.place),
    start: simd.put(program.start),
    length: simd.put(program.length),
    neighbours: simd.put(program.neighbours),
    targets: simd.put(program.targets),
    gathers: simd.put(gathers),
    sourceRows: simd.put(rows),
    gathered: simd.put(Float64Array.from(sources, (k) => probability[k]!)),
    nextPlaces: simd.put(nextPlaces),
    offsets: simd.put(offsets),
    probability: simd.put(probability),
    matrix: simd.reserve(8 * program.entries * lanes),
    values: simd.reserve(8 * states * lanes),
    rows: simd.reserve(bytes),
    probabilities: simd.reserve(bytes),
    logs: simd.reserve(bytes),
    rewards: simd.reserve(bytes),
    q: simd.reserve(bytes),
  };
}

/** Lanes beyond the last request compute with what they hold: lanes never touch each other. */
function evaluate(
  { kernels }: Simd,
  loaded: Loaded,
  requests: readonly EvaluationRequest[],
  results: readonly EvaluationResult[],
  first: number,
  last: number,
): void {
  const { plan, kernel, address: at } = loaded;
  const { states, actions } = kernel;
  const { size, entries } = plan.program;
  const { model, temperature } = requests[first]!;
  const { discount } = model;
  for (let n = first; n < last; n++) enter(requests[n]!, n - first, loaded);
  for (let pair = 0; pair < lanes; pair += 2) {
    const from = 8 * states * actions * pair;
    kernels.enterPair(
      states,
      actions,
      at.place,
      discount,
      temperature,
      at.probabilities + from,
      at.logs + from,
      at.rewards + from,
      at.rows + 8 * pair,
      at.values + 8 * pair,
    );
  }
  kernels.assemble(entries, size, at.start, at.gathers, at.sourceRows, at.gathered, at.rows, at.matrix);
  kernels.eliminate(size, at.start, at.length, at.neighbours, at.targets, at.matrix, at.values);
  kernels.leave(
    states * actions,
    at.offsets,
    at.nextPlaces,
    at.probability,
    discount,
    at.values,
    at.rewards,
    at.q,
  );
  for (let n = first; n < last; n++) leave(results[n]!, n - first, loaded);
}

function enter({ model, policy, temperature }: EvaluationRequest, lane: number, loaded: Loaded): void {
  loaded.probabilities[lane]!.set(policy.probabilities);
  if (temperature !== 0) loaded.logs[lane]!.set(policy.log);
  loaded.rewards[lane]!.set(model.reward);
}

function leave({ q, v }: EvaluationResult, lane: number, { q: lanesOfQ, values, plan }: Loaded): void {
  q.set(lanesOfQ[lane]!);
  if (v === undefined) return;
  for (let s = 0; s < v.length; s++) v[s] = values[lanes * plan.program.place[s]! + lane]!;
}
