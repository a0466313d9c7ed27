// One self-contained HTML page per run, and one for several runs compared.
import { stringify } from "yaml";
import { conductWords } from "./conduct-words.ts";
import { distinctNames, type NamedRun } from "./figures/overlay.ts";
import { comparisonFinding, findingOf, worstGap } from "./finding.ts";
import { html, Markup, type Part } from "./html.ts";
import { formatBytes, formatCount, formatNumber, formatSeconds } from "./number.ts";
import { personalColumnsOf } from "./personal.ts";
import type { Drawing } from "./render.ts";
import type { Report } from "./report.ts";
import { columnName, lastOf } from "./series.ts";
import { styleSheet } from "./style.ts";
import { certificateTable, comparisonTable, outcomeTable } from "./tables.ts";

/** The names of the figures that show the graph and its mixing matrix rather than what was learned. */
const graphFigures = ["graph", "degrees", "weights", "spectrum"];

/** The names of the figures that show what the network did. */
const networkFigures = [
  "contraction",
  "missing",
  "mass",
  "space-time",
  "agent-times",
  "awaited",
  "link-bytes",
  "link-delays",
  "link-losses",
] as const satisfies string[];

/** The page of one run with its drawings. */
export function runPage(report: Report, drawings: readonly Drawing[]): string {
  const named = (names: readonly string[]) => drawings.filter(({ name }) => names.includes(name));
  const [mixing, network] = [named(graphFigures), named(networkFigures)];
  const learning = drawings.filter((drawing) => !mixing.includes(drawing) && !network.includes(drawing));
  const notes = report.certificate.notes ?? [];
  return pageOf(
    report.name,
    html`<header><p class="over">Run ${report.runId}</p><h1>${report.name}</h1>
${claimOf(report)}${conductOf(report)}<p class="finding">${findingOf(report)}</p>
${warningsOf(report)}${keyNumbers(report)}</header>
<h2>What the agents learned</h2>${gallery(learning)}
<h2>Who spoke to whom</h2>${gallery(mixing)}
${network.length > 0 && html`<h2>What the network did</h2>${gallery(network)}`}
<h2>In numbers</h2><div class="pair"><section class="card"><h3>Outcome</h3>${outcomeTable(report)}</section>
<section class="card"><h3>Certificate of W</h3>${certificateTable(report.certificate)}${
      notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`
    }</section></div>
<h2>Scenario</h2><section class="card"><pre tabindex="0">${stringify(report.scenario)}</pre></section>
<footer>${versionsOf([report])}</footer>`,
  );
}

/**
 * The page that compares runs: overlaid curves, one table, small drawings of the graphs in the order
 * of the runs.
 */
export function comparisonPage(
  title: string,
  reports: readonly Report[],
  overlays: readonly Drawing[],
  graphs: readonly Drawing[],
): string {
  const runs = distinctNames(reports);
  return pageOf(
    title,
    html`<header><p class="over">${formatCount(reports.length)} runs compared</p><h1>${title}</h1>
<p class="finding">${comparisonFinding(reports)}</p>
${runs.map(({ label, report }) => warningsOf(report, label))}</header>
<h2>Side by side</h2><section class="card wide">${comparisonTable(reports)}</section>
<h2>What the agents learned</h2>${gallery(overlays)}
${graphs.length > 0 && html`<h2>Who spoke to whom</h2>${gallery(graphs, "figures small")}`}
<h2>What was asked</h2><section class="card">${runs.map(runLine)}</section>
<footer>${versionsOf(reports)}</footer>`,
  );
}

function runLine({ label, report }: NamedRun): Markup {
  const run = html`<span class="over">Run ${report.runId}</span>`;
  return html`<p><strong>${label}</strong>: ${report.claim ?? "no claim"} ${run}</p>`;
}

/** A whole page around a body; nothing in it comes from elsewhere. */
export function pageOf(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="hearsay">
<title>${title}</title><style>${new Markup(styleSheet)}</style></head>
<body><main>${body}</main></body></html>
`.text;
}

function claimOf({ claim }: Report): Part {
  return claim !== undefined && claim !== "" && html`<p class="claim">Claim: ${claim}</p>`;
}

function conductOf(report: Report): Part {
  const words = conductWords(report);
  return words !== "" && html`<p class="conduct">${words}</p>`;
}

function gallery(drawings: readonly Drawing[], classes = "figures"): Markup {
  const figures = drawings.map(
    ({ svg, caption, title }) =>
      html`<figure aria-label="${title}">${new Markup(svg)}<figcaption>${caption}</figcaption></figure>\n`,
  );
  return html`<div class="${classes}">${figures}</div>`;
}

function warningsOf(report: Report, name?: string): Part {
  const lead = name === undefined ? "" : `${name}: `;
  const kernels =
    !report.sharedKernel &&
    html`<div class="warning"><p>${lead}The agents' transition kernels differ.
FedNPG's theory does not hold here, and there is no V*: the gap is left empty.</p></div>`;
  return [
    report.biased && html`<div class="bias" role="alert"><p>${lead}${biasWords(report)}</p></div>`,
    kernels,
  ];
}

/** What the agents of a run with a biased W agree on. */
export function biasWords({ limit, topology }: Report): string {
  const lead = "W is not doubly stochastic: the agents do not reach the mean of what they know.";
  const weights = limit?.weights;
  if (!weights || weights.length === 0) return [lead, limit?.statement].filter(Boolean).join(" ");
  const heavy = weights.reduce((best, weight, agent) => (weight > weights[best]! ? agent : best), 0);
  const light = weights.reduce((best, weight, agent) => (weight < weights[best]! ? agent : best), 0);
  const [most, least] = [formatNumber(weights[heavy]!), formatNumber(weights[light]!)];
  const range = `agent ${heavy} counts ${most} and agent ${light} ${least}`;
  const fair = formatNumber(1 / topology.size);
  const reached = `What they really reach is a weighted mean in which ${range}, instead of ${fair} each.`;
  return [lead, reached, limit.statement].filter(Boolean).join(" ");
}

function keyNumbers(report: Report): Markup {
  const { certificate, metrics, state, topology } = report;
  const [gap, worst, bytes] = [
    lastOf(metrics, "optimality_gap"),
    worstGap(metrics),
    lastOf(metrics, "bytes"),
  ];
  const consensus = lastOf(metrics, "policy_consensus");
  const seconds = lastOf(metrics, "virtual_seconds");
  const shown: readonly (readonly [string, string | undefined])[] = [
    ["agents", formatCount(topology.size)],
    [
      certificate.used === false ? "σ of W, not used" : windowed("σ of W", certificate),
      certificate.sigma === null ? undefined : formatNumber(certificate.sigma),
    ],
    ["rounds", formatCount(state.rounds)],
    ["last gap", gap === undefined ? undefined : formatNumber(gap, 3)],
    ["worst agent's gap", worst === undefined ? undefined : formatNumber(worst, 3)],
    ["consensus error", consensus === undefined ? undefined : formatNumber(consensus, 3)],
    ...personalColumnsOf([metrics]).map(({ column }): [string, string] => [
      columnName(column),
      formatNumber(lastOf(metrics, column)!, 3),
    ]),
    ["traffic", bytes === undefined ? undefined : formatBytes(bytes)],
    ["virtual time", seconds === undefined ? undefined : formatSeconds(seconds)],
  ];
  const pairs = shown
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="numbers">${pairs}</dl>`;
}

function versionsOf(reports: readonly Report[]): string {
  const all = reports.map(({ versions }) =>
    Object.entries(versions).map(([name, version]) => `${name} ${version}`),
  );
  return [...new Set(all.map((parts) => parts.join(" · ")))].join("; ");
}

/** A name that says how many exchanges of a time-varying graph a number is about. */
function windowed(name: string, { window }: Report["certificate"]): string {
  return typeof window === "number" && window > 1 ? `${name}, over ${window} exchanges` : name;
}
