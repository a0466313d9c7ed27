// Evaluation by SIMD kernels against its twin in TypeScript: equal bits.
import fc from "fast-check";
import t from "tap";
import { evaluateBlock } from "../../src/environments/direct-evaluation.ts";
import type { Kernel } from "../../src/environments/environment.ts";
import { planOf } from "../../src/environments/evaluation-plan.ts";
import type { EvaluationRequest } from "../../src/environments/evaluation-request.ts";
import {
  type BlockEvaluation,
  evaluationBy,
  simdEvaluation,
} from "../../src/environments/simd-evaluation.ts";
import { lanes } from "../../src/math/elimination.ts";
import { type Rng, rootRng, uniformInt } from "../../src/math/random.ts";
import { newSimd } from "../../src/math/simd.ts";
import { randomKernel, randomModel, randomPolicy, reweighted } from "../oracles/model.ts";

/** Q and V of every request, one after the other; undefined where the evaluation declines. */
function answers(
  evaluation: BlockEvaluation,
  requests: readonly EvaluationRequest[],
): number[] | undefined {
  const results = requests.map(({ model }) => ({
    q: new Float64Array(model.reward.length),
    v: new Float64Array(model.kernel.states),
  }));
  const plan = planOf(requests[0]!.model.kernel).direct!;
  if (!evaluation(plan, requests, results, 0, requests.length)) return undefined;
  return results.flatMap(({ q, v }) => [...q, ...v]);
}

/** A policy some of whose probabilities are 0, tiny, or those of extreme logits. */
function roughPolicy(rng: Rng, kernel: Kernel) {
  const policy = randomPolicy(rng, kernel, 10 ** (3 * rng.next()));
  for (let i = 0; i < policy.log.length; i++) {
    const draw = uniformInt(rng, 12);
    if (draw === 0) [policy.log[i], policy.probabilities[i]] = [Number.NEGATIVE_INFINITY, 0];
    if (draw === 1) [policy.log[i], policy.probabilities[i]] = [-745, 5e-324];
  }
  return policy;
}

function requestsOf(rng: Rng, kernel: Kernel, count: number, discount: number, temperature: number) {
  return Array.from({ length: count }, (): EvaluationRequest => {
    const model = randomModel(rng, kernel, discount);
    const scale = [1, -1e100, 1e-310, 0][uniformInt(rng, 4)]!;
    const reward = model.reward.map((value) => scale * value);
    return { model: { ...model, reward }, policy: roughPolicy(rng, kernel), temperature };
  });
}

const cases = fc.record({
  states: fc.integer({ min: 1, max: 20 }),
  actions: fc.integer({ min: 1, max: 6 }),
  successors: fc.integer({ min: 1, max: 4 }),
  count: fc.integer({ min: 1, max: lanes }),
  discount: fc.constantFrom(0, 0.5, 0.99),
  temperature: fc.constantFrom(0, 1e-3, 2),
  seed: fc.nat(),
});

t.test("random sizes, patterns, policies and rewards", async (t) => {
  fc.assert(
    fc.property(cases, ({ states, actions, successors, count, discount, temperature, seed }) => {
      const rng = rootRng(seed);
      const kernel = randomKernel(rng, states, actions, successors);
      const requests = requestsOf(rng, kernel, count, discount, temperature);
      const expected = answers(evaluateBlock, requests)!;
      const found = answers(simdEvaluation!, requests)!;
      t.equal(expected.length, count * states * (actions + 1));
      t.equal(
        expected.findIndex((value, i) => !Object.is(value, found[i])),
        -1,
      );
    }),
    { seed: 2, numRuns: 300 },
  );
});

t.test("plans and kernels may alternate, and blocks need not be full", async (t) => {
  const rng = rootRng(3);
  const kernel = randomKernel(rng, 12, 3, 2);
  const kernels = [kernel, reweighted(rng, kernel), randomKernel(rng, 30, 2, 2)];
  for (let turn = 0; turn < 30; turn++) {
    const requests = requestsOf(rng, kernels[turn % 3]!, 1 + (turn % lanes), 0.9, 0);
    t.same(answers(simdEvaluation!, requests), answers(evaluateBlock, requests));
  }
});

t.test("declines what its lanes cannot share", async (t) => {
  const rng = rootRng(4);
  const kernel = randomKernel(rng, 8, 2, 2);
  const [first] = requestsOf(rng, kernel, 1, 0.9, 0.1);
  const others = [
    requestsOf(rng, reweighted(rng, kernel), 1, 0.9, 0.1)[0]!,
    requestsOf(rng, kernel, 1, 0.8, 0.1)[0]!,
    requestsOf(rng, kernel, 1, 0.9, 0)[0]!,
  ];
  for (const other of others) t.equal(answers(simdEvaluation!, [first!, other]), undefined);
  t.ok(answers(simdEvaluation!, [first!, requestsOf(rng, kernel, 1, 0.9, 0.1)[0]!]));
});

t.test("declines a plan for which there is no memory, and takes the next", async (t) => {
  const rng = rootRng(5);
  const [small, large] = [randomKernel(rng, 5, 2, 2), randomKernel(rng, 40, 2, 2)];
  const simd = newSimd()!;
  const reserve = simd.reserve.bind(simd);
  let left = 0;
  simd.clear = () => {
    left = 20_000;
  };
  simd.reserve = (bytes) => {
    if ((left -= bytes) < 0) throw new RangeError("no more memory");
    return reserve(bytes);
  };
  const evaluation = evaluationBy(simd)!;
  for (const kernel of [large, large, small]) {
    const requests = requestsOf(rng, kernel, 2, 0.9, 0);
    t.same(answers(evaluation, requests), kernel === large ? undefined : answers(evaluateBlock, requests));
  }
});
