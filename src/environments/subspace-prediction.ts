// Prediction with an exact truth: random chains, one for each agent, whose values are linear in common
// features with coefficients that share a subspace. V_k = Φ z_k with z_k = B* ω_k; the rewards follow from
// the values, r_k = V_k − γ P_k V_k, or J_k + V_k − P_k V_k for differential values.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { exponential, type Rng, rootRng } from "../math/random.ts";
import { discountBy } from "./discount.ts";
import type { Kernel, World, WorldContext, WorldKind } from "./environment.ts";
import { kernelOf } from "./kernel.ts";
import { coefficientsOf, gaussian, randomBasis, unit } from "./linear-features.ts";
import { modelWorld } from "./markov-model.ts";
import { mostEntries, requireSize } from "./size.ts";

const dial = z.number().min(0).max(1);

const options = z.strictObject({
  states: z
    .int()
    .min(2)
    .max(5000)
    .default(30)
    .describe("number of states S: at least d, above d where values are differential"),
  dimension: z.int().min(1).max(1000).default(20).describe("length d of the features"),
  rank: z.int().min(1).max(64).default(3).describe("dimension r of the shared subspace, at most d"),
  heterogeneity: dial
    .default(1)
    .describe("how far agents differ: 0 = one chain and one value for all, 1 = nothing in common but B*"),
  outside: dial.default(0).describe("share of the coefficients' energy outside the subspace"),
  staying: z
    .number()
    .min(0)
    .max(0.9999)
    .default(0)
    .describe(
      "probability p to stay where one is: chains are p I + (1 − p) P, so slow that L steps see little",
    ),
  criterion: z
    .enum(["discounted", "average"])
    .default("average")
    .describe("values are discounted, or differential: they sum what exceeds the average reward"),
  discount: discountBy(0.8),
});

type Options = z.infer<typeof options>;

/** A single action; features are Gaussian of length 1, rows of kernels uniform among distributions. */
export const subspacePrediction: WorldKind = {
  kind: "subspace-prediction",
  summary: "random chains whose values share a subspace of the features: prediction with exact truth",
  options,
  examples: [
    { states: 8, dimension: 5, rank: 2 },
    { states: 9, dimension: 4, criterion: "discounted" },
  ],
  build: (options: Options, context: WorldContext): World => {
    checkSizes(options, context);
    const rng = rootRng(context.seed).fork("subspace-prediction");
    const drawn = draw(options, context.agents, rng);
    const world = modelWorld({
      kernels: options.heterogeneity === 0 ? drawn.kernels[0] : drawn.kernels,
      rewards: drawn.rewards,
      discount: options.discount,
      initial: new Float64Array(options.states).fill(1 / options.states),
      observe: (state) => drawn.features[state],
    });
    const { dimension, rank, criterion } = options;
    const averageRewards = criterion === "average" ? { averageRewards: drawn.averages } : {};
    const prediction = { criterion, coefficients: drawn.coefficients, ...averageRewards };
    return { ...world, subspace: { dimension, rank, basis: drawn.basis, prediction } };
  },
};

function checkSizes(options: Options, { agents }: WorldContext): void {
  const { states, dimension, rank, criterion, outside } = options;
  // With S = d the constant function is a combination of features, and differential values are not unique.
  const least = criterion === "average" ? dimension + 1 : dimension;
  if (states < least) {
    throw new ScenarioError("environment.states", states, `at least ${least} for ${dimension} features`);
  }
  if (rank > dimension) {
    throw new ScenarioError("environment.rank", rank, `at most dimension = ${dimension}`);
  }
  if (rank === dimension && outside > 0) {
    throw new ScenarioError("environment.outside", outside, "0 where the subspace is everything, r = d");
  }
  const kernels = options.heterogeneity === 0 ? 1 : agents;
  requireSize("environment", { kernels, states, "states after each": states }, mostEntries);
}

/** Everything drawn, for all agents. */
function draw(options: Options, agents: number, rng: Rng) {
  const { states, dimension, rank, heterogeneity: e, outside, staying } = options;
  const features = Array.from({ length: states }, (_, state) =>
    unit(gaussian(dimension, rng.fork("features", state))),
  );
  const basis = randomBasis(dimension, rank, rng.fork("basis"));
  const commonChain = chainOf(states, rng.fork("chain"));
  const commonHead = unit(gaussian(rank, rng.fork("head")));
  const commonAverage = 2 * rng.fork("average").next() - 1;
  const chains = Array.from({ length: e === 0 ? 1 : agents }, (_, agent) =>
    lingering(
      mixture(commonChain, () => chainOf(states, rng.fork("chain", agent)), e),
      states,
      staying,
    ),
  );
  const everyAgent = <T>(make: (agent: number) => T) => Array.from({ length: agents }, (_, k) => make(k));
  const coefficients = everyAgent((agent) => {
    const head = between(commonHead, () => unit(gaussian(rank, rng.fork("head", agent))), e);
    const other = mixture(
      gaussian(dimension, rng.fork("outside")),
      () => gaussian(dimension, rng.fork("outside", agent)),
      e,
    );
    return coefficientsOf(basis, head, outside, other);
  });
  const averages = everyAgent((agent) =>
    e === 0 ? commonAverage : (1 - e) * commonAverage + e * (2 * rng.fork("average", agent).next() - 1),
  );
  const rewards = everyAgent((agent) =>
    rewardOf(options, features, chains[e === 0 ? 0 : agent], coefficients[agent], averages[agent]),
  );
  const kernels = chains.map((chain) => kernelOfChain(chain, states));
  return { features, basis, coefficients, averages, rewards, kernels };
}

/** S × S: rows uniform among all distributions over the states (Dirichlet of parameter 1). */
function chainOf(states: number, rng: Rng): Float64Array {
  const chain = Float64Array.from({ length: states * states }, () => exponential(rng));
  for (let row = 0; row < chain.length; row += states) {
    let sum = 0;
    for (let j = row; j < row + states; j++) sum += chain[j];
    for (let j = row; j < row + states; j++) chain[j] /= sum;
  }
  return chain;
}

function mixture(shared: Float64Array, own: () => Float64Array, e: number): Float64Array {
  if (e === 0) return shared;
  const other = own();
  return shared.map((entry, i) => (1 - e) * entry + e * other[i]);
}

/** The direction so far from one to the other; the other where they cancel, as of length 1 they do at ½. */
function between(shared: Float64Array, own: () => Float64Array, e: number): Float64Array {
  const mixed = mixture(shared, own, e);
  return unit(mixed.every((entry) => entry === 0) ? own() : mixed);
}

/** p I + (1 − p) P. */
function lingering(chain: Float64Array, states: number, p: number): Float64Array {
  if (p === 0) return chain;
  return chain.map((entry, at) => (1 - p) * entry + (at % (states + 1) === 0 ? p : 0));
}

function kernelOfChain(chain: Float64Array, states: number): Kernel {
  const row = (state: number) =>
    Array.from({ length: states }, (_, next) => [next, chain[state * states + next]] as const);
  return kernelOf(states, 1, row, "environment");
}

/** The reward under which Φ z are the values. */
function rewardOf(
  { states, criterion, discount }: Options,
  features: readonly Float64Array[],
  chain: Float64Array,
  coefficients: Float64Array,
  average: number,
): Float64Array {
  const values = Float64Array.from(features, (row) =>
    row.reduce((sum, feature, i) => sum + feature * coefficients[i], 0),
  );
  const [factor, offset] = criterion === "average" ? [1, average] : [discount, 0];
  return values.map((value, state) => {
    let expected = 0;
    for (let next = 0; next < states; next++) expected += chain[state * states + next] * values[next];
    return offset + value - factor * expected;
  });
}
