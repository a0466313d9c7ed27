// What of a peer the scenario decides, whatever network it is on.
import type { ArenaRows } from "../math/arrays.ts";
import { rootRng } from "../math/random.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import type { Clock } from "../network/clock.ts";
import type { Codec } from "../network/codec.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import type { PeerOptions } from "./peer.ts";

/** What one process has for a peer. */
export interface PeerParts {
  readonly arrays: ArenaRows;
  readonly codec: Codec;
  readonly clock: Clock;
  /** The agent's side of the rule for what is missing. */
  readonly mixer: Mixer;
}

/** A peer's options, but for its network and who follows it. */
export function peerOptions(experiment: Experiment, id: AgentId, parts: PeerParts) {
  const { algorithm, shares, mixing, gossipRounds, rng, scenario, network: model } = experiment;
  return {
    ...parts,
    id,
    algorithm,
    share: shares[id]!,
    agents: shares.length,
    mixing,
    gossipRounds,
    rounds: scenario.rounds,
    rng,
    draws: rootRng(scenario.seed).fork("network").fork("partners"),
    ...(model !== undefined && { mode: model.mode, patience: model.patience, lie: model.lies.get(id) }),
  } satisfies Partial<PeerOptions>;
}
