// The exam of every metric: what it promises about its columns, and that looking changes nothing.
import type { Share, World } from "../environments/environment.ts";
import type { Measurement, Metric, MetricContext, MetricKind } from "../metrics/metric.ts";
import type { Message } from "../mixing/mixing.ts";
import { uniformPolicy } from "../policies/tabular-softmax.ts";
import { demand, type Law } from "./law.ts";

/** A metric kind with options and a world it measures in. */
export interface MetricSubject {
  readonly kind: MetricKind;
  readonly options: unknown;
  readonly context: MetricContext;
}

/** All laws of metrics. */
export const metricLaws: readonly Law<MetricSubject>[] = [
  { name: "a row has the declared columns and no others", examine: columns },
  { name: "a cell is a finite number or empty", examine: cells },
  { name: "per-agent columns have one number per agent", examine: perAgent },
  { name: "measuring again gives the same, and changes no view", examine: repeatable },
  { name: "views without the arrays it measures give empty cells", examine: emptyCells },
];

function build({ kind, options, context }: MetricSubject): Metric {
  return kind.build(kind.options.parse(options), context);
}

/** The views of agents that have just begun, each a little different, with every conventional name. */
function viewsOf({ shares }: World): Message[] {
  return shares.map((share, agent) => viewOf(share, agent));
}

function viewOf(share: Share, agent: number): Message {
  if ("values" in share) return { values: share.values.slice() };
  if ("task" in share) return { weights: share.task.observe(share.task.rest).map((x) => x + agent) };
  if ("withheld" in share) return { logPolicy: uniformPolicy(share.withheld).log };
  const { kernel, reward } = share.model;
  return {
    logPolicy: uniformPolicy(kernel).log,
    tracker: reward.map((value) => value + agent),
    q: reward.map((value) => value - agent),
  };
}

function measured(subject: MetricSubject): Measurement {
  return build(subject).measure(viewsOf(subject.context.world));
}

function columns(subject: MetricSubject): void {
  const declared = build(subject).columns;
  demand(new Set(declared).size === declared.length, `a column is declared twice: ${declared}`);
  const odd = Object.keys(measured(subject).row).find((name) => !declared.includes(name));
  demand(odd === undefined, `the row has "${odd}", declared are ${declared}`);
}

function cells(subject: MetricSubject): void {
  for (const [name, value] of Object.entries(measured(subject).row)) {
    demand(value === undefined || Number.isFinite(value), `"${name}" is ${value}`);
  }
}

function perAgent(subject: MetricSubject): void {
  const agents = subject.context.shares.length;
  for (const [name, values] of Object.entries(measured(subject).agents ?? {})) {
    demand(values.length === agents, `"${name}" has ${values.length} numbers for ${agents} agents`);
  }
}

function repeatable(subject: MetricSubject): void {
  const metric = build(subject);
  const views = viewsOf(subject.context.world);
  const before = textOf(views);
  const [first, again] = [metric.measure(views), metric.measure(views)].map((found) =>
    JSON.stringify(found),
  );
  demand(first === again, `measured ${first}, then ${again}`);
  demand(textOf(views) === before, "a view was changed");
}

function textOf(views: readonly Message[]): string {
  return views.map((view) => Object.entries(view).join(";")).join("|");
}

function emptyCells(subject: MetricSubject): void {
  const nothing = subject.context.shares.map((): Message => ({}));
  for (const [name, value] of Object.entries(build(subject).measure(nothing).row)) {
    demand(value === undefined, `"${name}" is ${value} where there is nothing to measure`);
  }
}
