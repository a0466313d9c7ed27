// The actor-critics: their companion chain, both readings of its bootstrap, and what they reach.
import t from "tap";
import { actorStep } from "../../../src/algorithms/subspace/actor.ts";
import { Tasks } from "../../../src/algorithms/subspace/task.ts";
import type { MarkovModel } from "../../../src/environments/environment.ts";
import { evaluatePolicy } from "../../../src/environments/policy-evaluation.ts";
import { policyGradient } from "../../../src/environments/policy-gradient.ts";
import { visitation } from "../../../src/environments/visitation.ts";
import { demandFrequencies } from "../../../src/laws/frequencies.ts";
import { Arena } from "../../../src/math/arrays.ts";
import { normal, rootRng } from "../../../src/math/random.ts";
import { personalPolicyMetric } from "../../../src/metrics/personal-policy.ts";
import { linearPolicy } from "../../../src/policies/linear-softmax.ts";
import { contextOf, distance, modelsOf, worldOf } from "../../environments/fixtures.ts";
import { ringMixing } from "../../runners/cohorts.ts";
import { algorithmOf, assemble, chordedRing, randomWorld, server } from "../simulation.ts";
import { begin, drive, held, published, weightsOf } from "./networks.ts";

const [tabular] = modelsOf(randomWorld(1, 4, { states: 5, discount: 0.8 }));
const draws = rootRng(9).fork("theta");
const theta = Float64Array.from({ length: 15 }, () => normal(draws));

/** E[δ ∇ log π] along the companion chain, term by term, with the given weight of what follows. */
function expectedStep(model: MarkovModel, weight: number): Float64Array {
  const policy = linearPolicy(
    theta,
    Array.from({ length: 5 }, (_, s) => model.observe(s)),
  );
  const { v } = evaluatePolicy(model, policy, 0);
  const d = visitation(model, policy);
  const out = new Float64Array(15);
  for (let s = 0; s < 5; s++) {
    for (let a = 0; a < 3; a++) {
      const row = s * 3 + a;
      let delta = model.reward[row] - v[s];
      for (let k = model.kernel.offsets[row]; k < model.kernel.offsets[row + 1]; k++) {
        delta += weight * model.kernel.probability[k] * v[model.kernel.next[k]];
      }
      for (let b = 0; b < 3; b++) {
        const score = (a === b ? 1 : 0) - policy.probabilities[s * 3 + b];
        out[b * 5 + s] += d[s] * policy.probabilities[row] * delta * score;
      }
    }
  }
  return out;
}

t.test("the actor's step is unbiased for (1 − γ) ∇J; read literally it looks γ² ahead", async (t) => {
  const task = new Tasks().of({ id: 0, model: tabular });
  const policy = linearPolicy(
    theta,
    Array.from({ length: 5 }, (_, s) => tabular.observe(s)),
  );
  const { v } = evaluatePolicy(tabular, policy, 0);
  const mean = (literalBootstrap: boolean) => {
    const steps = 3_000_000;
    const options = { steps, criterion: "discounted", actorStep: 1, literalBootstrap } as const;
    const agent = { rng: rootRng(3).fork("actor"), arrays: new Arena(1).of(0) };
    const critic = { weights: v, averageReward: 0 };
    const acted = actorStep(task, { theta, companion: 0 }, critic, options, agent);
    return acted.theta.map((entry, i) => entry - theta[i]);
  };
  const exact = expectedStep(tabular, 0.8);
  const { gradient } = policyGradient(tabular, policy);
  const turned = exact.map((_, at) => 0.2 * gradient[(at % 5) * 3 + Math.floor(at / 5)]);
  t.ok(distance(exact, turned) < 1e-14, "the policy gradient theorem");
  // A step's errors have a spread below 1; means of 3 million correlated ones are within 3e-4.
  t.ok(distance(mean(false), exact) < 3e-4, `true next state ${distance(mean(false), exact)}`);
  const literal = expectedStep(tabular, 0.64);
  t.ok(distance(mean(true), literal) < 3e-4, "literal");
  t.ok(distance(exact, literal) > 1e-3, `they differ by ${distance(exact, literal)}`);
});

t.test("the companion chain visits states as the discounted visitation says", async (t) => {
  const task = new Tasks().of({ id: 0, model: tabular });
  const policy = linearPolicy(
    theta,
    Array.from({ length: 5 }, (_, s) => tabular.observe(s)),
  );
  const counts = new Int32Array(5);
  const options = { steps: 40, criterion: "discounted", actorStep: 0, literalBootstrap: false } as const;
  const critic = { weights: new Float64Array(5), averageReward: 0 };
  let companion: number = 0;
  // Forty steps apart the chain has restarted 8 times: draws are independent to 0.8^40.
  for (let n = 0; n < 4000; n++) {
    const agent = { rng: rootRng(5).fork(n), arrays: new Arena(1).of(0) };
    companion = actorStep(task, { theta, companion }, critic, options, agent).companion as number;
    counts[companion]++;
  }
  t.doesNotThrow(() => demandFrequencies(counts, visitation(tabular, policy), "companion chain"));
});

const world = worldOf({ kind: "subspace-control" }, contextOf(16));
const steps = { steps: 4, headStep: 0.25, basisStep: 0.25 / 18, actorStep: 0.05, headBound: 20 };

t.test("with as many columns as features: actor-critic of each agent alone", async (t) => {
  const few = worldOf({ kind: "subspace-control", states: 12, dimension: 5 }, contextOf(4));
  const mixing = chordedRing(4);
  const sizes = { ...steps, rank: 5, headBound: 1e6 };
  const { cohort } = begin("subspace-actor-critic", sizes, { world: few, mixing });
  const critic = { steps: 4, criticStep: 0.25, actorStep: 0.05 };
  const alone = begin("independent-actor-critic", critic, { world: few, mixing }).cohort;
  const start = held(cohort);
  alone.restore(alone.states.map((state, k) => ({ ...state, weights: weightsOf(start[k]) })));
  drive(cohort, 1000);
  drive(alone, 1000);
  held(cohort).forEach((state, k) => {
    t.ok(distance(state.theta as Float64Array, alone.states[k].theta as Float64Array) < 1e-10);
    t.ok(distance(weightsOf(state), alone.states[k].weights as Float64Array) < 1e-10);
  });
});

t.test("a server is uniform gossip, tracked or not; only bases and trackers are sent", async (t) => {
  for (const transportHeads of [true, false]) {
    const runs = [true, false].map((tracking) => {
      const options = { ...steps, tracking, transportHeads };
      const { cohort, algorithm } = begin("subspace-actor-critic", options, { world, mixing: server(16) });
      t.same(algorithm.shares, tracking ? ["basis", "tracker"] : ["basis"]);
      drive(cohort, 200);
      return held(cohort);
    });
    runs[0].forEach(({ basis, head, theta: policy }, k) => {
      t.ok(distance(basis, runs[1][k].basis) < 1e-11, `transport ${transportHeads}: basis`);
      t.ok(distance(head, runs[1][k].head) < 1e-10, "head");
      t.ok(distance(policy as Float64Array, runs[1][k].theta as Float64Array) < 1e-11, "policy");
      t.same(basis, runs[0][0].basis, "all agents hold one basis");
    });
  }
});

t.test("heads go with the basis: B ω says what the mixed bases say with the stepped head", async (t) => {
  const few = worldOf({ kind: "subspace-control", states: 12, dimension: 6 }, contextOf(6));
  // Steps so large that R is far from 1.
  const sizes = { rank: 3, headStep: 0.25, basisStep: 0.5, actorStep: 0.05, headBound: 1e6 };
  for (const mixing of [server(6), chordedRing(6)]) {
    let mixed: readonly Float64Array[] = [];
    const [turning, plain] = [true, false].map((transportHeads) => {
      const algorithm = algorithmOf("subspace-actor-critic", { ...sizes, transportHeads }, few);
      const { cohort } = assemble({
        ...{ algorithm, world: few, mixing },
        watch: (replies) => (mixed = replies.map(({ basis }) => basis.slice())),
      });
      cohort.init();
      return cohort;
    });
    let turned = 0;
    for (let round = 1; round <= 20; round++) {
      plain.restore(turning.states);
      for (const cohort of [turning, plain]) cohort.round(round);
      const stepped = held(plain);
      held(turning).forEach((state, k) => {
        t.same(state.basis, stepped[k].basis, "the same basis");
        t.same(state.theta, stepped[k].theta, "and policy");
        const said = weightsOf({ ...stepped[k], basis: mixed[k] });
        t.ok(
          distance(weightsOf(state), said) < 1e-12,
          `round ${round}: ${distance(weightsOf(state), said)}`,
        );
        turned = Math.max(turned, distance(state.head, stepped[k].head));
      });
    }
    t.ok(turned > 0.01, `which other heads do not: ${turned}`);
  }
});

t.test(
  "personal policies reach their optima, by a server and on a ring; one for all is stuck",
  async (t) => {
    const rowOf = (kind: string, options: object, mixing = server(16), place = world) => {
      const metric = personalPolicyMetric.build({}, { world: place, shares: place.shares, temperature: 0 });
      const { cohort, algorithm } = begin(kind, options, { world: place, mixing });
      drive(cohort, 12_000);
      return metric.measure(cohort.states.map((state) => algorithm.view(state))).row as Record<
        string,
        number
      >;
    };
    for (const [form, mixing] of [
      [published, server(16)],
      [{}, ringMixing(16)],
      [{ tracking: false }, ringMixing(16)],
      [{ ...published, literalBootstrap: true }, server(16)],
    ] as const) {
      const row = rowOf("subspace-actor-critic", { ...steps, ...form }, mixing);
      t.ok(row.own_value > 0.97 * row.own_optimum, `${JSON.stringify(form)}: ${row.own_value}`);
      t.ok(row.gradient_norm < 1e-3, `gradient ${row.gradient_norm}`);
    }
    // Offsets of their own add to every policy's value: how little is left of the optimum differs by world.
    for (const [seed, share] of [
      [1, 0.4],
      [2, 0.2],
    ] as const) {
      const place = worldOf({ kind: "subspace-control" }, contextOf(16, seed));
      const options = { steps: 4, criticStep: 0.25, actorStep: 0.05 };
      const row = rowOf("fedavg-actor-critic", options, server(16), place);
      t.ok(row.own_value < row.shared_optimum + 1e-9, `one policy: ${row.own_value}`);
      t.ok(row.shared_optimum < share * row.own_optimum, `world ${seed}: none that all share is near`);
      const own = rowOf("subspace-actor-critic", { ...steps, ...published }, server(16), place);
      t.ok(own.own_value > 0.97 * own.own_optimum, `world ${seed}: of their own ${own.own_value}`);
    }
  },
);
