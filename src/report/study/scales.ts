// Scales of a study's figures.
import { decadeAxis } from "../figures/axes.ts";
import type { Spec } from "../figures/figure.ts";
import { exponentOf, formatNumber, powerOfTen } from "../number.ts";
import { decadesAround } from "../series.ts";
import { leastOf, mostOf } from "./marks.ts";

/** One direction of a figure: title, scale, axis, and what is drawn for a value. */
export interface Scale {
  readonly channel: Spec;
  /** What stands in the data for a value; undefined where the scale has no place for it. */
  readonly drawn: (value: number) => number | undefined;
}

const identity = (value: number) => value;
const positive = (value: number) => (value > 0 ? value : undefined);

/** A logarithmic scale around positive values: whole decades, or 1-2-5 steps within few of them. */
export function logScale(title: string, values: readonly number[]): Scale {
  const shown = values.filter((value) => value > 0 && Number.isFinite(value));
  const decades = decadesAround(shown);
  const [low, high] = [leastOf(shown), mostOf(shown)];
  const narrow = shown.length > 0 && high < 30 * low;
  const domain = narrow ? roundedAround(low, high) : decades;
  const axis = narrow ? { values: steps(domain), format: "~g" } : decadeAxis(decades);
  return { channel: { title, scale: { type: "log", domain, nice: false }, axis }, drawn: positive };
}

/** The 1-2-5 steps that enclose two positive values. */
function roundedAround(low: number, high: number): [number, number] {
  const all = steps([low / 10, high * 10]);
  const below = all.filter((step) => step <= low).at(-1)!;
  const above = all.find((step) => step >= high)!;
  return below < above ? [below, above] : [below, all[all.indexOf(above) + 1]!];
}

function steps([low, high]: readonly [number, number]): number[] {
  const decades = Array.from(
    { length: exponentOf(high) - exponentOf(low) + 1 },
    (_, k) => exponentOf(low) + k,
  );
  return decades
    .flatMap((exponent) => [1, 2, 5].map((step) => Number(`${step}e${exponent}`)))
    .filter((step) => step >= low && step <= high);
}

/** From this on, rates and sigmas crowd at 1 and are drawn by their distance from it. */
const crowded = 0.95;

/**
 * A scale of factors in [0, 1): linear, or, where some come near 1, logarithmic in 1 − value, still rising
 * and labelled with the values themselves. Values of 1 and more have no place on the latter.
 */
export function factorScale(title: string, values: readonly number[]): Scale {
  if (!(mostOf(values) > crowded)) {
    return { channel: { title, scale: { domain: [0, 1] }, axis: { tickCount: 6 } }, drawn: identity };
  }
  const left = values.filter((value) => value < 1).map((value) => 1 - value);
  const low = powerOfTen(exponentOf(leastOf(left) * (1 + 1e-9)));
  const nines = Array.from({ length: -exponentOf(low) }, (_, k) => powerOfTen(-1 - k));
  const labels = [1, 0.5, ...nines].map((rest) => [String(rest), formatNumber(1 - rest, 12)]);
  const axis = {
    values: [1, 0.5, ...nines],
    labelExpr: `(${JSON.stringify(Object.fromEntries(labels))})[datum.value]`,
    labelOverlap: true,
  };
  const scale = { type: "log", domain: [low, 1], nice: false, reverse: true };
  return { channel: { title, scale, axis }, drawn: (value) => (value < 1 ? 1 - value : undefined) };
}
