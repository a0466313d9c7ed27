// The columns of metrics.csv that a study reports.
import { ScenarioError } from "../../error.ts";
import { type Experiment, prepareMetrics } from "../experiment.ts";
import { nearest } from "../registry.ts";

/**
 * Nothing is built where no columns are named; which there are is the same in all worlds.
 * @throws ScenarioError for a name that no metric has as its column
 */
export function requireColumns(columns: readonly string[], experiment: () => Experiment): void {
  if (columns.length === 0) return;
  const known = prepareMetrics(experiment()).flatMap((metric) => metric.columns);
  columns.forEach((name, k) => {
    if (!known.includes(name)) throw new ScenarioError(`columns[${k}]`, name, nearest(name, known));
  });
}
