// Rounds to a gap against 1 − sigma, with the fitted power of it and theory's.

import type { Sample } from "../../../math/regression.ts";
import { isDial } from "../dial.ts";
import { clauseOf, type Fit, fitsDotted, fitsOf, linesOf, withSlopes } from "../fits.ts";
import { countDistinct, leastOf, markedSeries, mostOf } from "../marks.ts";
import { logScale } from "../scales.ts";
import { type ReferenceLine, scatterSpec } from "../scatter.ts";
import { seriesBesideSigma } from "../series.ts";
import { lineThroughMiddle, verdictOn } from "../slope.ts";
import { numberIn, type StudyRecord, type StudyRun, sigmaOf } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { type Target, targetOf } from "../targets.ts";
import { clauses, count, marksMean } from "../words.ts";

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
  if (countDistinct(samples.map(({ x }) => x)) < 2) return undefined;
  const fits = fitsOf(
    series.map(({ label, runs }) => ({
      label,
      samples: runs.filter(paceIsOfGraph).flatMap((run) => place(run) ?? []),
    })),
  );
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
      series: withSlopes(marked, fits),
      lines: [theoryLine(samples, fits), ...linesOf(fits)],
      joined: isDial(study),
    }),
  };
}

/** Beside the steepest fit, where there is one. */
function theoryLine(samples: readonly Sample[], fits: readonly Fit[]): ReferenceLine {
  const steepest = fits.reduce<Fit | undefined>(
    (a, b) => (a && a.law.line.slope <= b.law.line.slope ? a : b),
    undefined,
  );
  const xs = samples.map(({ x }) => x);
  const points = lineThroughMiddle(steepest?.samples ?? samples, theory, [leastOf(xs), mostOf(xs)]);
  return { label: "slope −1, theory (shape)", points };
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

function findingOf(fits: readonly Fit[], { name, reached, of }: Target): string {
  const missed = of > reached ? ` ${count(of - reached, "run")} of ${of} did not reach it.` : "";
  if (fits.length === 0) {
    return `A gap of ${name} was reached at too few σ ≥ α to fit a power of 1 − σ.${missed}`;
  }
  const place = { inside: "lies in the interval", above: "lies above it", below: "lies below it" };
  const parts = fits.map((fit) => clauseOf(fit, "σ", `theory's −1 ${place[verdictOn(fit.law, theory)]}`));
  return `Rounds to a gap of ${name} go as (1 − σ)^s: ${clauses(parts)}.${missed}`;
}

function captionOf({ name }: Target, fitted: boolean): string {
  const fit = fitted ? ` ${fitsDotted} Fitted where σ ≥ α, where the graph sets the pace.` : "";
  const dashed = "Dashed: the power −1 at a free height, a shape and no bound.";
  return `First measured round with a gap of at most ${name}. ${marksMean}${fit} ${dashed}`;
}
