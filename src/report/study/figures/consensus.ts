// Disagreement against sigma: what is left of it at the end, and how fast it fell.
import { log } from "../../../math/logarithm.ts";
import { median } from "../../../math/median.ts";
import type { Sample } from "../../../math/regression.ts";
import { drawnFloor } from "../../series.ts";
import { isDial } from "../dial.ts";
import { countDistinct, leastOf, type MarkedSeries, markedSeries, mostOf } from "../marks.ts";
import { factorScale, logScale } from "../scales.ts";
import { scatterSpec } from "../scatter.ts";
import { seriesBesideSigma } from "../series.ts";
import { numberIn, type StudyRecord, type StudyRun, sigmaOf } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { clauses, count, lead, marksMean, short } from "../words.ts";

/** Disagreement at the end of the runs against sigma; undefined for fewer than two sigmas. */
export function consensusFigure(study: StudyRecord): StudyFigure | undefined {
  const place = placed("final_consensus", (y) => Math.max(y, drawnFloor));
  const series = markedSeries(study, seriesBesideSigma(study), place);
  if (countDistinct(sigmasOf(series)) < 2) return undefined;
  const title = "Disagreement at the end";
  return {
    name: "consensus",
    title,
    finding: `Disagreement at the end: ${clauses(series.map(rangeWords))}.`,
    caption: `Distance of the furthest agent from the mean, after the last round. ${marksMean}`,
    spec: scatterSpec({
      title,
      x: factorScale("σ", sigmasOf(series)),
      y: logScale(
        consensusName(study),
        series.flatMap(({ samples }) => samples.map(({ y }) => y)),
      ),
      series,
      joined: isDial(study),
    }),
  };
}

/** How fast disagreement fell against sigma; undefined for fewer than two sigmas with a fitted rate. */
export function consensusRateFigure(study: StudyRecord): StudyFigure | undefined {
  const series = markedSeries(study, seriesBesideSigma(study), placed("consensus_rate"));
  const sigmas = sigmasOf(series);
  if (countDistinct(sigmas) < 2) return undefined;
  const values = [...sigmas, ...series.flatMap(({ samples }) => samples.map(({ y }) => y))];
  const title = "How fast disagreement falls";
  const line = Array.from({ length: 2 }, (_, k) => (k === 0 ? leastOf(values) : mostOf(values)));
  const dense = curveBetween(line[0]!, line[1]!);
  return {
    name: "consensus-rate",
    title,
    finding: rateWords(study),
    caption: `Fitted on each run's tail above its floor. ${marksMean} Dashed: σ, as of plain averaging.`,
    spec: scatterSpec({
      title,
      x: factorScale("σ", values),
      y: factorScale("fitted factor per round", values),
      series,
      lines: [{ label: "σ, plain averaging (shape)", points: dense }],
      joined: isDial(study),
    }),
  };
}

/** y = x in small steps, which stays straight on any pair of equal scales. */
function curveBetween(low: number, high: number): Sample[] {
  return [low, high].map((x) => ({ x, y: x }));
}

function placed(column: string, lift = (y: number) => y) {
  return (run: StudyRun) => {
    const [x, y] = [sigmaOf(run), numberIn(run, column)];
    return x === undefined || y === undefined || x >= 1 ? undefined : { x, y: lift(y) };
  };
}

function sigmasOf(series: readonly MarkedSeries[]): number[] {
  return [...new Set(series.flatMap(({ samples }) => samples.map(({ x }) => x)))];
}

/** What the vertical axis measures: policies, or the vectors of plain averaging. */
export function consensusName({ runs }: StudyRecord): string {
  const plain = runs.every(({ row }) => row.algorithm === "averaging");
  return plain ? "maxₙ ‖xₙ − x̄‖∞" : "maxₙ ‖log πₙ − log π̄‖∞";
}

function rangeWords({ label, marks }: MarkedSeries): string {
  const [first, last] = [marks[0]!, marks.at(-1)!];
  const [from, to] = [first, last].map(({ x, y }) => `${short(y)} at σ = ${short(x)}`);
  return marks.length === 1 ? `${lead({ label })}${from}` : `${lead({ label })}${from} and ${to}`;
}

function rateWords({ runs }: StudyRecord): string {
  const compared = runs.flatMap((run) => {
    const [sigma, rate] = [sigmaOf(run), numberIn(run, "consensus_rate")];
    const fit = sigma !== undefined && sigma > 0 && sigma < 1 && rate !== undefined && rate < 1;
    return fit ? [{ run, pace: log(rate) / log(sigma) }] : [];
  });
  if (compared.length === 0) return "No run with σ between 0 and 1 has a fitted rate to compare with σ.";
  const paces = compared.map(({ pace }) => pace);
  const within = compared.filter(({ run }) => {
    const [low, high, sigma] = [
      numberIn(run, "consensus_rate_low")!,
      numberIn(run, "consensus_rate_high")!,
      sigmaOf(run)!,
    ];
    return low <= sigma && sigma <= high;
  });
  const pace = `Disagreement falls at ${short(median(paces))} times the pace of σᵗ`;
  const range = `from ${short(leastOf(paces))} to ${short(mostOf(paces))} times`;
  const held = `σ lies in the 95 % interval of the fitted factor in ${within.length} of them`;
  return `${pace} in the median of ${count(paces.length, "run")} (${range}); ${held}.`;
}
