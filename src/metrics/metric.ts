// What is measured after a round.
import type { Share, World } from "../environments/environment.ts";
import type { AnyKind } from "../kind.ts";
import type { Message } from "../mixing/mixing.ts";

/** One row of numbers about the network, and columns with one number per agent. */
export interface Measurement {
  /** Column → value; undefined where the algorithm or the world has none: an empty cell, never 0. */
  readonly row: Readonly<Record<string, number | undefined>>;
  /** Column → one value per agent. */
  readonly agents?: Readonly<Record<string, Float64Array>>;
}

/**
 * Measures the agents' views. By convention a view names a tabular policy `logPolicy`, a tracker `tracker`,
 * what it tracks `q`, and the vectors of plain averaging `values`.
 */
export interface Metric {
  /** The columns of `row`, in order. */
  readonly columns: readonly string[];
  /** Measures the views of all agents, in ascending id; called at every measured round. */
  measure(views: readonly Message[]): Measurement;
}

/** What a metric gets: the world with its ground truth. */
export interface MetricContext {
  readonly world: World;
  /** What each learner was given; one share for a centralised learner. */
  readonly shares: readonly Share[];
  /** Entropy temperature at which values are regularised. */
  readonly temperature: number;
}

/** A metric that can be added by a plug-in; all metrics of the registry are computed. */
export type MetricKind = AnyKind<MetricContext, Metric>;

/** The array `name` of every view, or undefined unless all have it. */
export function rowsOf(views: readonly Message[], name: string): readonly Float64Array[] | undefined {
  const rows = views.map((view) => view[name]);
  return rows.every((row) => row !== undefined) ? rows : undefined;
}
