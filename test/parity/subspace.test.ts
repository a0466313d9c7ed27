// Shared subspaces on every runner: the bits of lockstep, and no number on the wire that is an agent's own.
import t from "tap";
import type { Algorithm, Reply, State } from "../../src/algorithms/algorithm.ts";
import { algorithmKinds } from "../../src/algorithms/algorithms.ts";
import { libp2pOver } from "../../src/runners/libp2p.ts";
import { codecOf } from "../../src/runners/real-peer.ts";
import type { Recorder } from "../../src/runners/runner.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { tapped } from "../network/libp2p/tap.ts";
import { collect, experimentOf } from "../runners/experiments.ts";
import { haveParity } from "./runners.ts";

const frame = { name: "subspace", seed: 3, agents: 5, rounds: 8, mixing: { kind: "metropolis" } };
const prediction = { kind: "subspace-prediction", states: 9, dimension: 6, rank: 2 };
const control = { kind: "subspace-control", states: 9, dimension: 6, rank: 2 };
const acrobats = { kind: "acrobot", mirrored: [false, true], features: { kind: "random", count: 6 } };

/** The scenario of an algorithm in a world that has what it learns. */
function scenarioOf(kind: string, options: object, environment?: object): Record<string, unknown> {
  const { criterion = "average" } = options as { criterion?: string };
  const world = environment ?? (/actor-critic/.test(kind) ? control : { ...prediction, criterion });
  return { ...frame, topology: { kind: "ring" }, environment: world, algorithm: { kind, ...options } };
}

/** Learners along chains are those that take L steps of one. */
const learners = algorithmKinds.filter(({ options }) => "steps" in (options as { shape?: object }).shape!);

const steps = { rank: 2, headStep: 0.3, basisStep: 0.3 };
const both = [true, false];
const forms = both.flatMap((tracking) => both.map((transportHeads) => ({ tracking, transportHeads })));
const cases: [string, Record<string, unknown>][] = [
  ...learners.flatMap(({ kind, examples }) =>
    (examples ?? []).map((options) => [kind, scenarioOf(kind, options as object)] as [string, never]),
  ),
  ...forms.flatMap((form): [string, Record<string, unknown>][] => [
    ["subspace-td", scenarioOf("subspace-td", { ...steps, ...form })],
    ["subspace-actor-critic", scenarioOf("subspace-actor-critic", { ...steps, ...form, actorStep: 0.1 })],
  ]),
  ["continuous states", scenarioOf("subspace-actor-critic", { ...steps, actorStep: 0.1 }, acrobats)],
];

/** What is an agent's own in the states of any learner: nobody else may learn its bits. */
const personal = [
  ...["head", "lastHead", "weights", "theta", "averageReward", "chain", "companion"],
  ...["matrix", "offset", "perAverageReward"],
];

/** A state's personal numbers as bit patterns; 0 and what the algorithm declares it shares left out. */
function secretsOf(state: State, shares: readonly string[]): bigint[] {
  const names = personal.filter((name) => name in state && !shares.includes(name));
  return names.flatMap((name) => {
    const value = state[name] as Float64Array | number;
    const numbers = typeof value === "number" ? Float64Array.of(value) : value.slice();
    return [...new BigUint64Array(numbers.buffer)].filter((_, i) => numbers[i] !== 0);
  });
}

/** Runs over libp2p; answers all 8-byte words that were sent, the arrays' lengths, and all secrets. */
async function overheard(experiment: Experiment) {
  const codec = codecOf(experiment);
  const sent = new Set<bigint>();
  const secrets = new Set<bigint>();
  const lengths: Record<string, number> = {};
  const runner = libp2pOver("memory", async (networks) => {
    tapped(networks, (_, packet) => {
      const whole = packet.slice(0, packet.length - (packet.length % 8));
      for (const word of new BigUint64Array(whole.buffer)) sent.add(word);
      const decoded = codec.decode(packet);
      if (typeof decoded === "string") throw new Error(decoded);
      for (const [name, row] of Object.entries(decoded.message ?? {})) lengths[name] = row.length;
    });
  });
  const watching = async (inner: Experiment, recorder: Recorder, context: object) =>
    runner(
      inner,
      {
        ...recorder,
        record: (snapshot) => {
          for (const state of snapshot.states)
            for (const secret of secretsOf(state, experiment.algorithm.shares)) secrets.add(secret);
          return recorder.record(snapshot);
        },
        pass: (...args) => recorder.pass(...args),
      },
      context,
    );
  const seen = await collect(experiment, watching);
  return { seen, sent, secrets, lengths };
}

/** Length of the features in every world here. */
const dimension = 6;

for (const [name, raw] of cases) {
  const { kind, ...options } = raw.algorithm as { kind: string; rank?: number };
  await t.test(`${name} ${JSON.stringify(options)}`, async (t) => {
    await haveParity(t, () => experimentOf(raw));
    const lockstep = await collect(experimentOf(raw));
    const { seen, sent, secrets, lengths } = await overheard(experimentOf(raw));
    t.same(
      seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic })),
      lockstep.map(({ round, digest, traffic }) => ({ round, digest, ...traffic })),
      "libp2p is lockstep",
    );
    t.ok(secrets.size > 3, `${secrets.size} numbers that are an agent's own`);
    t.same(
      [...secrets].filter((secret) => sent.has(secret)),
      [],
      "none of them was sent",
    );
    const { shares } = experimentOf(raw).algorithm;
    t.same(Object.keys(lengths).sort(), [...shares].sort(), "what is declared is what is sent");
    const rank = options.rank ?? 3;
    for (const array of shares.filter((array) => array === "basis" || array === "tracker"))
      t.equal(lengths[array], dimension * rank, `d r numbers of ${array}`);
  });
}

/** The algorithm with one number of its head in place of one of the basis. */
function leaking(algorithm: Algorithm): Algorithm {
  return {
    ...algorithm,
    *round(state, agent) {
      const running = algorithm.round(state, agent);
      let step = running.next();
      while (step.done !== true) {
        const request = step.value;
        if (request.kind === "mix")
          request.message.basis!.set((state.head as Float64Array).subarray(0, 1), 5);
        step = running.next((yield request) as Reply);
      }
      return step.value;
    },
  };
}

t.test("a head that is sent among other numbers is found", async (t) => {
  const experiment = experimentOf(scenarioOf("subspace-td", steps));
  const { sent, secrets } = await overheard({ ...experiment, algorithm: leaking(experiment.algorithm) });
  t.ok(
    [...secrets].some((secret) => sent.has(secret)),
    "the same look finds what leaks",
  );
});
