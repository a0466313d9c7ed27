// What a `mix` is in lockstep: q successive exchanges on the wire, each counted, each at its own step.
import t from "tap";
import type { Algorithm } from "../../src/algorithms/algorithm.ts";
import { mix } from "../../src/algorithms/algorithm.ts";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { algorithmOf, assemble, chordedRing, randomWorld, simulate } from "../algorithms/simulation.ts";
import { contextOf, distance, modelsOf, worldOf } from "../environments/fixtures.ts";
import { build, dense, directedRing, irregular } from "../mixing/graphs.ts";
import { multiply, naiveFedNpg, power } from "../oracles/policy-gradient.ts";
import { build as topologyOf } from "../topology/naive.ts";
import { collect, experimentOf, small } from "./experiments.ts";

/** The same mixing, writing down the steps it is asked for, once each time they change. */
function observed(mixing: Mixing): { mixing: Mixing; steps: number[] } {
  const steps: number[] = [];
  const row: Mixing["row"] = (agent, step) => {
    if (agent === 0) steps.push(step);
    return mixing.row(agent, step);
  };
  return { mixing: { ...mixing, row }, steps };
}

t.test("gossipRounds: q is q exchanges with W, equal to W^q up to rounding", async (t) => {
  for (const q of [1, 2, 5]) {
    const mixing = chordedRing(6);
    const vectors = worldOf({ kind: "values", dimension: 4 }, contextOf(6));
    const averaging = algorithmOf("averaging", {}, vectors);
    const found = simulate({ algorithm: averaging, world: vectors, mixing, gossipRounds: q }, 3);
    const oracle = multiply(
      power(dense(mixing), 3 * q),
      found[0]!.map((row) => [...row.values!]),
    );
    found[3]!.forEach((row, n) => {
      t.ok(distance(row.values!, oracle[n]!) < 1e-14, `q ${q}, agent ${n}`);
    });
    const world = randomWorld(6);
    const options = { stepSize: 0.05, temperature: 0.1 };
    const algorithm = algorithmOf("fednpg", options, world);
    const all = simulate({ algorithm, world, mixing, gossipRounds: q }, 10);
    const naive = naiveFedNpg(modelsOf(world), () => power(dense(mixing), q), { ...options, rounds: 10 });
    all[10]!.forEach((row, n) => {
      t.ok(distance(row.logPolicy!, naive[10]!.logPolicy[n]!) < 1e-11, `q ${q}, agent ${n}`);
      t.ok(distance(row.tracker!, naive[10]!.tracker[n]!) < 1e-11, `q ${q}, agent ${n}`);
    });
  }
});

t.test("q exchanges of one round are the bits of q rounds of one", async (t) => {
  const mixing = chordedRing(5);
  const world = worldOf({ kind: "values", dimension: 3 }, contextOf(5));
  const algorithm = algorithmOf("averaging", {}, world);
  const together = simulate({ algorithm, world, mixing, gossipRounds: 4 }, 2);
  const apart = simulate({ algorithm, world, mixing }, 8);
  t.same(together[2], apart[8]);
});

t.test("messages and bytes: one per directed edge and exchange, 8 bytes a number, exactly", async (t) => {
  const mixesOf = { fednpg: 2, "frozen-tracker": 1, "local-q": 1, independent: 0, "centralised-npg": 0 };
  const graph = irregular(6, 3);
  let edges = 0;
  for (let agent = 0; agent < 6; agent++) edges += graph.hears(agent, 0).length;
  const world = randomWorld(6);
  for (const [kind, mixes] of Object.entries(mixesOf)) {
    for (const q of [1, 3]) {
      const algorithm = algorithmOf(kind, { stepSize: 0.05 }, world);
      const { mixing, steps } = observed(build("metropolis", graph));
      const { cohort, traffic } = assemble({ algorithm, world, mixing, gossipRounds: q });
      cohort.init();
      t.same(traffic.total, { messages: 0, bytes: 0 }, `${kind}: round 0 sends nothing`);
      for (let round = 1; round <= 4; round++) {
        cohort.round(round);
        const messages = round * mixes * q * edges;
        t.same(traffic.total, { messages, bytes: messages * 6 * 3 * 8 }, `${kind}, q ${q}, round ${round}`);
      }
      t.equal(steps.length, 4 * mixes * q, `${kind}: W itself is applied ${4 * mixes * q} times`);
    }
  }
});

t.test("an exchange of several names is one message", async (t) => {
  const world = worldOf({ kind: "values", dimension: 3 }, contextOf(4));
  const pair = {
    name: "pair",
    shares: ["a", "b"],
    *init() {
      return yield* mix({ a: new Float64Array(3), b: new Float64Array(2) });
    },
  } as unknown as Algorithm;
  const { cohort, traffic } = assemble({
    algorithm: pair,
    world,
    mixing: build("equal", directedRing(4)),
    gossipRounds: 2,
  });
  cohort.init();
  t.same(traffic.total, { messages: 8, bytes: 8 * 5 * 8 });
});

t.test(
  "time-varying: sub-step s of round t uses step t·q + s, the same for every mix of a round",
  async (t) => {
    const graph = topologyOf("one-peer-exponential", { agents: 8 });
    t.equal(graph.period, 3);
    for (const q of [1, 2, 3]) {
      const { mixing, steps } = observed(build("equal", graph));
      const world = randomWorld(8);
      const options = { stepSize: 0.05, temperature: 0.1 };
      const algorithm = algorithmOf("fednpg", options, world);
      const all = simulate({ algorithm, world, mixing, gossipRounds: q }, 7);
      const expected = [1, 2, 3, 4, 5, 6, 7].flatMap((round) => {
        const own = Array.from({ length: q }, (_, s) => round * q + s);
        return [...own, ...own];
      });
      t.same(steps, expected, `q ${q}`);
      const w = (round: number) => {
        let product = dense(mixing, round * q);
        for (let s = 1; s < q; s++) product = multiply(dense(mixing, round * q + s), product);
        return product;
      };
      const naive = naiveFedNpg(modelsOf(world), w, { ...options, rounds: 7 });
      all[7]!.forEach((row, n) => {
        t.ok(distance(row.tracker!, naive[7]!.tracker[n]!) < 1e-11, `q ${q}, agent ${n}`);
        t.ok(distance(row.logPolicy!, naive[7]!.logPolicy[n]!) < 1e-11, `q ${q}, agent ${n}`);
      });
    }
  },
);

t.test("the traffic of a time-varying graph is the sum over its steps", async (t) => {
  const graph = topologyOf("one-peer-exponential", { agents: 6 });
  const world = worldOf({ kind: "values", dimension: 2 }, contextOf(6));
  const algorithm = algorithmOf("averaging", {}, world);
  const { cohort, traffic } = assemble({
    algorithm,
    world,
    mixing: build("equal", graph),
    gossipRounds: 2,
  });
  cohort.init();
  let messages = 0;
  for (let round = 1; round <= 5; round++) {
    cohort.round(round);
    for (const step of [2 * round, 2 * round + 1]) {
      for (let agent = 0; agent < 6; agent++) messages += graph.hears(agent, step).length;
    }
    t.same(traffic.total, { messages, bytes: messages * 16 });
  }
});

t.test("measure.every: row 0, every k-th and the last; it changes no state", async (t) => {
  const every = async (k: number) => collect(experimentOf({ ...small, rounds: 11, measure: { every: k } }));
  const [all, some] = [await every(1), await every(4)];
  t.same(
    some.map(({ round }) => round),
    [0, 4, 8, 11],
  );
  for (const { round, digest, traffic } of some) {
    t.equal(digest, all[round]!.digest);
    t.same(traffic, all[round]!.traffic);
  }
  t.equal(new Set(all.map(({ digest }) => digest)).size, 12, "every round has another state");
});
