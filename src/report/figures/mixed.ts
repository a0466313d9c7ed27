// What mixing came to on a network: what was missing from it, how much it contracted, whether mass was kept.
import { nthRoot } from "../../math/decay.ts";
import { exp } from "../../math/exponential.ts";
import { log } from "../../math/logarithm.ts";
import { isPlainConduct } from "../conduct-words.ts";
import { formatCount, formatNumber } from "../number.ts";
import type { MetricRow, Report } from "../report.ts";
import { type Point, pointsOf, thinned } from "../series.ts";
import { curvesSpec, liftedWords, logarithmic, logCurve, rounds } from "./axes.ts";
import type { Figure } from "./figure.ts";

/** Disagreement below this part of the highest, or below `least`, is rounding: its ratios say nothing. */
const rounding = 1e-9;
const least = 1e-12;

/** Messages that mixes did without, and packets that came after, per round; undefined without any. */
export function missingFigure({ metrics }: Report): Figure | undefined {
  const last = metrics.findLast(({ missing }) => Number.isFinite(missing));
  if (last === undefined || last.missing! + last.late! === 0) return undefined;
  const curves = [
    { label: "missing from a mix", points: perRound(metrics, "missing") },
    { label: "came after it", points: perRound(metrics, "late") },
  ];
  const title = "Messages missing and late";
  const most = curves[0]!.points.reduce((a, b) => (b.y > a.y ? b : a));
  const share = last.messages ? ` (${formatNumber((100 * last.missing!) / last.messages, 3)} %)` : "";
  const sent = last.messages === undefined ? "" : ` of ${formatCount(last.messages)} messages${share}`;
  const all = `Mixes did without ${formatCount(last.missing!)}${sent}`;
  const top = `at most ${formatNumber(most.y, 3)} a round, up to round ${most.x}`;
  return {
    name: "missing",
    title,
    caption: `${all}, ${top}; ${formatCount(last.late!)} packets came too late.`,
    spec: curvesSpec(
      curves.map(({ label, points }) => ({ label, points: thinned(points) })),
      { title, x: rounds(curves), y: { title: "messages a round", scale: { zero: true } } },
    ),
  };
}

/** What a running total grew by per round, at the later of two rows. */
function perRound(rows: readonly MetricRow[], column: string): Point[] {
  const totals = pointsOf(rows, column);
  return totals.slice(1).map(({ x, y }, k) => ({ x, y: (y - totals[k]!.y) / (x - totals[k]!.x) }));
}

/**
 * Contraction beside the certificate's sigma: of the W that were really applied where the run knows them,
 * else of the agents' disagreement; undefined where W was applied as it is, or nothing was measured.
 */
export function contractionFigure(report: Report): Figure | undefined {
  const realised = pointsOf(report.metrics, "realised_sigma");
  if (realised.length > 0) return realisedFigure(report, realised);
  if (report.network === undefined || isPlainConduct(report)) return undefined;
  const points = contractionsOf(disagreementOf(report.metrics));
  return points.length === 0 ? undefined : measuredFigure(report, points);
}

function realisedFigure(report: Report, points: readonly Point[]): Figure {
  const { sigma, window = 1 } = report.certificate;
  const promised = sigma === null ? undefined : nthRoot(sigma, window as number);
  const mean = formatNumber(meanOf(points), 4);
  const beside =
    promised === undefined ? "" : `, where the certificate's σ is ${formatNumber(promised, 4)}`;
  const what =
    "Each point: the product of the W applied since the last one, of the first mix of each round, without " +
    "what was missing; its contraction per exchange.";
  return contraction(points, "W as it was applied", promised, {
    title: "Contraction of W as it was applied",
    axis: "contraction per exchange",
    caption: `In the mean ${mean}${beside}. ${what}`,
  });
}

function measuredFigure(report: Report, points: readonly Point[]): Figure {
  const { sigma, sigmaPerRound } = report.certificate;
  const promised = typeof sigmaPerRound === "number" ? sigmaPerRound : (sigma ?? undefined);
  const beside =
    promised === undefined ? "" : `, where the certificate's σ of a round is ${formatNumber(promised, 4)}`;
  const learns = report.metrics.some(({ policy_consensus }) => Number.isFinite(policy_consensus));
  const why = learns ? "What agents learn apart is in it" : "What was missing is in it";
  return contraction(points, "measured", promised, {
    title: "Measured contraction of disagreement",
    axis: "factor per round",
    caption:
      `In the mean ${formatNumber(meanOf(points), 4)}${beside}. ${why}: of what was applied ` +
      "this run forms no matrix. Drawn until disagreement is rounding.",
  });
}

interface Words {
  readonly title: string;
  readonly axis: string;
  readonly caption: string;
}

function contraction(
  points: readonly Point[],
  label: string,
  promised: number | undefined,
  { title, axis, caption }: Words,
): Figure {
  const level = promised === undefined ? [] : [0, points.at(-1)!.x].map((x) => ({ x, y: promised }));
  const curves = [
    { label, points: thinned(points) },
    { label: "σ of the certificate", points: level, reference: true },
  ];
  const y = { title: axis, scale: { zero: false, nice: true }, axis: { tickCount: 5 } };
  return {
    name: "contraction",
    title,
    caption,
    spec: curvesSpec(curves, { title, x: rounds(curves), y }),
  };
}

function disagreementOf(metrics: readonly MetricRow[]): Point[] {
  const policies = pointsOf(metrics, "policy_consensus");
  return policies.length > 0 ? policies : pointsOf(metrics, "values_consensus");
}

/** The factor per round between neighbouring points, from the highest on until the rest is rounding. */
function contractionsOf(points: readonly Point[]): Point[] {
  const top = points.reduce((most, { y }) => Math.max(most, y), 0);
  const falling = points.slice(points.findIndex(({ y }) => y === top));
  const end = falling.findIndex(({ y }) => y <= Math.max(rounding * top, least));
  const shown = end === -1 ? falling : falling.slice(0, end);
  return shown.slice(1).map(({ x, y }, k) => {
    const before = shown[k]!;
    return { x, y: nthRoot(y / before.y, x - before.x) };
  });
}

/** The geometric mean: what repeated so often comes to the same. */
function meanOf(points: readonly Point[]): number {
  return exp(points.reduce((sum, { y }) => sum + log(y), 0) / points.length);
}

/** Mass that sums of what was sent have lost or made, against rounds; undefined where nothing keeps sums. */
export function massFigure({ metrics }: Report): Figure | undefined {
  const points = pointsOf(metrics, "mass_error");
  if (points.length === 0) return undefined;
  const measured = logCurve(points);
  const title = "Mass lost or made";
  const worst = points.reduce((a, b) => (b.y > a.y ? b : a));
  const kept =
    worst.y < rounding ? "rounding: nothing was lost" : "more than rounding: mass was lost or made";
  const what =
    "What agents hold and what is under way, less all that was put in, as a part of what is there";
  const most = `at most ${formatNumber(worst.y, 2)}, at round ${worst.x}`;
  return {
    name: "mass",
    title,
    caption: `${what}: ${most}, ${kept}.${liftedWords([measured])}`,
    spec: curvesSpec([{ label: "measured", points: measured.points }], {
      title,
      x: rounds([measured]),
      y: logarithmic("relative mass error", [measured]),
    }),
  };
}
