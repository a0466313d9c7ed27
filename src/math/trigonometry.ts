// Sine and cosine from + − · alone, so that every engine gives the same bits.

/** π/2 in three parts of 33 bits and less: their products with whole numbers up to 2²⁰ are exact. */
const [high, middle, low] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];

/** Beyond this the reduction is no longer exact, and the result is NaN. */
export const largestAngle = 1_000_000;

/** sin x for |x| ≤ 10⁶ radians, within 2e-16; NaN beyond. */
export function sin(x: number): number {
  return quarterTurns(x, 0);
}

/** cos x for |x| ≤ 10⁶ radians, within 2e-16; NaN beyond. */
export function cos(x: number): number {
  return quarterTurns(x, 1);
}

/** sin (x + turns π/2): x = n π/2 + r with |r| ≤ π/4, and n + turns says which of ± sin r, ± cos r it is. */
function quarterTurns(x: number, turns: number): number {
  if (!(Math.abs(x) <= largestAngle)) return Number.NaN;
  const n = Math.floor(x * (2 / Math.PI) + 0.5);
  const r = x - n * high - n * middle - n * low;
  const quadrant = (n + turns) & 3;
  const size = (quadrant & 1) === 0 ? sineNearZero(r) : cosineNearZero(r);
  return quadrant < 2 ? size : -size;
}

/** Taylor's polynomial of degree 17: what it leaves out is below 2⁻⁶³ on |r| ≤ π/4. */
function sineNearZero(r: number): number {
  const z = r * r;
  const even = 1 / 120 + z * (-1 / 5040 + z * (1 / 362_880 + z * (-1 / 39_916_800 + z * tail(z))));
  return r + r * z * (-1 / 6 + z * even);
}

function tail(z: number): number {
  return 1 / 6_227_020_800 + z * (-1 / 1_307_674_368_000 + z * (1 / 355_687_428_096_000));
}

/** Taylor's polynomial of degree 18. */
function cosineNearZero(r: number): number {
  const z = r * r;
  const late = 1 / 479_001_600 + z * (-1 / 87_178_291_200 + z * (1 / 20_922_789_888_000));
  const rest = 1 / 24 + z * (-1 / 720 + z * (1 / 40_320 + z * (-1 / 3_628_800 + z * late)));
  return 1 - 0.5 * z + z * z * rest;
}
