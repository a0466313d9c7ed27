// The value of the worst agent beside that of the mean policy: the gap alone hides agents that fail.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { optimalValue, pointsOf, thinned } from "../series.ts";
import { curvesSpec, rounds } from "./axes.ts";
import type { Figure } from "./figure.ts";

/** Values against rounds, V* dashed; undefined where the run has no values. */
export function valueFigure({ metrics }: Report): Figure | undefined {
  const mean = pointsOf(metrics, "value");
  const worst = pointsOf(metrics, "value_worst");
  const all = [...mean, ...worst];
  if (all.length === 0) return undefined;
  const optimum = optimalValue(metrics);
  const ends = [all[0]!.x, all.reduce((last, { x }) => Math.max(last, x), 0)];
  const title = "Worst agent beside the mean policy";
  const spec = curvesSpec(
    [
      { label: "mean policy", points: thinned(mean) },
      { label: "worst agent", points: thinned(worst) },
      {
        label: optimum === undefined ? "" : `V* = ${formatNumber(optimum)}`,
        points: optimum === undefined ? [] : ends.map((x) => ({ x, y: optimum })),
        reference: true,
      },
    ],
    {
      title,
      x: rounds([{ points: all }]),
      y: { title: "value V(ρ) of the mean task", scale: { zero: false, nice: true } },
    },
  );
  return { name: "value", title, caption: captionOf(mean.at(-1)?.y, worst.at(-1)?.y, optimum), spec };
}

function captionOf(
  mean: number | undefined,
  worst: number | undefined,
  optimum: number | undefined,
): string {
  const ends = [
    mean === undefined ? "" : `the mean policy is worth ${formatNumber(mean)}`,
    worst === undefined ? "" : `the worst agent's own policy ${formatNumber(worst)}`,
  ].filter((part) => part !== "");
  const target =
    optimum === undefined ? "there is no V* to compare with" : `V* is ${formatNumber(optimum)}`;
  return `At the end ${ends.join(", ")}; ${target}.`;
}
