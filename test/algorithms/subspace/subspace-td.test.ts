// Subspace TD against its naive twin, and the facts that must hold whatever is drawn.
import { Matrix } from "ml-matrix";
import t from "tap";
import { rootRng } from "../../../src/math/random.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { type NaiveAgent, naiveRound } from "../../oracles/subspace-td.ts";
import { denseWeights } from "../../runners/cohorts.ts";
import { chordedRing, server } from "../simulation.ts";
import {
  begin,
  drive,
  type Held,
  held,
  matrixOf,
  predictionWorld,
  published,
  weightsOf,
} from "./networks.ts";

const agents = 5;
const small = { states: 9, dimension: 6, rank: 2 };

const naive = (states: readonly Held[]): NaiveAgent[] =>
  states.map(({ basis, head, averageReward }) => {
    const zero = Matrix.zeros(6, 2);
    const w = Matrix.columnVector([...head]);
    return { b: matrixOf(basis, 2), w, eta: averageReward, s: zero, last: zero };
  });

const forms = [
  { criterion: "average", tracking: true, transportHeads: true, retraction: "qr", steps: 1 },
  { criterion: "average", tracking: false, transportHeads: true, retraction: "polar", steps: 3 },
  { criterion: "discounted", tracking: true, transportHeads: false, retraction: "polar", steps: 2 },
  { criterion: "discounted", tracking: false, transportHeads: false, retraction: "qr", steps: 4 },
] as const;

t.test("expected updates: every form is the naive network, matrix by matrix", async (t) => {
  for (const form of forms) {
    const world = predictionWorld(agents, { ...small, criterion: form.criterion, outside: 0.1 });
    for (const mixing of [chordedRing(agents), server(agents)]) {
      const steps = { rank: 2, headStep: 1.5, basisStep: 1, headBound: 0.7 };
      const { cohort } = begin(
        "subspace-td",
        { ...form, ...steps, sampling: "expected" },
        { world, mixing },
      );
      let twin = naive(held(cohort));
      const options = { ...form, ...steps, average: form.criterion === "average" };
      for (let round = 1; round <= 40; round++) {
        cohort.round(round);
        twin = naiveRound(world, twin, denseWeights(mixing), options, round);
      }
      held(cohort).forEach(({ basis, head, averageReward, tracker }, k) => {
        t.ok(distance(basis, twin[k].b.to1DArray()) < 1e-11, `${JSON.stringify(form)}: basis of ${k}`);
        t.ok(distance(head, twin[k].w.to1DArray()) < 1e-11, "head");
        t.ok(Math.abs(averageReward - twin[k].eta) < 1e-12, "average reward");
        if (form.tracking) t.ok(distance(tracker, twin[k].s.to1DArray()) < 1e-11, "tracker");
      });
    }
  }
});

t.test("drawn chains: L one-step errors, telescoped, give the twin's update", async (t) => {
  const [steps, seed] = [3, 7];
  for (const criterion of ["average", "discounted"] as const) {
    const world = predictionWorld(agents, { ...small, criterion });
    const models = modelsOf(world);
    const mixing = chordedRing(agents);
    const sizes = { rank: 2, headStep: 0.5, basisStep: 0.5, headBound: 0.7 };
    const shared = { ...sizes, steps, tracking: true, transportHeads: true, retraction: "qr" } as const;
    const { cohort } = begin("subspace-td", { ...shared, criterion }, { world, mixing, seed });
    let twin = naive(held(cohort));
    let at = held(cohort).map(({ chain }) => chain);
    const gamma = criterion === "average" ? 1 : models[0].discount;
    for (let round = 1; round <= 60; round++) {
      const next = at.slice();
      const sampled = (k: number, z: Matrix, eta: number) => {
        const rng = rootRng(seed).fork("learning", k, round);
        const value = (s: number) => models[k].observe(s).reduce((sum, x, i) => sum + x * z.get(i, 0), 0);
        let [s, delta, total] = [at[k], 0, 0];
        for (let l = 0; l < steps; l++) {
          const { state, reward } = models[k].step(s, 0, rng);
          delta +=
            gamma ** l * (reward - (criterion === "average" ? eta : 0) + gamma * value(state) - value(s));
          [s, total] = [state, total + reward];
        }
        next[k] = s;
        const g = Matrix.columnVector([...models[k].observe(at[k])].map((x) => delta * x));
        return { g, reward: total / steps };
      };
      const options = { ...shared, average: criterion === "average", sampled };
      twin = naiveRound(world, twin, denseWeights(mixing), options, round);
      at = next;
      cohort.round(round);
    }
    held(cohort).forEach(({ basis, head, averageReward, chain }, k) => {
      t.ok(distance(basis, twin[k].b.to1DArray()) < 1e-11, `${criterion}: basis of ${k}`);
      t.ok(distance(head, twin[k].w.to1DArray()) < 1e-11, "head");
      t.ok(Math.abs(averageReward - twin[k].eta) < 1e-12, "average reward");
      t.equal(chain, at[k], "the chain goes on");
    });
  }
});

t.test("a server is uniform gossip: tracked or not, with heads transported alike", async (t) => {
  const world = predictionWorld(agents, small);
  for (const transportHeads of [true, false]) {
    const [tracked, plain] = [true, false].map((tracking) => {
      const options = { rank: 2, headStep: 0.5, basisStep: 0.5, tracking, transportHeads };
      const { cohort } = begin("subspace-td", options, { world, mixing: server(agents) });
      drive(cohort, 500);
      return held(cohort);
    });
    tracked.forEach(({ basis, head }, k) => {
      t.ok(distance(basis, plain[k].basis) < 1e-12, `transport ${transportHeads}: basis`);
      t.ok(distance(head, plain[k].head) < 1e-12, "head");
      t.same(basis, tracked[0].basis, "all agents hold one basis");
    });
    t.ok(distance(tracked[0].head, tracked[1].head) > 0.1, "and heads of their own");
  }
});

t.test("with as many columns as features a basis never moves: agents are alone", async (t) => {
  const world = predictionWorld(agents, small);
  const mixing = chordedRing(agents);
  for (const options of [{}, { transportHeads: true }, published, { retraction: "polar" }]) {
    const sizes = { rank: 6, headStep: 0.5, basisStep: 0.5, headBound: 1e6, ...options };
    const { cohort } = begin("subspace-td", sizes, { world, mixing });
    const alone = begin("independent-td", { step: 0.5 }, { world, mixing }).cohort;
    const start = held(cohort);
    alone.restore(
      start.map((state) => ({ weights: weightsOf(state), averageReward: 0, chain: state.chain })),
    );
    drive(cohort, 2000);
    drive(alone, 2000);
    held(cohort).forEach((state, k) => {
      t.ok(distance(state.basis, start[k].basis) < 1e-11, "the basis stays");
      t.ok(distance(weightsOf(state), alone.states[k].weights as Float64Array) < 1e-11, "TD of its own");
    });
  }
});

t.test("a constant added to all rewards moves η and nothing else", async (t) => {
  const world = predictionWorld(agents, small);
  const raised = {
    ...world,
    shares: modelsOf(world).map((model) => ({
      model: {
        ...model,
        reward: model.reward.map((r) => r + 3),
        step: (s: number, a: number, rng: ReturnType<typeof rootRng>) => {
          const next = model.step(s, a, rng);
          return { ...next, reward: next.reward + 3 };
        },
      },
    })),
  };
  const mixing = chordedRing(agents);
  const [plain, shifted] = [world, raised].map((place) => {
    const { cohort } = begin(
      "subspace-td",
      { rank: 2, headStep: 0.3, basisStep: 0.3 },
      { world: place, mixing },
    );
    const eta = place === raised ? 3 : 0;
    cohort.restore(held(cohort).map((state) => ({ ...state, averageReward: eta })));
    // The first step of 1/t forgets where η began.
    drive(cohort, 300, 2);
    return held(cohort);
  });
  plain.forEach(({ basis, head, averageReward }, k) => {
    t.ok(distance(basis, shifted[k].basis) < 1e-10);
    t.ok(distance(head, shifted[k].head) < 1e-10);
    t.ok(Math.abs(averageReward + 3 - shifted[k].averageReward) < 1e-10);
  });
});
