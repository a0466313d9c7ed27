// A scenario drawn from a seed: graph, size, algorithm, world, rule, mode and faults. The same seed draws
// the same scenario for ever, as long as the kinds it may draw are the same.
import { ScenarioError } from "../../src/error.ts";
import { type Rng, rootRng, uniformInt } from "../../src/math/random.ts";
import { certifyExperiment, refuseExperiment } from "../../src/scenario/certify.ts";
import { experimentOf } from "../runners/experiments.ts";

/** A scenario as a user would write it. */
export type Raw = Readonly<Record<string, unknown>>;

/** Draws until a scenario is one that may run: not every graph suits every rule. */
export function draw(seed: number): Raw {
  for (let attempt = 0; ; attempt++) {
    const raw = drawn(seed, rootRng(seed).fork("swarm", attempt));
    if (isSound(raw)) return raw;
  }
}

/** Whether a scenario passes all that is checked before a run. */
export function isSound(raw: Raw): boolean {
  try {
    const experiment = experimentOf(raw);
    refuseExperiment(experiment, certifyExperiment(experiment, { spectrum: false }));
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

function drawn(seed: number, rng: Rng): Raw {
  const rounds = 20 + uniformInt(rng.fork("rounds"), 60);
  const agents = 3 + uniformInt(rng.fork("agents"), 6);
  return {
    name: `swarm-${seed}`,
    claim: `what seed ${seed} of the swarm has drawn`,
    seed,
    agents,
    rounds,
    topology: {
      ...oneOf(rng.fork("graph"), graphs),
      ...maybe(rng.fork("outages"), 0.3, () => ({ outages: [outage(rng, rounds)] })),
    },
    mixing: { ...oneOf(rng.fork("weights"), weights), gossipRounds: oneOf(rng.fork("q"), [1, 1, 2]) },
    ...oneOf(rng.fork("world"), worlds),
    network: network(rng.fork("network"), agents, rounds),
  };
}

const graphs = [
  { kind: "ring" },
  { kind: "complete" },
  { kind: "star" },
  { kind: "path" },
  { kind: "directed-ring" },
  { kind: "one-peer-exponential" },
  { kind: "erdos-renyi", probability: 0.6 },
];
const weights = [
  { kind: "metropolis" },
  { kind: "equal" },
  { kind: "out-degree" },
  { kind: "metropolis", lazy: 0.3 },
];
const garnet = { kind: "garnet", states: 3, actions: 2, branching: 2, discount: 0.8 };
const worlds = [
  { environment: { kind: "values", dimension: 2 }, algorithm: { kind: "averaging" } },
  { environment: garnet, algorithm: { kind: "fednpg", stepSize: 0.1, temperature: 0.3 } },
  { environment: garnet, algorithm: { kind: "local-q", stepSize: 0.1, temperature: 0.3 } },
];
const rules = [
  { kind: "to-self" },
  { kind: "last-known" },
  { kind: "running-sums" },
  { kind: "running-sums" },
  { kind: "median" },
  { kind: "trimmed-mean", trim: 1 },
  { kind: "clipping", radius: 0.5 },
  { kind: "krum", faulty: 1 },
];
const modes = [
  { kind: "synchronous" },
  { kind: "synchronous" },
  { kind: "bounded-staleness", rounds: 2 },
  { kind: "asynchronous", gossip: "broadcast" },
  { kind: "asynchronous", gossip: "pairwise" },
];
const lies = [
  { kind: "sign-flip" },
  { kind: "noise", size: 1 },
  { kind: "constant", value: 3 },
  { kind: "two-faced", size: 1 },
  { kind: "replay", rounds: 2 },
];

function network(rng: Rng, agents: number, rounds: number): Raw {
  const ms = (purpose: string, most: number) => 1 + uniformInt(rng.fork(purpose), most);
  const agent = (purpose: string) => uniformInt(rng.fork(purpose), agents);
  const lossy = { loss: { kind: "independent", probability: oneOf(rng.fork("p"), [0.05, 0.2, 0.5]) } };
  const bursts = { loss: { kind: "gilbert-elliott", worsen: 0.05, recover: 0.3 } };
  const crash = (n: number) => ({
    agent: agent(`crash ${n}`),
    atMs: ms(`at ${n}`, 60),
    downMs: ms(`down ${n}`, 40),
  });
  return {
    mode: oneOf(rng.fork("mode"), modes),
    whenMissing: oneOf(rng.fork("rule"), rules),
    ...maybe(rng.fork("patience"), 0.7, () => ({ patience: ms("patience ms", 30) })),
    links: {
      latency: { kind: "uniform", lowestMs: 0, highestMs: ms("latency", 12) },
      ...maybe(rng.fork("lossy"), 0.5, () => oneOf(rng.fork("which loss"), [lossy, bursts])),
    },
    agents: {
      computing: { kind: "shifted-exponential", leastMs: 1, meanExtraMs: 1 },
      factors: oneOf(rng.fork("slow"), [[1], [1, 5], [1, 1, 20]]),
    },
    ...maybe(rng.fork("liars"), 0.2, () => ({
      liars: [{ agents: [agent("liar")], ...oneOf(rng.fork("lie"), lies) }],
    })),
    ...maybe(rng.fork("crashes"), 0.3, () => ({ crashes: [crash(0), crash(1)] })),
    ...maybe(rng.fork("members"), 0.2, () => ({ membership: membership(rng, agents, rounds) })),
  };
}

function membership(rng: Rng, agents: number, rounds: number): Raw[] {
  const round = 1 + uniformInt(rng.fork("change"), rounds - 2);
  const kind = oneOf(rng.fork("kind of change"), ["joins", "leaves", "lost"]);
  return [{ kind, agent: uniformInt(rng.fork("who"), agents), round }];
}

function outage(rng: Rng, rounds: number): Raw {
  const fromRound = uniformInt(rng.fork("from"), rounds >> 1);
  return {
    kind: "partition",
    fromRound,
    untilRound: fromRound + 1 + uniformInt(rng.fork("until"), rounds >> 2),
  };
}

function oneOf<T>(rng: Rng, list: readonly T[]): T {
  return list[uniformInt(rng, list.length)]!;
}

function maybe(rng: Rng, probability: number, part: () => object): object {
  return rng.next() < probability ? part() : {};
}
