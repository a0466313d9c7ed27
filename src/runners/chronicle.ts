// What the peers of one process report becomes the story of the run: rows in order, and how it ended.
import type { State } from "../algorithms/algorithm.ts";
import type { DivergenceError } from "../error.ts";
import type { Experiment } from "../scenario/experiment.ts";
import type { AgentId } from "../topology/topology.ts";
import { Gathering, type Report, type WholeRound } from "./gathering.ts";
import type { Checkpoint, Outcome, Recorder } from "./runner.ts";

/** The agents that metrics are over: those that do not lie; undefined where none does. */
export function honestAgents({ network, shares }: Experiment): readonly AgentId[] | undefined {
  const { lies } = network ?? {};
  if (lies === undefined || lies.size === 0) return undefined;
  return [...shares.keys()].filter((id) => !lies.has(id));
}

/** The story of one run. */
export class Chronicle {
  readonly #experiment: Experiment;
  readonly #recorder: Recorder;
  readonly #interrupt: AbortSignal | undefined;
  readonly #gathering: Gathering;
  /** Peers that have not passed the last round, nor diverged in it. */
  readonly #underWay: Set<AgentId>;
  /** No peer begins a later round. */
  #lastRound: number;
  #divergence: DivergenceError | undefined;
  #measured: Checkpoint | undefined;
  readonly #end = Promise.withResolvers<Outcome>();

  constructor(experiment: Experiment, recorder: Recorder, interrupt: AbortSignal | undefined) {
    const { shares, scenario } = experiment;
    this.#experiment = experiment;
    this.#recorder = recorder;
    this.#interrupt = interrupt;
    this.#lastRound = scenario.rounds;
    this.#underWay = new Set(shares.keys());
    this.#gathering = new Gathering(shares.length, (round) => this.#isMeasured(round));
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
    this.#end.reject(error);
  }

  /** A peer has passed a round. */
  passed(agent: AgentId, round: number, state: State, report: Report): void {
    try {
      const whole = this.#gathering.passed(agent, round, state, report);
      if (whole !== undefined) this.#report(whole);
    } catch (error) {
      this.fail(error as Error);
    }
    this.#leave(agent, round);
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

  /** A peer is at `round`; once all are at the last, and one has diverged, the run is over. */
  #leave(agent: AgentId, round: number): void {
    if (round >= this.#lastRound) this.#underWay.delete(agent);
    if (this.#divergence !== undefined && this.#underWay.size === 0)
      this.#end.resolve({ status: "finished", round: this.#lastRound });
  }

  #isMeasured(round: number): boolean {
    const { rounds, measure } = this.#experiment.scenario;
    return round % measure.every === 0 || round === rounds;
  }

  #report(whole: WholeRound): void {
    const { round } = whole;
    const reached = this.#record(whole);
    if (reached) this.#end.resolve({ status: "stopped", round });
    else if (round === this.#experiment.scenario.rounds) this.#end.resolve({ status: "finished", round });
    else if (this.#interrupt?.aborted && this.#measured !== undefined)
      this.#end.resolve({ status: "interrupted", round: this.#measured.round });
  }

  #record({ round, states, mixers, sent }: WholeRound): boolean {
    if (states === undefined || mixers === undefined) {
      this.#recorder.pass(round);
      return false;
    }
    const { messages, bytes, wireBytes } = sent;
    const { algorithm } = this.#experiment;
    this.#measured = { round, states, traffic: { messages, bytes } };
    const among = honestAgents(this.#experiment);
    const views = (among?.map((id) => states[id]!) ?? states).map((state) => algorithm.view(state));
    const columns = { wire_bytes: wireBytes };
    return this.#recorder.record({ ...this.#measured, views, columns, mixers, ...(among && { among }) });
  }
}
