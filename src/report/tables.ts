// The tables of a report.

import { distinctNames } from "./figures/overlay.ts";
import { formatTarget, targetGaps, worstGap } from "./finding.ts";
import { html, type Markup, type Part } from "./html.ts";
import { formatBytes, formatCount, formatNumber, formatSeconds } from "./number.ts";
import { isAboutAll, personalColumnsOf, personalNumbers } from "./personal.ts";
import type { CertificateRecord, Report } from "./report.ts";
import { columnName, firstBelow, lastOf, optimalValue } from "./series.ts";
import { strokeOf } from "./theme.ts";

/** A table that scrolls inside its box: first row heads, first column names. */
export function table(head: readonly Part[], rows: readonly (readonly Part[])[], caption: string): Markup {
  const cells = (row: readonly Part[]) =>
    row.map((cell, k) => (k === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`));
  const top =
    head.length > 0 &&
    html`<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
${top}<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** The members of a certificate that a reader looks for, in words. */
const certificateNames: Readonly<Record<string, string>> = {
  agents: "agents N",
  used: "used by the algorithm",
  sigma: "σ = ‖W − 11ᵀ/N‖₂",
  sigmaBound: "proved: no symmetric W has a σ below",
  oneMinusSigma: "1 − σ",
  gossipRounds: "exchanges per mix",
  sigmaPerRound: "σ of a whole mix",
  window: "exchanges until the graph repeats",
  spectralRadius: "spectral radius of W − 11ᵀ/N",
  lambda2: "λ₂, second largest eigenvalue",
  lambdaMin: "λ_min, smallest eigenvalue",
  lambda2Modulus: "|λ₂| towards 1πᵀ",
  effectiveNeighbours: "effective neighbours",
  effectiveNeighboursError: "their standard error",
  epsilon: "accuracy ε",
  predictedRounds: "rounds to ε",
  stepSizeLimit: "step size limit of the theory",
  doublyStochastic: "doubly stochastic",
  worstRowSum: "worst row sum",
  worstColumnSum: "worst column sum",
  symmetric: "symmetric",
  normal: "normal",
  connected: "connected",
  method: "spectrum found by",
  converged: "spectrum converged",
  residual: "residual",
};

/** Members that say nothing where they have these values. */
const silent: Readonly<Record<string, unknown>> = {
  used: true,
  gossipRounds: 1,
  window: 1,
  effectiveNeighboursError: 0,
  worstRowSum: 1,
  worstColumnSum: 1,
};

/**
 * The certificate in words; numbers that only matter for biased or repeated mixing stand there only then.
 */
export function certificateTable(certificate: CertificateRecord): Markup {
  const hidden = new Set([
    ...Object.keys(silent).filter((key) => certificate[key] === silent[key]),
    ...(certificate.gossipRounds === 1 ? ["sigmaPerRound"] : []),
    ...(certificate.doublyStochastic === true ? ["lambda2Modulus", "worstRowSum", "worstColumnSum"] : []),
  ]);
  const rows = Object.entries(certificateNames).flatMap(([key, name]) => {
    const text = hidden.has(key) ? undefined : plainText(certificate[key]);
    return text === undefined ? [] : [[name, text]];
  });
  return table([], rows, "Certificate of the mixing matrix");
}

function plainText(value: unknown): string | undefined {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return formatNumber(value, 6);
  return typeof value === "string" ? value : undefined;
}

/** The last row of the metrics in words. */
export function outcomeTable(report: Report): Markup {
  const { metrics, state } = report;
  const number = (column: string) => {
    const value = lastOf(metrics, column);
    return value === undefined ? "–" : formatNumber(value, 6);
  };
  const optimum = optimalValue(metrics);
  const [messages, bytes] = [lastOf(metrics, "messages"), lastOf(metrics, "bytes")];
  const aboutAll = isAboutAll([metrics]);
  const common = [
    ["V*(ρ), the optimum", optimum === undefined ? "–" : formatNumber(optimum, 6)],
    ["value of the mean policy", number("value")],
    ["value of the worst agent", number("value_worst")],
    ["optimality gap", number("optimality_gap")],
    ["consensus error", number("policy_consensus")],
  ];
  const times = targetGaps.map((gap) => [
    `rounds to a gap of ${formatTarget(gap)}`,
    roundsTo(metrics, gap),
  ]);
  const rows = [
    ["rounds", `${formatCount(state.rounds)} (${state.status})`],
    ...(aboutAll ? common : []),
    ...personalNumbers(metrics),
    ["tracking error", number("tracking_error")],
    ["tracking gap", number("tracking_gap")],
    ...(aboutAll ? times : []),
    ["messages", messages === undefined ? "–" : formatCount(messages)],
    ["traffic", bytes === undefined ? "–" : formatBytes(bytes)],
    ...networkRows(report),
  ];
  return table([], rows, "Outcome of the run");
}

/** What a run in virtual time has to say beside. */
function networkRows({ metrics, network }: Report): [string, string][] {
  const seconds = lastOf(metrics, "virtual_seconds");
  if (network === undefined || seconds === undefined) return [];
  const sum = (name: string) => network.links.reduce((all, link) => all + link[name]!, 0);
  const reached = lastOf(metrics, "optimality_gap") === undefined ? [] : targetGaps;
  return [
    ["network", network.preset ?? "ideal"],
    ["virtual time", formatSeconds(seconds)],
    ...reached.map((gap): [string, string] => [
      `virtual time to a gap of ${formatTarget(gap)}`,
      secondsTo(metrics, gap),
    ]),
    ["bytes on the wire", formatBytes(lastOf(metrics, "wire_bytes") ?? sum("bytes"))],
    ["packets lost", formatCount(sum("lost"))],
    ["packets late", formatCount(sum("late"))],
    ...shortfallRows(metrics),
    ["packets doubled", formatCount(sum("duplicates"))],
  ];
}

/** What mixes did without; nothing where nothing can be missing. */
function shortfallRows(metrics: Report["metrics"]): [string, string][] {
  const [missing, mass] = [lastOf(metrics, "missing"), lastOf(metrics, "mass_error")];
  return [
    ...(missing === undefined
      ? []
      : [["messages missing from mixes", formatCount(missing)] as [string, string]]),
    ...(mass === undefined ? [] : [["mass error", formatNumber(mass, 3)] as [string, string]]),
  ];
}

/** The virtual time of a round in the mean. */
function pace(metrics: Report["metrics"]): string {
  const row = metrics.at(-1);
  if (row?.virtual_seconds === undefined || !row.round) return "–";
  return formatSeconds(row.virtual_seconds / row.round);
}

function secondsTo(metrics: Report["metrics"], gap: number): string {
  const seconds = firstBelow(metrics, gap)?.virtual_seconds;
  return seconds === undefined ? "not reached" : formatSeconds(seconds);
}

function roundsTo(metrics: Report["metrics"], gap: number): string {
  return lastOf(metrics, "optimality_gap") === undefined
    ? "–"
    : String(firstBelow(metrics, gap)?.round ?? "not reached");
}

// Filled where the run's curve is solid, dashed where it is dashed.
function keyOf(index: number): Markup {
  const { color, solid } = strokeOf(index);
  return html`<span class="key" style="border-color:${color};${solid ? `background:${color}` : ""}"></span>`;
}

/** A column of the comparison: its heading, and what stands there of a run. */
type Column = readonly [heading: string, cell: (report: Report) => string];

/**
 * One row per run: its graph in numbers, how fast it was, what it cost, where its worst agent, or
 * personal values and policies, ended.
 */
export function comparisonTable(reports: readonly Report[]): Markup {
  const all = reports.map(({ metrics }) => metrics);
  const aboutAll = isAboutAll(all);
  const timed = all.some((metrics) => (lastOf(metrics, "virtual_seconds") ?? 0) > 0);
  const columns: readonly Column[] = [
    ["agents", ({ topology }) => formatCount(topology.size)],
    ["σ", ({ certificate }) => shown(certificate.sigma)],
    ["effective neighbours", ({ certificate }) => shown(certificate.effectiveNeighbours)],
    ...(aboutAll ? toTargets("rounds", roundsTo) : []),
    ...(timed ? [...(aboutAll ? toTargets("virtual time", secondsTo) : []), paceColumn] : []),
    ...(aboutAll ? [trafficToTarget] : []),
    ["traffic in all", ({ metrics }) => size(lastOf(metrics, "bytes"))],
    ...(aboutAll ? gapColumns : []),
    ...personalColumnsOf(all).map(
      ({ column }): Column => [columnName(column), ({ metrics }) => shown(lastOf(metrics, column), 3)],
    ),
  ];
  const rows = distinctNames(reports).map(({ label, report }, index) => [
    html`${keyOf(index)}${label}`,
    ...columns.map(([, cell]) => cell(report)),
  ]);
  return table(["run", ...columns.map(([heading]) => heading)], rows, "The runs compared");
}

const paceColumn: Column = ["a round", ({ metrics }) => pace(metrics)];

const trafficToTarget: Column = [
  `traffic to ${formatTarget(targetGaps[1])}`,
  ({ metrics }) => size(firstBelow(metrics, targetGaps[1])?.bytes),
];

const gapColumns: readonly Column[] = [
  ["last gap", ({ metrics }) => shown(lastOf(metrics, "optimality_gap"), 3)],
  ["worst agent's gap", ({ metrics }) => shown(worstGap(metrics), 3)],
];

function toTargets(what: string, reached: (metrics: Report["metrics"], gap: number) => string): Column[] {
  return targetGaps.map((gap) => [
    `${what} to ${formatTarget(gap)}`,
    ({ metrics }) => reached(metrics, gap),
  ]);
}

function shown(value: number | null | undefined, digits = 4): string {
  return typeof value === "number" ? formatNumber(value, digits) : "–";
}

function size(bytes: number | undefined): string {
  return bytes === undefined ? "–" : formatBytes(bytes);
}
