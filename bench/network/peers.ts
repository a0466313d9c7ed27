// Rounds of plain averaging by peers over libp2p, without metrics.

import { libp2pOver } from "../../src/runners/libp2p.ts";
import type { Recorder } from "../../src/runners/runner.ts";
import { buildExperiment } from "../../src/scenario/experiment.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { resolveScenario } from "../../src/scenario/scenario.ts";

/** Averaging on a ring, `bytes` a message. */
export function scenarioOf(agents: number, bytes: number, rounds: number) {
  return {
    name: `ring-${agents}-${bytes}`,
    agents,
    rounds,
    measure: { every: rounds },
    topology: { kind: "ring" },
    environment: { kind: "values", dimension: bytes / 8 },
    algorithm: { kind: "averaging" },
  };
}

/** Milliseconds per round of peers in this process. */
export async function peerRing(size: number, bytes: number, rounds: number, transport: "memory" | "tcp") {
  const warm = Math.ceil(rounds / 5);
  const scenario = resolveScenario(scenarioOf(size, bytes, warm + rounds), builtIn);
  const experiment = buildExperiment(scenario, builtIn, () => new Uint8Array());
  let began = 0;
  let ended = 0;
  const recorder: Recorder = {
    record(snapshot) {
      if (snapshot.round > 0) ended = performance.now();
      return false;
    },
    pass(round) {
      if (round === warm) began = performance.now();
      return false;
    },
    save: () => {},
  };
  const linked = libp2pOver(transport, async (networks) => {
    await Promise.all(networks.map((network) => network.allAre((_, { isLinked }) => isLinked)));
  });
  await linked(experiment, recorder, {});
  return (ended - began) / rounds;
}
