// The published algorithms and the actor-critics against their listings, drawn round by drawn round: every
// update by the old basis, the old head and the old policy.
import { Matrix } from "ml-matrix";
import t from "tap";
import { rootRng } from "../../../src/math/random.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { contextOf, distance, modelsOf, worldOf } from "../../environments/fixtures.ts";
import { type NaiveActor, naiveTurn } from "../../oracles/actor-critic.ts";
import { type NaiveAgent, naiveRound } from "../../oracles/subspace-td.ts";
import { denseWeights } from "../../runners/cohorts.ts";
import { chordedRing, server } from "../simulation.ts";
import { begin, type Held, held, matrixOf, predictionWorld, published } from "./networks.ts";

const [agents, seed, rounds, steps] = [5, 7, 60, 3];
const world = worldOf({ kind: "subspace-control", states: 12, dimension: 6, rank: 2 }, contextOf(agents));
const models = modelsOf(world);
const [{ discount }] = models as [(typeof models)[0]];

/** The agent's stream of a round. */
const draws = (agent: number, round: number) => rootRng(seed).fork("learning", agent, round);

const actorOf = ({ theta, chain, companion }: Held): NaiveActor => ({
  theta: Matrix.from1DArray(3, 2, [...(theta as Float64Array)]),
  chain,
  companion: companion as number,
});

const agentOf = ({ basis, head, averageReward }: Held): NaiveAgent => {
  const zero = Matrix.zeros(6, 2);
  const w = Matrix.columnVector([...head]);
  return { b: matrixOf(basis, 2), w, eta: averageReward, s: zero, last: zero };
};

/** How far an agent's basis, head and estimate are from a twin's. */
const apart = ({ basis, head, averageReward }: Held, { b, w, eta }: NaiveAgent) =>
  Math.max(distance(basis, b.to1DArray()), distance(head, w.to1DArray()), Math.abs(averageReward - eta));

/** How far a policy is from a twin's; ∞ where their chains stand elsewhere. */
const actorsApart = (state: Held, { theta, chain, companion }: NaiveActor) => {
  if (state.chain !== chain || state.companion !== companion) return Number.POSITIVE_INFINITY;
  return distance(state.theta as Float64Array, theta.to1DArray());
};

t.test("PMAAR-TD as published: a server, heads as they are, a step γ_η of its own", async (t) => {
  const place = predictionWorld(agents, { states: 9, dimension: 6, rank: 2 });
  const chains = modelsOf(place);
  const options = { steps, headStep: 0.8, basisStep: 0.5, headBound: 0.7, averageRewardStep: 0.2 };
  const parts = { world: place, mixing: server(agents), seed };
  const { cohort } = begin("subspace-td", { rank: 2, ...published, ...options }, parts);
  let twins = held(cohort).map(agentOf);
  let at = held(cohort).map(({ chain }) => chain);
  for (let round = 1; round <= rounds; round++) {
    const next = [...at];
    const sampled = (k: number, z: Matrix, eta: number) => {
      const [rng, model] = [draws(k, round), chains[k]!];
      const value = (s: number) => Matrix.columnVector([...model.observe(s)]).dot(z);
      let [delta, total] = [0, 0];
      for (let l = 0; l < steps; l++) {
        const { state, reward } = model.step(next[k]!, 0, rng);
        delta += reward - eta + value(state) - value(next[k]!);
        total += reward;
        next[k] = state;
      }
      const g = Matrix.columnVector([...model.observe(at[k]!)]).mul(delta) as Matrix;
      return { g, reward: total / steps };
    };
    const naive = { ...published, ...options, average: true, retraction: "qr", sampled } as const;
    twins = naiveRound(place, twins, denseWeights(parts.mixing), naive, round);
    at = next;
    cohort.round(round);
  }
  const worst = Math.max(...held(cohort).map((state, k) => apart(state, twins[k]!)));
  t.ok(worst < 1e-12, `bases, heads and estimates are the listing's to ${worst}`);
  t.same(
    held(cohort).map(({ chain }) => chain),
    at,
    "chains go on",
  );
});

const forms: readonly (readonly [name: string, mixing: Mixing, options: object])[] = [
  ["as published", server(agents), published],
  ["as published, bootstrap read literally", server(agents), { ...published, literalBootstrap: true }],
  ["as published, average reward", server(agents), { ...published, criterion: "average" }],
  ["tracked over a graph", chordedRing(agents), {}],
  ["tracked over a graph, heads as they are", chordedRing(agents), { transportHeads: false }],
  ["lite over a graph, average reward", chordedRing(agents), { tracking: false, criterion: "average" }],
];

for (const [name, mixing, options] of forms) {
  await t.test(`pFedAC ${name}`, async (t) => {
    const form = { tracking: true, transportHeads: true, literalBootstrap: false, criterion: "discounted" };
    const sizes = { steps, headStep: 0.8, basisStep: 0.5, actorStep: 0.3, headBound: 1.5 };
    const chosen = { ...form, ...sizes, ...options };
    const average = chosen.criterion === "average";
    const { cohort } = begin("subspace-actor-critic", { rank: 2, ...chosen }, { world, mixing, seed });
    const start = held(cohort);
    const listing = { ...chosen, gamma: average ? 1 : discount };
    let [twins, actors] = [start.map(agentOf), start.map(actorOf)];
    let worst = 0;
    for (let round = 1; round <= rounds; round++) {
      const next = [...actors];
      const sampled = (k: number, z: Matrix, eta: number) => {
        const turn = naiveTurn(models[k]!, actors[k]!, z, eta, listing, draws(k, round));
        next[k] = turn.actor;
        return turn;
      };
      const naive = { ...chosen, average, retraction: "qr", sampled } as const;
      twins = naiveRound(world, twins, denseWeights(mixing), naive, round);
      actors = next;
      cohort.round(round);
      held(cohort).forEach((state, k) => {
        worst = Math.max(worst, apart(state, twins[k]!), actorsApart(state, actors[k]!));
      });
    }
    t.ok(worst < 1e-12, `bases, heads, policies, estimates and chains are the listing's to ${worst}`);
    const [first, last] = [start[0]!, held(cohort)[0]!];
    for (const part of ["basis", "head", "theta"] as const)
      t.ok(distance(first[part] as Float64Array, last[part] as Float64Array) > 0.05, `${part} has moved`);
  });
}

/** What the baselines hold, as one row of matrices that are averaged. */
type Whole = readonly [z: Matrix, theta: Matrix, eta: Matrix];

const blend = (of: readonly Whole[], row: readonly number[]): Whole =>
  ([0, 1, 2] as const).map((part) => {
    const terms = of.map((one, j) => Matrix.mul(one[part], row[j]!) as Matrix);
    return terms.reduce((a, b) => Matrix.add(a, b) as Matrix);
  }) as unknown as Whole;

for (const [name, kind, mixing] of [
  ["each alone", "independent-actor-critic", chordedRing(agents)],
  ["everything averaged by a server", "fedavg-actor-critic", server(agents)],
  ["everything averaged over a graph", "fedavg-actor-critic", chordedRing(agents)],
] as const) {
  await t.test(`actor-critic in all features, ${name}`, async (t) => {
    const alone = kind === "independent-actor-critic";
    const weights = alone ? Matrix.eye(agents).to2DArray() : denseWeights(mixing);
    for (const criterion of ["discounted", "average"]) {
      const average = criterion === "average";
      const sizes = { steps, criticStep: 0.6, actorStep: 0.3 };
      const { cohort } = begin(kind, { criterion, ...sizes }, { world, mixing, seed });
      const listing = { ...sizes, literalBootstrap: false, gamma: average ? 1 : discount };
      let actors = held(cohort).map(actorOf);
      let twins = actors.map(({ theta }): Whole => [Matrix.zeros(6, 1), theta, Matrix.zeros(1, 1)]);
      let worst = 0;
      for (let round = 1; round <= rounds; round++) {
        const turns = twins.map(([z, theta, eta], k) => {
          const actor = { ...actors[k]!, theta };
          return naiveTurn(models[k]!, actor, z, eta.get(0, 0), listing, draws(k, round));
        });
        const own = turns.map(({ g, reward, actor }, k): Whole => {
          const [z, , eta] = twins[k]!;
          const known = eta.get(0, 0);
          const estimate = average ? known + (reward - known) / round : 0;
          const moved = Matrix.add(z, Matrix.mul(g, sizes.criticStep / steps)) as Matrix;
          return [moved, actor.theta, Matrix.columnVector([estimate])];
        });
        twins = own.map((_, k) => blend(own, weights[k]!));
        actors = turns.map(({ actor }, k) => ({ ...actor, theta: twins[k]![1] }));
        cohort.round(round);
        held(cohort).forEach((state, k) => {
          const [z, , eta] = twins[k]!;
          worst = Math.max(
            worst,
            actorsApart(state, actors[k]!),
            distance(state.weights as Float64Array, z.to1DArray()),
            Math.abs(state.averageReward - eta.get(0, 0)),
          );
        });
      }
      t.ok(worst < 1e-12, `${criterion}: weights, policies, estimates and chains to ${worst}`);
    }
  });
}
