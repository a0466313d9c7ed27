// e^x and ln x by BigInt fixed point with 256 bits after the point: an oracle that shares nothing with
// src/math.

const point = 256n;
const one = 1n << point;

/** A positive real number, mantissa · 2^(exponent − 256), with about 190 good bits. */
interface Real {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** A finite float64 as mantissa · 2^exponent, exactly. */
function dissect(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

function shifted(mantissa: bigint, by: number): bigint {
  return by >= 0 ? mantissa << BigInt(by) : mantissa >> BigInt(-by);
}

/** 2 artanh(p/q). */
function twiceArtanh(p: bigint, q: bigint): bigint {
  const square = p * p;
  let power = (p << point) / q;
  let sum = 0n;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) / (q * q);
  }
  return 2n * sum;
}

const ln2 = twiceArtanh(1n, 3n);

function expOf(x: number): Real {
  const { mantissa, exponent } = dissect(x);
  const fixed = shifted(mantissa, exponent + Number(point));
  let n = fixed / ln2;
  if (fixed < 0n) n -= 1n;
  const r = fixed - n * ln2;
  let sum = one;
  let term = one;
  for (let k = 1n; term !== 0n; k++) {
    term = ((term * r) >> point) / k;
    sum += term;
  }
  return { mantissa: sum, exponent: Number(n) };
}

/** ln x in fixed point. */
function logOf(x: number): bigint {
  const { mantissa, exponent } = dissect(x);
  const length = mantissa.toString(2).length;
  const unit = 1n << BigInt(length - 1);
  return BigInt(exponent + length - 1) * ln2 + twiceArtanh(mantissa - unit, mantissa + unit);
}

/** |y − true| in units in the last place of the true value, subnormal spacing included. */
function ulps(y: number, { mantissa, exponent }: Real): number {
  const own = dissect(y);
  const scale = Number(point) - exponent;
  const difference = shifted(own.mantissa, own.exponent + scale) - mantissa;
  const leading = mantissa.toString(2).length - 1 - scale;
  const ulp = shifted(1n, Math.max(leading - 52, -1074) + scale);
  const ratio = ((difference < 0n ? -difference : difference) << 30n) / ulp;
  return Number(ratio) / 2 ** 30;
}

/** The error of `y` as e^x, in ulp. */
export function expError(x: number, y: number): number {
  return ulps(y, expOf(x));
}

/** The error of `y` as ln x, in ulp; x > 0 and not 1. */
export function logError(x: number, y: number): number {
  const truth = logOf(x);
  return truth < 0n
    ? ulps(-y, { mantissa: -truth, exponent: 0 })
    : ulps(y, { mantissa: truth, exponent: 0 });
}
