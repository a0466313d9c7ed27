// Shared subspaces, personal values and personal policies against rounds: of one run, and of several.
import { formatNumber } from "../number.ts";
import type { Report } from "../report.ts";
import { lastOf, pointsOf, thinned } from "../series.ts";
import { type Curve, curvesSpec, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure } from "./figure.ts";
import type { NamedRun } from "./overlay.ts";

interface Measured {
  readonly name: string;
  readonly title: string;
  readonly axis: string;
  /** The axis of the first column alone, where that is not the same. */
  readonly comparedAxis?: string;
  /** Columns with the names that a legend gives them; the first is compared between runs. */
  readonly columns: readonly (readonly [column: string, label: string])[];
  /** Columns that do not move: what could be reached. */
  readonly marks?: readonly (readonly [column: string, label: string])[];
  readonly linear?: boolean;
}

const measured: readonly Measured[] = [
  {
    name: "subspace",
    title: "Angles to the true subspace",
    axis: "sin θmax",
    comparedAxis: "mean sin θmax",
    columns: [
      ["subspace_angle", "mean over agents"],
      ["subspace_angle_worst", "worst agent"],
      ["basis_spread", "between agents"],
    ],
  },
  {
    name: "critic",
    title: "Error of personal values",
    axis: "mean ‖Bₖωₖ − zₖ‖²",
    columns: [["critic_error", "values"]],
  },
  {
    name: "average-reward",
    title: "Error of average rewards",
    axis: "mean (ηₖ − Jₖ)²",
    columns: [["average_reward_error", "average rewards"]],
  },
  {
    name: "own-value",
    title: "Value of personal policies",
    axis: "mean Jₖ(πₖ)",
    linear: true,
    columns: [["own_value", "own policies"]],
    marks: [
      ["own_optimum", "own optima"],
      ["shared_optimum", "best shared policy"],
    ],
  },
  {
    name: "trials",
    title: "Length of episodes",
    axis: "steps, mean over agents",
    linear: true,
    columns: [["trial_length", "mean over agents"]],
  },
  {
    name: "rest-error",
    title: "Error of the watched state's value",
    axis: "mean |Vₖ − Jₖ|",
    columns: [["rest_error", "watched state"]],
  },
];

/** The figures of one run with shared subspaces or personal policies; those without data are left out. */
export function personalFigures({ metrics }: Report): Figure[] {
  return measured.flatMap((each) => {
    const curves = each.columns.map(([column, label]) => ({ label, points: pointsOf(metrics, column) }));
    const marks = (each.marks ?? []).map(([column, label]) => ({
      label,
      points: pointsOf(metrics, column),
      reference: true,
    }));
    const ends = [...each.columns, ...(each.marks ?? [])].flatMap(([column, label]) => {
      const last = lastOf(metrics, column);
      return last === undefined ? [] : [`${label} ${formatNumber(last, 3)}`];
    });
    return figureOf(each, curves, marks, `At the end: ${ends.join(", ")}.`);
  });
}

/** The same columns of several runs over one another. */
export function personalOverlays(runs: readonly NamedRun[]): Figure[] {
  return measured.flatMap((each) => {
    const [[column]] = each.columns;
    const curves = runs.map(({ label, report }) => ({ label, points: pointsOf(report.metrics, column) }));
    const [first] = runs;
    const marks = (each.marks ?? []).map(([mark, label]) => ({
      label,
      points: first === undefined ? [] : pointsOf(first.report.metrics, mark),
      reference: true,
    }));
    const ends = runs.flatMap(({ label, report }) => {
      const last = lastOf(report.metrics, column);
      return last === undefined ? [] : [`${label} ${formatNumber(last, 3)}`];
    });
    const axis = each.comparedAxis ?? each.axis;
    return figureOf({ ...each, axis }, curves, marks, `At the end: ${ends.join(", ")}.`);
  });
}

function figureOf(
  { name, title, axis, linear }: Measured,
  curves: readonly Curve[],
  marks: readonly Curve[],
  caption: string,
): Figure[] {
  if (curves.every(({ points }) => points.length === 0)) return [];
  if (linear) {
    const all = [...curves, ...marks].map((curve) => ({ ...curve, points: thinned(curve.points) }));
    const y = { title: axis, scale: { zero: false, nice: true } };
    return [{ name, title, caption, spec: curvesSpec(all, { title, x: rounds(all), y }) }];
  }
  // A logarithmic scale has no place for what is 0 throughout, as the angle between agents of a server.
  const moving = curves.map((curve) =>
    curve.points.some(({ y: value }) => value !== 0) ? curve : { ...curve, points: [] },
  );
  if (moving.every(({ points }) => points.length === 0)) return [];
  const lifted = moving.map(({ label, points }) => ({ label, ...logCurve(points) }));
  const y = logarithmic(axis, lifted);
  const spec = curvesSpec(lifted, { title, x: rounds(lifted), y });
  return [{ name, title, caption: caption + liftedWords(lifted), spec }];
}
