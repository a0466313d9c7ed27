// Reference curves: shapes with a free offset, never bounds.
import { formatNumber, wholePower } from "./number.ts";
import type { TheoryRecord } from "./report.ts";
import type { Point } from "./series.ts";

/** A geometric curve to hold a measured one against. */
export interface Reference {
  readonly label: string;
  /** Factor per round, in (0, 1). */
  readonly rate: number;
}

/**
 * sigma^t and, where alpha is known (temperature > 0), the small-coupling estimate: max(alpha, sigma)
 * per round for the consensus error and for log π̄, its square for the gap (power 2), because Q is
 * quadratic in the log-policy's error near the optimum. Rates outside (0, 1) have no curve. Where both
 * coincide one curve bears both names.
 */
export function references({ sigma, alpha, temperature }: TheoryRecord, power: 1 | 2): Reference[] {
  const rates: Reference[] = [];
  if (sigma !== null) rates.push({ label: `σᵗ, σ = ${formatNumber(sigma)} (shape)`, rate: sigma });
  if (sigma !== null && alpha !== null && temperature > 0) {
    const slowest = Math.max(alpha, sigma);
    const rate = wholePower(slowest, power);
    const name = power === 1 ? "max(α, σ)ᵗ" : "max(α, σ)²ᵗ";
    if (rate === sigma) return [{ label: `σᵗ, also the small-coupling estimate`, rate }];
    rates.push({ label: `small-coupling estimate ${name}`, rate });
  }
  return rates.filter(({ rate }) => rate > 0 && rate < 1);
}

/** Where a reference starts: the highest point of the measured curve, the first of equals. */
export function anchorOf(points: readonly Point[]): Point | undefined {
  return points.reduce<Point | undefined>(
    (top, point) => (top && top.y >= point.y ? top : point),
    undefined,
  );
}

/**
 * y = anchor.y · rate^(x − anchor.x) at each whole x from the anchor to `last`, ending with the first
 * value under `floor`; at most `most` points.
 */
export function geometricCurve(
  rate: number,
  anchor: Point,
  last: number,
  floor: number,
  most = 200,
): Point[] {
  const step = Math.max(1, Math.ceil((last - anchor.x) / most));
  const points: Point[] = [];
  for (let x = anchor.x; x <= last; x += step) {
    const y = anchor.y * wholePower(rate, x - anchor.x);
    if (y <= 0) break;
    points.push({ x, y });
    if (y < floor) break;
  }
  return points;
}
