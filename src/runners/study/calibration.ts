// How long a study will take and how much it will leave: from a few of its runs, started and timed.
import { DivergenceError } from "../../error.ts";
import { tableColumns, tableLine } from "../../journal/table.ts";
import { median } from "../../math/median.ts";
import { certifyExperiment } from "../../scenario/certify.ts";
import { type Experiment, prepareMetrics } from "../../scenario/experiment.ts";
import { resolveScenario } from "../../scenario/scenario.ts";
import type { RunSize } from "../../scenario/study/plan-study.ts";
import { seconds } from "../clock.ts";
import { graphArchive } from "../graph-archive.ts";
import { loadExperiment } from "../load.ts";
import { lockstep } from "../lockstep.ts";
import { measuredRow } from "../measured-row.ts";
import { policyArchive } from "../results.ts";
import type { Recorder, Snapshot } from "../runner.ts";
import type { LoadedStudy } from "./load-study.ts";

/** What one run took so far. */
export interface Timing extends RunSize {
  /** Seconds to build and certify it and to find its optimum. */
  readonly setup: number;
  /** Seconds of a round, and of measuring one. */
  readonly round: number;
  readonly row: number;
  /** Bytes that a measured round leaves, and that a run leaves whatever its rounds. */
  readonly rowBytes: number;
  readonly ownBytes: number;
}

/** How many runs are timed, and for how many seconds or rounds each. */
const [mostTimed, longestTimed, mostRounds] = [5, 0.5, 300];

/** Every so many rounds one is measured. */
const roundsPerRow = 8;

/** Times some runs of a study: the smallest, the largest, and others between. @throws ScenarioError */
export async function timingsOf(study: LoadedStudy): Promise<readonly Timing[]> {
  const { plan, sizes, folder, registry } = study;
  const timings: Timing[] = [];
  for (const index of spread(sizes)) {
    const began = seconds();
    const scenario = resolveScenario(plan.runs[index]!.scenario, registry);
    const experiment = loadExperiment({ scenario, registry, folder });
    timings.push({ ...sizes[index]!, ...(await timed(experiment, began)) });
  }
  return timings;
}

/** The first runs of the least and the largest effort, and of some evenly between. */
function spread(sizes: readonly RunSize[]): number[] {
  const efforts = sizes.map(({ effort }) => effort);
  const distinct = [...new Set(efforts)].sort((a, b) => a - b);
  const count = Math.min(mostTimed, distinct.length);
  const ranks = Array.from({ length: count }, (_, k) =>
    count === 1 ? 0 : Math.round((k * (distinct.length - 1)) / (count - 1)),
  );
  return ranks.map((rank) => efforts.indexOf(distinct[rank]!));
}

async function timed(experiment: Experiment, began: number): Promise<Omit<Timing, keyof RunSize>> {
  const certificate = certifyExperiment(experiment);
  const metrics = prepareMetrics(experiment);
  const columns = tableColumns(metrics.flatMap((metric) => metric.columns));
  const lengthOf = (value: unknown) => JSON.stringify(value, null, 2).length;
  const graph = graphArchive(experiment.mixing)?.length ?? 0;
  const setup = seconds() - began;
  const watch = new Stopwatch((snapshot) => {
    const row = measuredRow(metrics, snapshot);
    const perAgent = 8 * row.digests.length * Object.keys(row.agents).length;
    const rowBytes = JSON.stringify(row).length + tableLine(columns, row).length + perAgent;
    return { rowBytes, policies: () => policyArchive(snapshot.views, experiment).length };
  });
  try {
    await lockstep(endless(experiment), watch, { interrupt: watch.end.signal });
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
  }
  const { rowBytes, policyBytes } = watch;
  const ownBytes = graph + lengthOf(certificate) + policyBytes;
  return { setup, round: usual(watch.rounds), row: usual(watch.rows), rowBytes, ownBytes };
}

/** The same experiment without an end, measured at some rounds. */
function endless(experiment: Experiment): Experiment {
  const rounds = Number.MAX_SAFE_INTEGER;
  return { ...experiment, scenario: { ...experiment.scenario, rounds, measure: { every: roundsPerRow } } };
}

/** Times rounds and rows, and ends the run when it has seen enough. */
class Stopwatch implements Recorder {
  readonly end = new AbortController();
  readonly rounds: number[] = [];
  readonly rows: number[] = [];
  rowBytes = 0;
  policyBytes = 0;
  readonly #measure: (snapshot: Snapshot) => Measured;
  #began = 0;
  #last = 0;

  constructor(measure: (snapshot: Snapshot) => Measured) {
    this.#measure = measure;
  }

  record(snapshot: Snapshot): boolean {
    if (snapshot.round > 0) this.pass();
    const start = seconds();
    const { rowBytes, policies } = this.#measure(snapshot);
    this.#last = seconds();
    this.rows.push(this.#last - start);
    this.rowBytes = rowBytes;
    if (snapshot.round > 0) return false;
    this.policyBytes = policies();
    this.#began = this.#last = seconds();
    return false;
  }

  pass(): boolean {
    const now = seconds();
    this.rounds.push(now - this.#last);
    this.#last = now;
    if (now - this.#began > longestTimed || this.rounds.length >= mostRounds) this.end.abort();
    return false;
  }

  save(): void {}
}

interface Measured {
  readonly rowBytes: number;
  readonly policies: () => number;
}

/** The median, whatever the first ones took; 0 where there are none. */
function usual(values: readonly number[]): number {
  return values.length === 0 ? 0 : median(values);
}
