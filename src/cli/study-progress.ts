// How a study shows that it goes on: one bar with the time left on a terminal, plain lines elsewhere.
import { Presets, SingleBar } from "cli-progress";
import type { StudyOutcome } from "../runners/study/outcome.ts";
import type { StudyProgress } from "../runners/study/run-study.ts";
import type { PlannedRun } from "../scenario/study/study-plan.ts";

/** Told what a study does. */
export interface ProgressOfStudy {
  onProgress(news: StudyProgress): void;
  end(): void;
}

/** Progress of these runs, written to standard error. */
export function progressOfStudy(
  name: string,
  runs: readonly PlannedRun[],
  terminal: boolean,
): ProgressOfStudy {
  return terminal ? bar(name, runs) : lines(name, runs.length);
}

/** What a bar shows: work is counted in rounds of one agent, of runs that were not finished before. */
export class StudyWork {
  readonly #runs: ReadonlyMap<number, { readonly rounds: number; readonly work: number }>;
  readonly #partly = new Map<number, number>();
  total = 0;
  done = 0;
  ended = 0;
  broken = 0;

  constructor(runs: readonly PlannedRun[]) {
    const sizes = runs.map(({ index, scenario }) => {
      const rounds = numberOf(scenario.rounds);
      return [index, { rounds, work: rounds * numberOf(scenario.agents) }] as const;
    });
    this.#runs = new Map(sizes);
    for (const [, { work }] of sizes) this.total += work;
  }

  add(news: StudyProgress): void {
    const index = news.kind === "round" ? news.index : news.outcome.index;
    const { rounds, work } = this.#runs.get(index)!;
    const before = this.#partly.get(index) ?? 0;
    if (news.kind === "round") {
      const now = work * Math.min(1, news.round / rounds);
      this.#partly.set(index, now);
      this.done += now - before;
      return;
    }
    this.#partly.delete(index);
    this.ended++;
    if (isBroken(news.outcome)) this.broken++;
    if (news.kept) this.total -= work;
    this.done += (news.kept ? 0 : work) - before;
  }
}

/** A number of the scenario as its file says it; 1 where it says none. */
function numberOf(value: unknown): number {
  return typeof value === "number" && value >= 1 ? value : 1;
}

function isBroken({ status }: StudyOutcome): boolean {
  return status === "failed" || status === "diverged";
}

function bar(name: string, runs: readonly PlannedRun[]): ProgressOfStudy {
  const numbers = "{percentage}% | {ended}/{runs} runs{broken} | {eta_formatted} left";
  const format = `${name.padEnd(24)} {bar} ${numbers}`;
  const shown = new SingleBar(
    { format, hideCursor: true, etaBuffer: 1000, fps: 5 },
    Presets.shades_classic,
  );
  const work = new StudyWork(runs);
  const payload = () => ({
    runs: runs.length,
    ended: work.ended,
    broken: work.broken === 0 ? "" : `, ${work.broken} failed or diverged`,
  });
  shown.start(work.total, 0, payload());
  return {
    onProgress(news) {
      work.add(news);
      // Before anything is done there is no pace to tell the time left by.
      if (work.done === 0 && work.total > 0) return;
      const nothing = work.total === 0;
      shown.setTotal(nothing ? 1 : work.total);
      shown.update(nothing ? 1 : work.done, payload());
    },
    end: () => shown.stop(),
  };
}

function lines(name: string, runs: number): ProgressOfStudy {
  let ended = 0;
  let next = 0;
  return {
    onProgress(news) {
      if (news.kind === "round") return;
      ended++;
      const { index, status, error } = news.outcome;
      if (isBroken(news.outcome)) process.stderr.write(`${name}: run ${index} ${status}: ${error}\n`);
      if (ended < next && ended !== runs) return;
      process.stderr.write(`${name}: ${ended}/${runs} runs\n`);
      next = ended + runs / 10;
    },
    end: () => {},
  };
}
