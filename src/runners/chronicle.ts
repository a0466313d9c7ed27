// What the peers of one process report becomes the story of the run: rows in order, and how it ended.
import type { State } from "../algorithms/algorithm.ts";
import { assert, type DivergenceError } from "../error.ts";
import type { Membership } from "../network/membership.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import { Gathering, type Report, type WholeRound } from "./gathering.ts";
import { membershipOf } from "./itinerary.ts";
import { isMeasured } from "./rounds.ts";
import type { Checkpoint, Outcome, Recorder } from "./runner.ts";

/** The agents that metrics are over: those `present`, all unless told, that do not lie; undefined: all. */
export function honestAgents(
  { network, shares }: Experiment,
  present?: readonly AgentId[],
): readonly AgentId[] | undefined {
  const { lies } = network ?? {};
  if (lies === undefined || lies.size === 0) return present;
  return (present ?? [...shares.keys()]).filter((id) => !lies.has(id));
}

/** What a way of running knows beside what peers report. */
export interface Circumstances {
  /** Further columns of a measured round. */
  readonly columns?: (round: number) => Readonly<Record<string, number>>;
}

/** The story of one run. */
export class Chronicle {
  readonly #experiment: Experiment;
  readonly #recorder: Recorder;
  readonly #interrupt: AbortSignal | undefined;
  readonly #circumstances: Circumstances;
  readonly #membership: Membership;
  readonly #gathering: Gathering;
  /** The last round that each peer has passed, or diverged in. */
  readonly #reached: number[];
  /** No peer begins a later round. */
  #lastRound: number;
  #divergence: DivergenceError | undefined;
  #measured: Checkpoint | undefined;
  readonly #end = Promise.withResolvers<Outcome>();
  #isOver = false;

  constructor(
    experiment: Experiment,
    recorder: Recorder,
    interrupt: AbortSignal | undefined,
    circumstances: Circumstances = {},
  ) {
    const { shares, scenario } = experiment;
    this.#experiment = experiment;
    this.#recorder = recorder;
    this.#interrupt = interrupt;
    this.#circumstances = circumstances;
    this.#lastRound = scenario.rounds;
    this.#membership = membershipOf(experiment);
    this.#reached = shares.map(() => -1);
    this.#gathering = new Gathering(shares.length, (round) => isMeasured(scenario, round));
    // Whoever asks for the outcome hears of a failure; it may have come before.
    this.#end.promise.catch(() => {});
  }

  /** Whether the run has ended, one way or the other. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** No peer need begin a later round. */
  get lastRound(): number {
    return this.#lastRound;
  }

  /**
   * How the run ended. What is left of one that was cut off or diverged is saved.
   * @throws DivergenceError that of the earliest round and, in it, of the lowest agent
   */
  async outcome(): Promise<Outcome> {
    const outcome = await this.#end.promise;
    const isWhole = outcome.status !== "interrupted" && this.#divergence === undefined;
    if (!isWhole && this.#measured !== undefined) this.#recorder.save(this.#measured);
    if (this.#divergence !== undefined) throw this.#divergence;
    return outcome;
  }

  /** The run cannot go on. */
  fail(error: Error): void {
    this.#isOver = true;
    this.#end.reject(error);
  }

  /** Nothing can happen any more: only a divergence lets a run end like that. */
  standStill(): void {
    assert(this.#divergence !== undefined, "no peer waits for what was never sent");
    this.#finish({ status: "finished", round: this.#lastRound });
  }

  /** A peer has passed a round. */
  passed(agent: AgentId, round: number, state: State, report: Report): void {
    this.#reportAll(() => this.#gathering.passed(agent, round, state, report));
    this.#leave(agent, round);
  }

  /** A peer takes no part from a round on, until it joins, if it does; it has passed the round before. */
  rests(agent: AgentId, round: number, state: State, report: Report): void {
    const next = this.#membership.nextRound(agent, round, this.#experiment.scenario.rounds);
    const until = next ?? Number.POSITIVE_INFINITY;
    this.#reportAll(() => this.#gathering.rests(agent, round, until, state, report));
  }

  /**
   * A peer's state has left the numbers. The others go on to the same round, so that the divergence told is
   * the same whatever the network did.
   */
  diverged(divergence: DivergenceError): void {
    const { round, agent } = divergence;
    const known = this.#divergence;
    this.#lastRound = Math.min(this.#lastRound, round);
    if (known === undefined || round < known.round || (round === known.round && agent < known.agent))
      this.#divergence = divergence;
    this.#leave(agent, round);
  }

  /** A peer is at `round`; once all are at the last of theirs, and one has diverged, the run is over. */
  #leave(agent: AgentId, round: number): void {
    const last = this.#lastRound;
    this.#reached[agent] = round;
    if (this.#divergence === undefined || round < this.#membership.lastRound(agent, last)) return;
    if (this.#reached.every((at, other) => at >= this.#membership.lastRound(other, last)))
      this.#finish({ status: "finished", round: last });
  }

  #finish(outcome: Outcome): void {
    this.#isOver = true;
    this.#end.resolve(outcome);
  }

  #reportAll(gather: () => readonly WholeRound[]): void {
    try {
      for (const whole of gather()) this.#report(whole);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  #report(whole: WholeRound): void {
    if (this.#isOver) return;
    const { round } = whole;
    const reached = this.#record(whole);
    if (reached) this.#finish({ status: "stopped", round });
    else if (round === this.#experiment.scenario.rounds) this.#finish({ status: "finished", round });
    else if (this.#interrupt?.aborted && this.#measured !== undefined)
      this.#finish({ status: "interrupted", round: this.#measured.round });
  }

  #record({ round, states, mixers, sent }: WholeRound): boolean {
    if (states === undefined || mixers === undefined) {
      this.#recorder.pass(round);
      return false;
    }
    const { messages, bytes, wireBytes } = sent;
    const { algorithm } = this.#experiment;
    this.#measured = { round, states, traffic: { messages, bytes } };
    const { columns } = this.#circumstances;
    const among = honestAgents(this.#experiment, this.#membership.present(round));
    const views = (among?.map((id) => states[id]!) ?? states).map((state) => algorithm.view(state));
    return this.#recorder.record({
      ...this.#measured,
      views,
      columns: { wire_bytes: wireBytes, ...columns?.(round) },
      mixers,
      ...(among && { among }),
    });
  }
}
