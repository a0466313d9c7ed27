// Rounds to a gap against 1 − sigma, with the fitted power of it and theory's.

import type { Sample } from "../../../math/regression.ts";
import { isDial } from "../dial.ts";
import { leastOf, markedSeries, mostOf } from "../marks.ts";
import { logScale } from "../scales.ts";
import { type ReferenceLine, scatterSpec } from "../scatter.ts";
import { seriesBesideSigma } from "../series.ts";
import {
  evidenceOf,
  formatSlope,
  lineThroughMiddle,
  type PowerLaw,
  powerLawOf,
  slopeText,
  verdictOn,
} from "../slope.ts";
import { numberIn, type StudyRecord, type StudyRun, sigmaOf } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { type Target, targetOf } from "../targets.ts";
import { clauses, count, lead, marksMean } from "../words.ts";

/** Theory's power: rounds ~ 1/(1 − σ), as of a gap that falls by σ a round. */
const theory = -1;

/** Undefined where fewer than two sigmas reached a stated gap. */
export function roundsFigure(study: StudyRecord): StudyFigure | undefined {
  const target = targetOf(study);
  if (target === undefined) return undefined;
  const place = placeOf(target);
  const series = seriesBesideSigma(study);
  const marked = markedSeries(study, series, place);
  const samples = marked.flatMap((one) => one.samples);
  if (new Set(samples.map(({ x }) => x)).size < 2) return undefined;
  const fits = series.flatMap(({ label, runs }) => {
    const own = runs.filter(paceIsOfGraph).flatMap((run) => place(run) ?? []);
    const law = powerLawOf(own);
    return law ? [{ label, law, samples: own }] : [];
  });
  const xs = samples.map(({ x }) => x);
  const steepest =
    fits.reduce((a, b) => (b.law.line.slope < a.law.line.slope ? b : a), fits[0]!)?.samples ?? samples;
  const shape = {
    label: "slope −1, theory (shape)",
    points: lineThroughMiddle(steepest, theory, [leastOf(xs), mostOf(xs)]),
  };
  const lines: ReferenceLine[] = [shape];
  for (const { label, law } of fits) lines.push({ label, points: law.ends, series: named(label, fits) });
  const title = `Rounds to a gap of ${target.name}`;
  return {
    name: "rounds",
    title,
    finding: findingOf(fits, target),
    caption: captionOf(target, fits.length > 0),
    spec: scatterSpec({
      title,
      x: logScale(
        "1 − σ",
        samples.map(({ x }) => x),
      ),
      y: logScale(
        "rounds",
        samples.map(({ y }) => y),
      ),
      series: marked.map((one) => ({ ...one, label: named(one.label, fits) })),
      lines,
      joined: isDial(study),
    }),
  };
}

interface Fit {
  readonly label: string;
  /** What the law was fitted to. */
  readonly samples: readonly Sample[];
  readonly law: PowerLaw;
}

function placeOf({ rounds }: Target) {
  return (run: StudyRun) => {
    const [sigma, y] = [sigmaOf(run), numberIn(run, rounds)];
    return sigma === undefined || sigma >= 1 || y === undefined || y === 0
      ? undefined
      : { x: 1 - sigma, y };
  };
}

/** Where α ≥ σ the step size sets the pace: theory's power of 1 − σ is not about such runs. */
function paceIsOfGraph(run: StudyRun): boolean {
  return (sigmaOf(run) ?? 1) >= (numberIn(run, "alpha") ?? 0);
}

function named(label: string, fits: readonly Fit[]): string {
  const fit = fits.find((one) => one.label === label);
  return fit ? `${label}: slope ${slopeText(fit.law)}` : label;
}

function findingOf(fits: readonly Fit[], { name, reached, of }: Target): string {
  const missed = of > reached ? ` ${count(of - reached, "run")} of ${of} did not reach it.` : "";
  if (fits.length === 0) {
    return `Fewer than three values of σ reached a gap of ${name}: no power of 1 − σ can be fitted.${missed}`;
  }
  const parts = fits.map((fit) => {
    const place = { inside: "lies in the interval", above: "lies above it", below: "lies below it" };
    const verdict = `theory's −1 ${place[verdictOn(fit.law, theory)]}`;
    return `${lead(fit)}s = ${formatSlope(fit.law.line.slope)} (${evidenceOf(fit.law, "σ")}; ${verdict})`;
  });
  return `Rounds to a gap of ${name} go as (1 − σ)^s: ${clauses(parts)}.${missed}`;
}

function captionOf({ name }: Target, fitted: boolean): string {
  const fit = fitted ? " Thin lines: fitted where σ ≥ α, where the graph sets the pace." : "";
  const dashed = "Dashed: the power −1 at a free height, a shape and no bound.";
  return `First measured round with a gap of at most ${name}. ${marksMean}${fit} ${dashed}`;
}
