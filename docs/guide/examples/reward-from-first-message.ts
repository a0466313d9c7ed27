// What a neighbour learns from the first message of FedNPG: the sender's whole reward table.
// From a checkout: npx node docs/guide/examples/reward-from-first-message.ts
import {
  type Agent,
  Arena,
  buildExperiment,
  builtIn,
  evaluatePolicy,
  fedNpg,
  type Kernel,
  type MarkovModel,
  type Message,
  type Request,
  readYaml,
  resolveScenario,
  rootRng,
  uniformPolicy,
} from "hearsay";

/** What every agent knows: it stands in the scenario that all of them run. */
export interface Common {
  readonly kernel: Kernel;
  readonly discount: number;
  readonly stepSize: number;
  readonly temperature: number;
}

/** An agent's first message: what its first `mix` hands to the network, before any averaging. */
export function firstMessage(
  model: MarkovModel,
  options: { stepSize: number; temperature: number },
): Message {
  const algorithm = fedNpg(options);
  const agent: Agent<{ model: MarkovModel }> = {
    model,
    id: 0,
    agents: 2,
    round: 0,
    arrays: new Arena(1).of(0),
    rng: rootRng(1),
  };
  const init = algorithm.init(agent);
  let answer = init.next();
  while (!answer.done) answer = init.next(evaluated(answer.value));
  const request = algorithm.round(answer.value, { ...agent, round: 1 }).next().value as Request;
  if (request.kind !== "mix") throw new Error("FedNPG's round begins with a mix");
  return request.message;
}

function evaluated(request: Request): Float64Array {
  if (request.kind !== "evaluate") throw new Error("FedNPG's round 0 only evaluates");
  return evaluatePolicy(request.model, request.policy, request.temperature).q;
}

/**
 * The sender's reward r(s, a), S·A numbers, from its first message and what every agent knows:
 *
 *   z = α log π⁰ + η/(1−γ) T⁰   with π⁰ uniform and T⁰ = Q⁰,  so  Q⁰ = (z − α log π⁰) (1−γ)/η
 *   V⁰(s) = Σ_a π⁰(a|s) (Q⁰(s,a) − τ log π⁰(a|s))
 *   r(s,a) = Q⁰(s,a) − γ Σ_s' P(s'|s,a) V⁰(s')
 */
export function rewardFrom({ logits }: Message, common: Common): Float64Array {
  const { kernel, discount, stepSize, temperature } = common;
  const { states, actions, offsets, next, probability } = kernel;
  const { log, probabilities } = uniformPolicy(kernel);
  const alpha = 1 - (stepSize * temperature) / (1 - discount);
  const q = log.map((value, i) => ((logits![i]! - alpha * value) * (1 - discount)) / stepSize);
  const v = new Float64Array(states);
  q.forEach((value, i) => {
    v[Math.floor(i / actions)]! += probabilities[i]! * (value - temperature * log[i]!);
  });
  return q.map((value, row) => {
    let expected = 0;
    for (let k = offsets[row]!; k < offsets[row + 1]!; k++) expected += probability[k]! * v[next[k]!]!;
    return value - discount * expected;
  });
}

/** max |a − b|. */
export function largestError(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0);
}

/** The reward tables of agent 0 in a small world, true and as its neighbour computes them. */
export function example(stepSize: number, temperature: number) {
  const text = `
name: first-message
agents: 2
rounds: 1
topology: { kind: path }
environment: { kind: garnet, states: 4, actions: 2, branching: 2, discount: 0.95 }
algorithm: { kind: fednpg, stepSize: ${stepSize}, temperature: ${temperature} }`;
  const scenario = resolveScenario(readYaml(text, "example"), builtIn);
  const { shares } = buildExperiment(scenario, builtIn, () => new Uint8Array());
  const { model } = shares[0] as { model: MarkovModel };
  const { kernel, discount } = model;
  const message = firstMessage(model, { stepSize, temperature });
  const common: Common = { kernel, discount, stepSize, temperature };
  return { message, common, reward: model.reward, found: rewardFrom(message, common) };
}

if (import.meta.main) {
  const { message, reward, found } = example(0.05, 0);
  const rows = Array.from(reward, (r, i) => ({
    state: i >> 1,
    action: i & 1,
    message: message.logits![i],
    "true reward": r,
    "as computed": found[i],
  }));
  console.table(rows);
  for (const [stepSize, temperature] of [
    [0.05, 0],
    [0.05, 0.1],
    [1e-6, 0],
    [1e-12, 0],
  ] as const) {
    const { reward, found } = example(stepSize, temperature);
    console.log(
      `step ${stepSize}, temperature ${temperature}: largest error ${largestError(found, reward)}`,
    );
  }
}
