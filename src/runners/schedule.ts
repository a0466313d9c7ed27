// When what would happen on the network of a run, found without learning: `hearsay run --dry-run`.
import { numbersOf } from "../journal/numbers.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { hollowed } from "./hollow.ts";
import type { Outcome, Recorder, Snapshot } from "./runner.ts";
import { virtual } from "./virtual.ts";

/** What a run will take on its network: all numbers are those of the run itself. */
export interface Schedule {
  readonly status: Outcome["status"];
  /** Virtual seconds at which the slowest agent has passed each round, round 0 first. */
  readonly seconds: readonly number[];
  readonly messages: number;
  /** All bytes on the wire. */
  readonly wireBytes: number;
  /** Rows of links.csv and peers.csv, by column. */
  readonly links: readonly Readonly<Record<string, number>>[];
  readonly peers: readonly Readonly<Record<string, number>>[];
}

/** Lets the peers of an experiment talk through all its rounds, without learning. */
export async function scheduleOf(experiment: Experiment, interrupt?: AbortSignal): Promise<Schedule> {
  const hollow = hollowed(experiment);
  const { stop, ...scenario } = hollow.scenario;
  const seconds: number[] = [];
  let last: Snapshot | undefined;
  const recorder: Recorder = {
    record(snapshot) {
      seconds.push(snapshot.columns!.virtual_seconds!);
      last = snapshot;
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  const everyRound = { ...hollow, scenario: { ...scenario, measure: { every: 1 } } };
  const { status, tables = {} } = await virtual(everyRound, recorder, { ...(interrupt && { interrupt }) });
  const { traffic, columns } = last!;
  return {
    status,
    seconds,
    messages: traffic.messages,
    wireBytes: columns!.wire_bytes!,
    links: numbersOf(tables["links.csv"]!),
    peers: numbersOf(tables["peers.csv"]!),
  };
}
