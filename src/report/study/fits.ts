// The power laws of the series of a figure.
import type { Sample } from "../../math/regression.ts";
import type { ReferenceLine } from "./scatter.ts";
import { evidenceOf, formatSlope, hasSign, type PowerLaw, powerLawOf, slopeText } from "./slope.ts";
import { lead } from "./words.ts";

/** The power law of one series. */
export interface Fit {
  readonly label: string;
  readonly law: PowerLaw;
  /** What it was fitted to. */
  readonly samples: readonly Sample[];
}

/** The fits of those series that allow one. */
export function fitsOf(series: readonly Pick<Fit, "label" | "samples">[]): Fit[] {
  return series.flatMap(({ label, samples }) => {
    const law = powerLawOf(samples);
    return law ? [{ label, law, samples }] : [];
  });
}

/** The series as the key names them, with the slopes of those that have a fit. */
export function withSlopes<S extends { readonly label: string }>(
  series: readonly S[],
  fits: readonly Fit[],
): S[] {
  return series.map((one) => ({ ...one, label: named(one.label, fits) }));
}

/**
 * The fitted lines, in the colours of series named by `withSlopes`. Where it is open whether a series rises
 * or falls, a line would say more than is known.
 */
export function linesOf(fits: readonly Fit[]): ReferenceLine[] {
  return fits
    .filter(({ law }) => hasSign(law))
    .map(({ label, law }) => ({ label, points: law.ends, series: named(label, fits) }));
}

/** What a caption says of these lines. */
export const fitsDotted = "Dotted: fits, where their sign is certain.";

function named(label: string, fits: readonly Fit[]): string {
  const fit = fits.find((one) => one.label === label);
  return fit ? `${label}: slope ${slopeText(fit.law)}` : label;
}

/** "temperature 0.05, s = −1.02 (95 % interval …; 36 runs at 12 values of σ)". */
export function clauseOf(fit: Fit, x: string, verdict?: string): string {
  const evidence = [evidenceOf(fit.law, x), ...(verdict === undefined ? [] : [verdict])].join("; ");
  return `${lead(fit)}s = ${formatSlope(fit.law.line.slope)} (${evidence})`;
}
