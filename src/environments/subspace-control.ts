// Control in which the values of every policy share one subspace: states fall into hidden clusters, dynamics
// and rewards depend on the cluster alone, and a policy sees only the cluster. So every V is a number per
// cluster, V(s) = v_{c(s)}, whatever the policy, while the features of states tell far more apart.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { exponential, normal, type Rng, rootRng, shuffle } from "../math/random.ts";
import { discountBy } from "./discount.ts";
import type { Kernel, World, WorldContext, WorldKind } from "./environment.ts";
import { kernelOf } from "./kernel.ts";
import { gaussian, randomBasis } from "./linear-features.ts";
import { modelWorld } from "./markov-model.ts";
import { mostEntries, requireSize } from "./size.ts";

const dial = z.number().min(0).max(1);

const options = z.strictObject({
  states: z.int().min(1).max(5000).default(60).describe("number of states S, at least r"),
  rank: z.int().min(1).max(64).default(3).describe("number of hidden clusters r, the subspace's dimension"),
  dimension: z.int().min(1).max(1000).default(12).describe("length d of the features, at least r"),
  actions: z.int().min(2).max(100).default(3).describe("number of actions A"),
  permuted: z.boolean().default(true).describe("every agent has the actions in an order of its own"),
  private: dial.default(0.2).describe("share of dynamics and rewards that is an agent's own"),
  offsets: z.number().nonnegative().default(1).describe("spread of an agent's own reward for each cluster"),
  floor: dial.default(0.4).describe("share of every transition that goes to all clusters alike"),
  nuisance: z.number().min(0).max(1e6).default(0.5).describe("size of features that no value depends on"),
  discount: discountBy(0.6),
});

type Options = z.infer<typeof options>;

/** Transitions and rewards over clusters: T(c'|c, a) at (c·A + a)·r + c', ρ(c, a) at c·A + a. */
interface Hidden {
  readonly chain: Float64Array;
  readonly reward: Float64Array;
}

/** φ(s) = U [e_c ; nuisance ψ(s)] / largest norm with orthogonal U; B* = the first r columns of U. */
export const subspaceControl: WorldKind = {
  kind: "subspace-control",
  summary: "MDPs over hidden clusters whose values share a subspace under every policy, with their optima",
  options,
  examples: [
    { states: 10, rank: 2, dimension: 5 },
    { states: 6, private: 0, offsets: 0, permuted: false },
  ],
  build: (options: Options, context: WorldContext): World => {
    checkSizes(options, context);
    const { states, rank, dimension, actions, discount } = options;
    const rng = rootRng(context.seed).fork("subspace-control");
    const hidden = hiddenOf(options, context.agents, rng);
    const clusterOf = Int32Array.from({ length: states }, (_, state) => state % rank);
    const axes = randomBasis(dimension, dimension, rng.fork("axes"));
    const features = featuresOf(options, clusterOf, axes, rng);
    const clusters = Array.from({ length: rank }, (_, c) =>
      Float64Array.from({ length: rank }, (_, j) => (j === c ? 1 : 0)),
    );
    const sizes = new Float64Array(rank);
    for (const cluster of clusterOf) sizes[cluster]++;
    const world = modelWorld({
      kernels: hidden.map(({ chain }) => spreadKernel(chain, options, clusterOf, sizes)),
      rewards: hidden.map(({ reward }) =>
        Float64Array.from({ length: states * actions }, (_, row) => {
          return reward[clusterOf[Math.floor(row / actions)] * actions + (row % actions)];
        }),
      ),
      discount,
      initial: new Float64Array(states).fill(1 / states),
      observe: (state) => features[state],
      policyFeatures: (state) => clusters[clusterOf[state]],
    });
    const small = modelWorld({
      kernels: hidden.map(({ chain }) => clusterKernel(chain, options)),
      rewards: hidden.map(({ reward }) => reward),
      discount,
      initial: sizes.map((size) => size / states),
    });
    const models = small.shares.flatMap((share) => ("model" in share ? [share.model] : []));
    const basis = Float64Array.from({ length: dimension * rank }, (_, at) => {
      return axes[Math.floor(at / rank) * dimension + (at % rank)];
    });
    return { ...world, subspace: { dimension, rank, basis, control: { clusterOf, models } } };
  },
};

function checkSizes({ states, rank, dimension, actions }: Options, { agents }: WorldContext): void {
  if (states < rank) {
    throw new ScenarioError("environment.states", states, `at least one for each of ${rank} clusters`);
  }
  if (dimension < rank) {
    throw new ScenarioError("environment.dimension", dimension, `at least rank = ${rank}`);
  }
  requireSize("environment", { agents, states, actions, "states after each": states }, mostEntries);
}

/** The MDP of every agent: a base with its actions reordered, a part of its own, its own offsets. */
function hiddenOf(options: Options, agents: number, rng: Rng): Hidden[] {
  const { rank, actions, private: own, offsets, permuted, floor } = options;
  const base = drawHidden(options, rng.fork("base"));
  return Array.from({ length: agents }, (_, agent) => {
    const draws = rng.fork("agent", agent);
    const other = drawHidden(options, draws.fork("own"));
    const order = Array.from({ length: actions }, (_, a) => a);
    if (permuted) shuffle(draws.fork("order"), order);
    const offsetDraws = draws.fork("offsets");
    const offset = Array.from({ length: rank }, () => offsets * normal(offsetDraws));
    const from = (row: number) => row - (row % actions) + order[row % actions];
    return {
      chain: other.chain.map((entry, at) => {
        const shared = base.chain[from(Math.floor(at / rank)) * rank + (at % rank)];
        return (1 - floor) * ((1 - own) * shared + own * entry) + floor / rank;
      }),
      reward: other.reward.map((entry, row) => {
        return (1 - own) * base.reward[from(row)] + own * entry + offset[Math.floor(row / actions)];
      }),
    };
  });
}

/** Rows of T uniform among distributions, standard normal rewards. */
function drawHidden({ rank, actions }: Options, rng: Rng): Hidden {
  const [chainDraws, rewardDraws] = [rng.fork("chain"), rng.fork("reward")];
  const chain = Float64Array.from({ length: rank * actions * rank }, () => exponential(chainDraws));
  for (let row = 0; row < chain.length; row += rank) {
    let sum = 0;
    for (let k = row; k < row + rank; k++) sum += chain[k];
    for (let k = row; k < row + rank; k++) chain[k] /= sum;
  }
  return { chain, reward: Float64Array.from({ length: rank * actions }, () => normal(rewardDraws)) };
}

/** φ(s) of all states; ψ is Gaussian and centred within each cluster. */
function featuresOf(
  { states, rank, dimension, nuisance }: Options,
  clusterOf: Int32Array,
  axes: Float64Array,
  rng: Rng,
): Float64Array[] {
  const width = dimension - rank;
  const draws = Array.from({ length: states }, (_, state) => gaussian(width, rng.fork("features", state)));
  const centres = Array.from({ length: rank }, (_, c) => {
    const members = draws.filter((_, state) => clusterOf[state] === c);
    return Float64Array.from({ length: width }, (_, i) => {
      return members.reduce((sum, row) => sum + row[i], 0) / members.length;
    });
  });
  const features = draws.map((row, state) => {
    const cluster = clusterOf[state];
    const parts = Array.from({ length: rank }, (_, c): number => (c === cluster ? 1 : 0));
    for (let i = 0; i < width; i++) parts.push(nuisance * (row[i] - centres[cluster][i]));
    return Float64Array.from({ length: dimension }, (_, i) => {
      return parts.reduce((sum, part, j) => sum + axes[i * dimension + j] * part, 0);
    });
  });
  const largest = Math.max(...features.map((row) => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))));
  return features.map((row) => row.map((x) => x / largest));
}

/** P(s'|s, a) = T(c(s')|c(s), a) / size of c(s'). */
function spreadKernel(
  chain: Float64Array,
  { states, actions, rank }: Options,
  clusterOf: Int32Array,
  sizes: Float64Array,
): Kernel {
  const row = (state: number, action: number) => {
    const from = (clusterOf[state] * actions + action) * rank;
    return Array.from(clusterOf, (c, next) => [next, chain[from + c] / sizes[c]] as const);
  };
  return kernelOf(states, actions, row, "environment");
}

function clusterKernel(chain: Float64Array, { rank, actions }: Options): Kernel {
  const row = (cluster: number, action: number) =>
    Array.from({ length: rank }, (_, next) => {
      return [next, chain[(cluster * actions + action) * rank + next]] as const;
    });
  return kernelOf(rank, actions, row, "environment");
}
