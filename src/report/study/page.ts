// The page of a study: one self-contained HTML file.
import type { StudyOutcome } from "../../runners/study/outcome.ts";
import { html, Markup, type Part } from "../html.ts";
import { pageOf } from "../page.ts";
import type { Drawing } from "../render.ts";
import { table } from "../tables.ts";
import { summaryOf } from "./finding.ts";
import type { StudyRecord } from "./study.ts";
import { settingOf } from "./study.ts";
import type { StudyFigure } from "./study-figure.ts";
import { runsTables } from "./tables.ts";
import { count, list } from "./words.ts";

/** What the page shows. */
export interface StudyPage {
  readonly study: StudyRecord;
  readonly outcomes: readonly StudyOutcome[];
  readonly figures: readonly Drawing<StudyFigure>[];
  readonly panels: readonly Drawing[];
}

/** Up to so many failed runs are named one by one. */
const mostFailures = 20;

/** The page as text. Equal input gives equal text. */
export function studyPage({ study, outcomes, figures, panels }: StudyPage): string {
  const { plan } = study;
  return pageOf(
    plan.name,
    html`<header><p class="over">Study of ${count(plan.runs.length, "run")}</p><h1>${plan.name}</h1>
${plan.claim !== "" && html`<p class="claim">Claim: ${plan.claim}</p>`}
<p class="finding">${summaryOf(study, outcomes)}</p>${findings(figures)}${failures(study, outcomes)}</header>
${figures.length > 0 && html`<h2>Figures</h2><div class="figures">${figures.map(figureOf)}</div>`}
${
  panels.length > 0 &&
  html`<h2>Curves</h2><p>Medians of the runs of a colour; bands from the least to the greatest.</p>
<div class="figures small">${panels.map(drawingOf)}</div>`
}
${study.runs.length > 0 && tables(study)}
${remarks(plan.remarks)}
<footer>hearsay ${list([...new Set(outcomes.map(({ version }) => version))].sort())}</footer>`,
  );
}

function tables(study: StudyRecord): Markup[] {
  return runsTables(study).map(
    ({ title, body }) => html`<h2>${title}</h2><section class="card wide">${body}</section>\n`,
  );
}

function findings(figures: readonly Drawing<StudyFigure>[]): Part {
  return (
    figures.length > 0 &&
    html`<ul class="findings">${figures.map(
      ({ name, finding }) => html`<li><a href="#${name}">${finding}</a></li>`,
    )}</ul>`
  );
}

function figureOf({ name, title, finding, caption, svg }: Drawing<StudyFigure>): Markup {
  return html`<section class="found" id="${name}"><p>${finding}</p>
${drawingOf({ title, caption, svg })}</section>\n`;
}

function drawingOf({ title, caption, svg }: Pick<Drawing, "title" | "caption" | "svg">): Markup {
  return html`<figure aria-label="${title}">${new Markup(svg)}<figcaption>${caption}</figcaption></figure>
`;
}

function failures({ plan }: StudyRecord, outcomes: readonly StudyOutcome[]): Part {
  const bad = outcomes.filter(({ status }) => status === "failed" || status === "diverged");
  if (bad.length === 0) return false;
  const rows = bad
    .slice(0, mostFailures)
    .map((outcome) => [
      outcome.index,
      settingOf(outcome, plan.axes),
      Object.entries(outcome.seeds).map(([name, seed]) => `${name} ${seed} `),
      outcome.status,
      outcome.error ?? "",
    ]);
  const more = bad.length - rows.length;
  return html`<div class="warning" role="alert"><p>${count(bad.length, "run")} failed or diverged.</p>
${table(["run", "setting", "seeds", "ended", "why"], rows, "Runs that failed or diverged")}
${more > 0 && html`<p>${more} more are in study.csv.</p>`}</div>`;
}

function remarks(texts: readonly string[]): Part {
  return (
    texts.length > 0 &&
    html`<h2>Remarks on the plan</h2>
<section class="card"><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></section>`
  );
}
