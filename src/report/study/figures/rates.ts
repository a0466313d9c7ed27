// Fitted rates against the small-coupling estimate: max(α, σ) for disagreement, its square for the gap.
import { log } from "../../../math/logarithm.ts";
import { median } from "../../../math/median.ts";
import { leastOf, markedSeries, mostOf } from "../marks.ts";
import { factorScale } from "../scales.ts";
import { scatterSpec } from "../scatter.ts";
import { estimateOf, numberIn, type StudyRecord, type StudyRun } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { count, marksMean, short } from "../words.ts";

const quantities = [
  { label: "gap against max(α, σ)²", noun: "the gap", column: "rate", power: 2 },
  { label: "disagreement against max(α, σ)", noun: "disagreement", column: "consensus_rate", power: 1 },
] as const;

type Quantity = (typeof quantities)[number];

const leftOut =
  "The small-coupling estimate, for temperatures > 0, leaves out how policies and trackers feed back.";

/** Undefined for fewer than two runs at temperature > 0 with a fitted rate. */
export function ratesFigure(study: StudyRecord): StudyFigure | undefined {
  const series = quantities.flatMap((quantity, k) => {
    const look = { hue: k, shape: k, dash: 0, shade: false };
    return markedSeries(study, [{ label: quantity.label, runs: study.runs, look }], placeOf(quantity));
  });
  const samples = series.flatMap((one) => one.samples);
  if (mostOf(series.map((one) => one.samples.length)) < 2) return undefined;
  const values = samples.flatMap(({ x, y }) => [x, y]);
  const ends = [leastOf(values), mostOf(values)];
  const title = "Fitted rates against the estimate";
  return {
    name: "rates",
    title,
    finding: findingOf(study),
    caption: `${marksMean} Dashed: fitted = estimated. ${leftOut}`,
    spec: scatterSpec({
      title,
      x: factorScale("estimated factor per round", values),
      y: factorScale("fitted factor per round", values),
      series,
      lines: [{ label: "fitted = estimated", points: ends.map((end) => ({ x: end, y: end })) }],
      joined: false,
    }),
  };
}

function placeOf({ column, power }: Quantity) {
  return (run: StudyRun) => {
    const [estimate, y] = [estimateOf(run), numberIn(run, column)];
    const usable = estimate !== undefined && estimate > 1e-9 && estimate < 1 && y !== undefined && y < 1;
    return usable ? { x: power === 2 ? estimate * estimate : estimate, y } : undefined;
  };
}

function findingOf({ runs }: StudyRecord): string {
  const parts = quantities.flatMap((quantity) => {
    const samples = runs.flatMap((run) => placeOf(quantity)(run) ?? []);
    if (samples.length === 0) return [];
    const paces = samples.map(({ x, y }) => log(y) / log(x));
    const pace = `${short(median(paces))} times the estimated pace`;
    const range = `${short(leastOf(paces))} to ${short(mostOf(paces))}`;
    return [`${quantity.noun} falls at ${pace} in the median of ${count(paces.length, "run")} (${range})`];
  });
  const text = parts.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
