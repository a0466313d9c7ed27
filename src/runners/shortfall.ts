// What did not come, or not in time, in a run in virtual time, and what that did to mixing.
import { massError } from "../mixing/missing/ledger.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import type { Stamp } from "../network/frame.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import { RealisedLog } from "./realised-log.ts";

/** The columns of metrics.csv that tell of it; cells are empty where nothing can be missing. */
export const shortfallColumns = ["missing", "late", "mass_error", "realised_sigma"] as const;

/** Whether agents that wait for each other may go on without somebody. */
export function losesPatience({ network }: Experiment): boolean {
  const { patience = Number.POSITIVE_INFINITY, mode } = network ?? {};
  return mode?.kind === "synchronous" && patience < Number.POSITIVE_INFINITY;
}

/** Counts for all peers of a run. */
export class Shortfall {
  readonly #mixers: readonly Mixer[];
  readonly #losesPatience: boolean;
  /** Kept where mixing is linear and without memory. */
  readonly #realised: RealisedLog | undefined;
  #missing = 0;
  #late = 0;

  constructor(experiment: Experiment, mixers: readonly Mixer[]) {
    const { missing, mixing, gossipRounds } = experiment;
    this.#mixers = mixers;
    this.#losesPatience = losesPatience(experiment);
    if (this.#losesPatience && missing.isLinear && missing.isMemoryless)
      this.#realised = new RealisedLog(mixing, gossipRounds);
  }

  /** An agent has mixed without some of its sources. */
  missed(agent: AgentId, stamp: Stamp, sources: readonly AgentId[]): void {
    this.#missing += sources.length;
    this.#realised?.missed(agent, stamp, sources);
  }

  /** A packet has come after its exchange. */
  late(): void {
    this.#late++;
  }

  /**
   * The columns once all have passed a round. While somebody has forgotten what others have from it, the
   * books of mass cannot be compared.
   */
  columns(
    round: number,
    isComparable: boolean,
  ): Partial<Record<(typeof shortfallColumns)[number], number>> {
    const error = isComparable ? massError(this.#mixers) : undefined;
    const contraction = this.#realised?.contractionUntil(round);
    return {
      ...(this.#losesPatience && { missing: this.#missing, late: this.#late }),
      ...(error !== undefined && { mass_error: error }),
      ...(contraction !== undefined && { realised_sigma: contraction }),
    };
  }

  get tables(): Readonly<Record<string, string>> {
    return this.#realised === undefined ? {} : { "gaps.csv": this.#realised.table() };
  }
}
