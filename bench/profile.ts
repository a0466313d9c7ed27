// Where a round spends its time: its three kernels run alone, on the arrays of a run that has just ended.
import { evaluatePolicies } from "../src/environments/policy-evaluation.ts";
import { Arena } from "../src/math/arrays.ts";
import { normalise, policyFromLog } from "../src/policies/tabular-softmax.ts";
import type { Cohort } from "../src/runners/cohort.ts";
import { averageRows } from "../src/runners/exchange.ts";
import type { Problem } from "./problems.ts";
import { timesOf } from "./statistics.ts";

/** The least milliseconds per round; the overhead is what the whole round takes beyond its kernels. */
export interface Profile {
  readonly round: number;
  readonly normalise: number;
  readonly evaluate: number;
  readonly average: number;
  readonly overhead: number;
}

/** Splits the rounds of a cohort that has been run. */
export function profileOf({ models, mixing }: Problem, cohort: Cohort): Profile {
  const policies = cohort.states.map(({ logPolicy }) => logPolicy as Float64Array);
  const requests = models.map((model, n) => ({
    model,
    policy: policyFromLog(policies[n]!),
    temperature: 0,
  }));
  const outs = policies.map((row) => new Float64Array(row.length));
  const arena = new Arena(models.length);
  const normaliseAll = () => {
    arena.turn();
    models.forEach(({ actions }, n) => {
      normalise(policies[n]!, actions, arena.of(n));
    });
  };
  const part = {
    normalise: timeOf(normaliseAll),
    evaluate: timeOf(() => evaluatePolicies(requests, outs)),
    average: 2 * timeOf(() => averageRows(mixing, 0, policies, 0, outs)),
  };
  let next = 0;
  const round = timeOf(() => cohort.round(++next));
  return { round, ...part, overhead: round - part.normalise - part.evaluate - part.average };
}

function timeOf(run: () => void): number {
  const times: number[] = [];
  for (let spent = 0; spent < 500; ) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
    spent += times.at(-1)!;
  }
  return timesOf(times).best;
}
