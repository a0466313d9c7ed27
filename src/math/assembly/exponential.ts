// Twin of math/exponential.ts: two exponentials at a time, the same operations in the same order. Constants
// stand in memory, where an instruction finds them at no cost; made anew they would cost three.

/** 32 pairs (high, low) with high + low = 2^(j/32). Whoever makes an instance fills them in. */
export const fractionalPowers = memory.data(512, 16);

const stepsPerUnit = memory.data<f64>([32 * Math.LOG2E, 32 * Math.LOG2E]);
const stepHigh = memory.data<f64>([0.6931471803691238 / 32, 0.6931471803691238 / 32]);
const stepLow = memory.data<f64>([1.9082149292705877e-10 / 32, 1.9082149292705877e-10 / 32]);
const over2 = memory.data<f64>([1.0 / 2, 1.0 / 2]);
const over6 = memory.data<f64>([1.0 / 6, 1.0 / 6]);
const over24 = memory.data<f64>([1.0 / 24, 1.0 / 24]);
const over120 = memory.data<f64>([1.0 / 120, 1.0 / 120]);
const over720 = memory.data<f64>([1.0 / 720, 1.0 / 720]);
const lowest = memory.data<f64>([-745.14, -745.14]);

/** 1.5 · 2^52: added to a small whole number it leaves that number in the low bits. */
const wholes = memory.data<f64>([6_755_399_441_055_744, 6_755_399_441_055_744]);
const pairOfTable = memory.data<i64>([31 << 4, 31 << 4]);

/** The bias of an exponent, and 60 to keep results that will be subnormal normal until the last product. */
const biasAnd60 = memory.data<i64>([1023 + 60, 1023 + 60]);
const twoToMinus60 = memory.data<f64>([8.673617379884035e-19, 8.673617379884035e-19]);

/** e^x of two numbers that are at most 0, or NaN. */
export function exp(x: v128): v128 {
  const n = f64x2.floor(f64x2.add(f64x2.mul(x, v128.load(stepsPerUnit)), v128.load(over2)));
  const whole = f64x2.add(n, v128.load(wholes));
  const power = i64x2.shl(i64x2.add(i64x2.shr_u(whole, 5), v128.load(biasAnd60)), 52);
  const result = f64x2.mul(f64x2.mul(fraction(x, n, whole), power), v128.load(twoToMinus60));
  return v128.andnot(result, f64x2.lt(x, v128.load(lowest)));
}

/** e^x / 2^⌊n/32⌋. */
function fraction(x: v128, n: v128, whole: v128): v128 {
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, v128.load(stepHigh))), f64x2.mul(n, v128.load(stepLow)));
  const r2 = f64x2.mul(r, r);
  const second = f64x2.add(v128.load(over2), f64x2.mul(r, v128.load(over6)));
  const fourth = f64x2.add(
    f64x2.add(v128.load(over24), f64x2.mul(r, v128.load(over120))),
    f64x2.mul(r2, v128.load(over720)),
  );
  const grown = f64x2.add(f64x2.add(r, f64x2.mul(r2, second)), f64x2.mul(f64x2.mul(r2, r2), fourth));
  const at = v128.and(i64x2.shl(whole, 4), v128.load(pairOfTable));
  const pair0 = v128.load(i64x2.extract_lane(at, 0) as usize, fractionalPowers);
  const pair1 = v128.load(i64x2.extract_lane(at, 1) as usize, fractionalPowers);
  const high = v128.shuffle<f64>(pair0, pair1, 0, 2);
  const low = v128.shuffle<f64>(pair0, pair1, 1, 3);
  return f64x2.add(high, f64x2.add(low, f64x2.mul(high, grown)));
}
