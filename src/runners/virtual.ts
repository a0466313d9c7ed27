// The runner of virtual time: every agent is a peer, all peers are in this thread, and no time passes but
// what the network takes.
import { assert, type DivergenceError } from "../error.ts";
import { Arena } from "../math/arrays.ts";
import { rootRng } from "../math/random.ts";
import { massError } from "../mixing/missing/ledger.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import { Codec } from "../network/codec.ts";
import type { Lie } from "../network/lie.ts";
import type { Link } from "../network/link.ts";
import type { Mode } from "../network/mode.ts";
import { VirtualClock } from "../network/virtual/virtual-clock.ts";
import { VirtualNetwork } from "../network/virtual/virtual-network.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { pause, seconds } from "./clock.ts";
import { Gathering, type WholeRound } from "./gathering.ts";
import { Peer } from "./peer.ts";
import type { Checkpoint, Outcome, Recorder, Runner } from "./runner.ts";

/** The columns of metrics.csv that only a network has. */
export const networkColumns = ["wire_bytes", "missing", "late", "mass_error"] as const;

/** How long events may follow each other before signals and the progress bar get their turn. */
const breathAfterSeconds = 0.05;

/** Events between two looks at the real clock. */
const eventsPerLook = 256;

/** How the peers of a run behave. */
export interface Manners {
  /** How peers wait for each other; `synchronous` unless told. */
  readonly mode?: Mode;
  /** How long a peer waits for its neighbours in one exchange, in ms; without end unless told. */
  readonly patience?: number;
  /** How long a round takes an agent before it speaks, in ms; no time unless told. */
  readonly computingMs?: (agent: number, round: number) => number;
  /** What agents tell in place of the truth; most are honest. */
  readonly lies?: ReadonlyMap<number, Lie>;
}

/** Runs an experiment over edges that all do what `link` does; without it packets arrive at once. */
export function virtualOver(link?: Link, manners: Manners = {}): Runner {
  return (experiment, recorder, { interrupt }) =>
    new Federation(experiment, recorder, link, manners, interrupt).run();
}

/** Runs an experiment in virtual time. */
export const virtual: Runner = virtualOver();

/** All peers of a run and what they report. */
class Federation {
  readonly #experiment: Experiment;
  readonly #recorder: Recorder;
  readonly #interrupt: AbortSignal | undefined;
  readonly #manners: Manners;
  readonly #clock = new VirtualClock();
  readonly #gathering: Gathering;
  readonly #mixers: readonly Mixer[];
  readonly #peers: readonly Peer[];
  /** Messages that were missing from mixes. */
  #missing = 0;
  /** No peer begins a later round. */
  #lastRound: number;
  #divergence: DivergenceError | undefined;
  #measured: Checkpoint | undefined;
  #outcome: Outcome | undefined;

  constructor(
    experiment: Experiment,
    recorder: Recorder,
    link: Link | undefined,
    manners: Manners,
    interrupt: AbortSignal | undefined,
  ) {
    this.#manners = manners;
    const { shares, scenario, mixing } = experiment;
    this.#experiment = experiment;
    this.#recorder = recorder;
    this.#interrupt = interrupt;
    this.#lastRound = scenario.rounds;
    this.#gathering = new Gathering(shares.length, (round) => this.#isMeasured(round));
    const network = new VirtualNetwork({
      clock: this.#clock,
      size: mixing.topology.size,
      link,
      rng: rootRng(scenario.seed).fork("network"),
    });
    this.#mixers = shares.map((_, id) => experiment.missing.mixerOf(id));
    const arena = new Arena(shares.length);
    const codec = new Codec({ scenarioDigest: experiment.digest, names: experiment.algorithm.shares });
    this.#peers = shares.map((_, id) => this.#peer(id, arena, codec, network));
  }

  async run(): Promise<Outcome> {
    for (const peer of this.#peers) peer.start();
    let breath = seconds();
    for (let event = 1; this.#outcome === undefined && this.#clock.step(); event++) {
      if (event % eventsPerLook > 0 || seconds() - breath < breathAfterSeconds) continue;
      await pause();
      breath = seconds();
    }
    if (this.#outcome?.status === "interrupted" || this.#divergence !== undefined) this.#saveMeasured();
    if (this.#divergence !== undefined) throw this.#divergence;
    assert(this.#outcome !== undefined, "no peer waits for what was never sent");
    return this.#outcome;
  }

  #peer(id: number, arena: Arena, codec: Codec, network: VirtualNetwork): Peer {
    const { algorithm, shares, mixing, gossipRounds, rng, scenario } = this.#experiment;
    const { computingMs, lies, ...conduct } = this.#manners;
    const peer = new Peer({
      id,
      algorithm,
      share: shares[id]!,
      agents: shares.length,
      mixing,
      gossipRounds,
      rounds: scenario.rounds,
      arrays: arena.of(id),
      rng,
      codec,
      network: network.of(id),
      clock: this.#clock,
      mixer: this.#mixers[id]!,
      onMissing: (_, sources) => {
        this.#missing += sources.length;
      },
      draws: rootRng(scenario.seed).fork("partners"),
      lie: lies?.get(id),
      ...conduct,
      pace: (round, begin) => {
        this.#clock.after(computingMs?.(id, round) ?? 0, () => {
          if (round <= this.#lastRound) begin();
        });
      },
      onRound: (round, state) => {
        const whole = this.#gathering.passed(id, round, state, peer);
        if (whole !== undefined) this.#report(whole);
      },
      onDivergence: (divergence) => this.#diverged(divergence),
    });
    return peer;
  }

  #isMeasured(round: number): boolean {
    const { rounds, measure } = this.#experiment.scenario;
    return round % measure.every === 0 || round === rounds;
  }

  #report(whole: WholeRound): void {
    const { round } = whole;
    const reached = this.#record(whole);
    if (reached) this.#outcome = { status: "stopped", round };
    else if (round === this.#experiment.scenario.rounds) this.#outcome = { status: "finished", round };
    else if (this.#interrupt?.aborted)
      this.#outcome = { status: "interrupted", round: this.#measured!.round };
  }

  #record({ round, states, mixers, sent }: WholeRound): boolean {
    if (states === undefined || mixers === undefined) {
      this.#recorder.pass(round);
      return false;
    }
    const { messages, bytes, wireBytes } = sent;
    const { algorithm } = this.#experiment;
    this.#measured = { round, states, traffic: { messages, bytes } };
    const views = states.map((state) => algorithm.view(state));
    const columns = { wire_bytes: wireBytes, ...this.#missed() };
    return this.#recorder.record({ ...this.#measured, views, columns, mixers });
  }

  /** What did not come, or not in time, up to now; nothing where nobody can lose patience. */
  #missed(): Partial<Record<(typeof networkColumns)[number], number>> {
    const error = massError(this.#mixers);
    const late = this.#peers.reduce((sum, { rejected }) => sum + (rejected.late ?? 0), 0);
    const waits = (this.#manners.patience ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY;
    return {
      ...(!waits && { missing: this.#missing, late }),
      ...(error !== undefined && { mass_error: error }),
    };
  }

  /**
   * The others go on to the same round, so that the divergence told is that of the earliest round and, in
   * it, of the lowest agent, whatever the network did.
   */
  #diverged(divergence: DivergenceError): void {
    const { round, agent } = divergence;
    const known = this.#divergence;
    this.#lastRound = Math.min(this.#lastRound, round);
    if (known === undefined || round < known.round || (round === known.round && agent < known.agent))
      this.#divergence = divergence;
  }

  /** What is left of a run that was cut off or diverged: the last round all peers were measured at. */
  #saveMeasured(): void {
    if (this.#measured !== undefined) this.#recorder.save(this.#measured);
  }
}
