// FedNPG from its equations on nested plain arrays: dense W, dense solves, Math.exp and Math.log.
import type { MarkovModel } from "../../src/environments/environment.ts";
import { denseEvaluation } from "./model.ts";

type Table = readonly number[];

/** The state of all agents: log π_n, T_n and Q_n, each S·A numbers. */
export interface FedNpgTables {
  readonly logPolicy: readonly Table[];
  readonly tracker: readonly Table[];
  readonly q: readonly Table[];
}

/** The problem and its parameters; `w` is the dense W. */
export interface FedNpgProblem {
  readonly models: readonly MarkovModel[];
  readonly w: readonly Table[];
  readonly stepSize: number;
  readonly temperature: number;
  readonly gossipRounds: number;
}

function mixed({ w, gossipRounds }: FedNpgProblem, tables: readonly Table[]): readonly Table[] {
  let current = tables;
  for (let s = 0; s < gossipRounds; s++) {
    const last = current;
    current = w.map((row) =>
      last[0]!.map((_, i) => row.reduce((sum, weight, m) => sum + weight * last[m]![i]!, 0)),
    );
  }
  return current;
}

function logSoftmax(logits: Table, actions: number): Table {
  return logits.map((x, i) => {
    const row = logits.slice(i - (i % actions), i - (i % actions) + actions);
    const top = Math.max(...row);
    return x - top - Math.log(row.reduce((sum, y) => sum + Math.exp(y - top), 0));
  });
}

function evaluated({ models, temperature }: FedNpgProblem, logPolicy: readonly Table[]): Table[] {
  return models.map((model, n) => {
    const log = Float64Array.from(logPolicy[n]!);
    return denseEvaluation(model, { log, probabilities: log.map(Math.exp) }, temperature).q;
  });
}

/** Uniform policies, T = Q. */
export function initialTables(problem: FedNpgProblem): FedNpgTables {
  const logPolicy = problem.models.map(({ reward, actions }) =>
    new Array<number>(reward.length).fill(-Math.log(actions)),
  );
  const q = evaluated(problem, logPolicy);
  return { logPolicy, tracker: q, q };
}

/** One round of every agent. */
export function nextTables(problem: FedNpgProblem, { logPolicy, tracker, q }: FedNpgTables): FedNpgTables {
  const { models, stepSize, temperature } = problem;
  const step = models.map(({ discount }, n) =>
    logPolicy[n]!.map(
      (log, i) =>
        (1 - (stepSize * temperature) / (1 - discount)) * log +
        (stepSize / (1 - discount)) * tracker[n]![i]!,
    ),
  );
  const next = mixed(problem, step).map((logits, n) => logSoftmax(logits, models[n]!.actions));
  const qNext = evaluated(problem, next);
  const moved = tracker.map((row, n) => row.map((x, i) => x + qNext[n]![i]! - q[n]![i]!));
  return { logPolicy: next, tracker: mixed(problem, moved), q: qNext };
}
