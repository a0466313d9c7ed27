// The L-step error by itself: telescoping, its bound, the end of episodes; and mixed bases that are none.
import t from "tap";
import { actorStep } from "../../../src/algorithms/subspace/actor.ts";
import { basisOptions, exchangeOptions } from "../../../src/algorithms/subspace/basis.ts";
import { basisExchange } from "../../../src/algorithms/subspace/exchange.ts";
import { type Task, Tasks } from "../../../src/algorithms/subspace/task.ts";
import {
  chainOptions,
  chainSteps,
  lookahead,
} from "../../../src/algorithms/subspace/temporal-difference.ts";
import type { EpisodicTask } from "../../../src/environments/environment.ts";
import { randomBasis } from "../../../src/environments/linear-features.ts";
import { Arena } from "../../../src/math/arrays.ts";
import { projectOntoBall } from "../../../src/math/orthonormal.ts";
import { normal, rootRng } from "../../../src/math/random.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { predictionWorld } from "./networks.ts";

const sum = (x: Float64Array, y: Float64Array) => x.reduce((total, entry, i) => total + entry * y[i], 0);

t.test("L steps are the sum of γˡ one-step errors, and never above (U_r + 2 U_ω)/(1 − γ)", async (t) => {
  const [model] = modelsOf(predictionWorld(1, { criterion: "discounted" }));
  const task = new Tasks().of({ id: 0, model });
  const most = Math.max(...model.reward.map(Math.abs));
  const gamma = model.discount;
  let largest = 0;
  for (let n = 0; n < 300; n++) {
    const rng = rootRng(n).fork("weights");
    const bound = 2;
    const weights = projectOntoBall(
      Float64Array.from({ length: 20 }, () => normal(rng)),
      bound,
    );
    const steps = 1 + (n % 9);
    const start = n % 30;
    const options = chainOptions.parse({ steps, criterion: "discounted" });
    const draws = rootRng(n).fork("draws");
    const from = { chain: start, averageReward: 0 };
    const ahead = lookahead(options)(task, from, weights, { rng: draws }, new Float64Array(20));
    const again = rootRng(n).fork("draws");
    let [state, delta] = [start, 0];
    for (let l = 0; l < steps; l++) {
      const next = model.step(state, 0, again);
      const error =
        next.reward + gamma * sum(model.observe(next.state), weights) - sum(model.observe(state), weights);
      delta += gamma ** l * error;
      state = next.state;
    }
    t.ok(
      distance(
        ahead.direction,
        model.observe(start).map((x) => delta * x),
      ) < 1e-12,
    );
    t.equal(ahead.chain, state);
    largest = Math.max(largest, Math.abs(delta) / ((most + 2 * bound) / (1 - gamma)));
  }
  t.ok(largest <= 1 && largest > 0.05, `|δ| reaches ${largest} of its bound`);
});

t.test(
  "nothing after an episode's end is seen with discounting; an average reward runs through it",
  async (t) => {
    // 0 → 1 → 2 → end, each step paid 1; then again from 0.
    const line: EpisodicTask = {
      actions: 1,
      discount: 0.5,
      horizon: 10,
      rest: Float64Array.of(0),
      start: () => Float64Array.of(0),
      step: ([at]) =>
        at < 2
          ? { state: Float64Array.of(at + 1), reward: 1 }
          : { state: Float64Array.of(0), reward: 1, ended: true },
      observe: (state) => Float64Array.of(1, state[0]),
    };
    const task: Task = new Tasks().of({ id: 0, task: line });
    const walked = (discount: number, steps: number) =>
      chainSteps(task, line.rest, { steps, discount }, rootRng(1));
    t.same(walked(0.5, 2), {
      discounted: 1.5,
      perAverageReward: 1.5,
      sum: 2,
      factor: 0.25,
      chain: Float64Array.of(2),
    });
    const { discounted, factor, sum: all } = walked(0.5, 5);
    t.same([discounted, factor, all], [1.75, 0, 5]);
    t.same([walked(1, 5).discounted, walked(1, 5).factor], [5, 1]);
    // The actor's errors along 0 → 1 → 2 → end with V(s) = 3 + 2s; where it restarts depends on no reward.
    const errors = [1 + 0.5 * 5 - 3, 1 + 0.5 * 7 - 5, 1 - 7];
    const options = { steps: 1, criterion: "discounted", actorStep: 1, literalBootstrap: false } as const;
    const choice = { ...line, actions: 2 };
    errors.forEach((error, at) => {
      const agent = { rng: rootRng(3).fork(at), arrays: new Arena(1).of(0) };
      const acted = { theta: new Float64Array(4), companion: Float64Array.of(at) };
      const critic = { weights: Float64Array.of(3, 2), averageReward: 0 };
      const { theta } = actorStep(new Tasks().of({ id: 0, task: choice }), acted, critic, options, agent);
      const [score] = [...theta.map((x) => Math.abs(x / 0.5))];
      t.ok(Math.abs(score! - Math.abs(error)) < 1e-15, `at ${at}: ${score}, ${error}`);
    });
  },
);

t.test("where mixed bases cancel, an agent keeps its own and its head", async (t) => {
  const options = {
    ...basisOptions.parse({ basisStep: 1, headStep: 1, rank: 2 }),
    ...exchangeOptions.parse({}),
  };
  for (const retraction of ["qr", "polar"] as const) {
    const exchange = basisExchange({ ...options, retraction });
    const arrays = new Arena(1).of(0);
    const own = randomBasis(5, 2, rootRng(1));
    const head = Float64Array.of(3, 4);
    const none = { basis: new Float64Array(10), tracker: new Float64Array(10) };
    t.same(exchange.settled(arrays, none, own, head), { basis: own, head });
    const kept = exchange.settled(arrays, { ...none, basis: own }, own, head);
    t.ok(distance(kept.basis, own) < 1e-15 && distance(kept.head, head) < 1e-14, "a basis stays as it is");
    // One direction in which neighbours nearly cancel.
    for (const [size, remains] of [
      [0.09, true],
      [0.11, false],
    ] as const) {
      const thin = randomBasis(5, 2, rootRng(2)).map((x, at) => (at % 2 === 1 ? size * x : x));
      const { basis } = exchange.settled(arrays, { ...none, basis: thin }, own, head);
      t.equal(distance(basis, own) === 0, remains, `${retraction}: a singular value of ${size}`);
    }
  }
});
