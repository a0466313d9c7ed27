// Exact evaluation, or evaluation with an error of a stated size and addressed draws.
import { z } from "zod";
import type { MarkovModel, PolicyTable } from "../environments/environment.ts";
import { normal } from "../math/random.ts";
import { type Agent, type Asking, evaluate, type Reply, type Request } from "./algorithm.ts";

/** How far an evaluated Q(s, a) is off, independently for every entry, agent and round. */
export const evaluationNoise = z.strictObject({
  kind: z
    .enum(["uniform", "gaussian"])
    .describe("uniform on [−size, size], or normal of standard deviation size"),
  size: z.number().nonnegative().describe("amplitude or standard deviation, in units of reward"),
});

export type EvaluationNoise = z.infer<typeof evaluationNoise>;

/** Q of the agent's own model under `policy`, plus noise where the options ask for it. */
export function evaluateNoisily(
  agent: Agent<{ model: MarkovModel }>,
  policy: PolicyTable,
  { temperature, evaluationNoise }: { temperature: number; evaluationNoise?: EvaluationNoise | undefined },
): Asking<Float64Array> {
  const asking = evaluate(agent.model, policy, temperature);
  return evaluationNoise === undefined ? asking : perturbed(asking, evaluationNoise, agent);
}

function* perturbed(
  asking: Asking<Float64Array>,
  noise: EvaluationNoise,
  agent: Agent,
): Generator<Request, Float64Array, Reply> {
  const q = yield* asking;
  perturb(q, noise, agent);
  return q;
}

function perturb(q: Float64Array, { kind, size }: EvaluationNoise, { rng }: Agent): void {
  const draws = rng.fork("evaluation-noise");
  for (let i = 0; i < q.length; i++) {
    q[i]! += size * (kind === "uniform" ? 2 * draws.next() - 1 : normal(draws));
  }
}
