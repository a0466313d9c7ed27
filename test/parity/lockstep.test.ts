// Lockstep's batches, arenas and shared rows change no bit: agents driven one by one give the same digests.
import t from "tap";
import { agentDigest, rowDigest } from "../../src/journal/state-digest.ts";
import { collect, experimentOf, small } from "../runners/experiments.ts";
import { runAlone } from "./lone-agents.ts";

const noise = { kind: "gaussian", size: 0.1 };
const cases: Record<string, object> = {
  fednpg: {},
  "noisy fednpg": { algorithm: { ...small.algorithm, evaluationNoise: noise } },
  "frozen-tracker": { algorithm: { ...small.algorithm, kind: "frozen-tracker" } },
  "local-q": { algorithm: { ...small.algorithm, kind: "local-q" } },
  independent: { algorithm: { ...small.algorithm, kind: "independent" } },
  "centralised-npg": { algorithm: { ...small.algorithm, kind: "centralised-npg" } },
  averaging: { environment: { kind: "values", dimension: 700 }, algorithm: { kind: "averaging" } },
  "a server": { topology: { kind: "complete" }, mixing: { kind: "uniform" } },
  "kernels that differ": { environment: { ...small.environment, kernelHeterogeneity: 0.5 } },
  "gossip rounds": { mixing: { kind: "metropolis", gossipRounds: 3, lazy: 0.2 } },
  "one peer at a time": {
    agents: 8,
    topology: { kind: "one-peer-exponential" },
    mixing: { kind: "equal", gossipRounds: 2 },
  },
  "one-way edges": { topology: { kind: "directed-ring" }, mixing: { kind: "equal" } },
  "a grid world": { environment: { kind: "gridworld", rows: 4, columns: 4, slip: 0.2 } },
  "a wide star": { agents: 14, topology: { kind: "star" } },
};

for (const [name, change] of Object.entries(cases)) {
  t.test(`${name}: lockstep is the bits of lone agents that write letters`, async (t) => {
    const experiment = experimentOf({ ...small, ...change, rounds: 8 });
    const seen = await collect(experiment);
    const { history, letters } = runAlone(experiment, 8);
    t.same(
      seen.map(({ digest }) => digest),
      history.map((states) => rowDigest(states.map(agentDigest))),
    );
    t.equal(seen.at(-1)!.traffic.messages, letters, "as many messages as letters");
    t.not(seen[0]!.digest, seen[1]!.digest);
  });
}
