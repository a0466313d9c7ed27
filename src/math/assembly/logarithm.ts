// Twin of math/logarithm.ts: two logarithms at a time, the same operations in the same order. Constants
// stand in memory, as those of the exponential.

const ln2High = memory.data<f64>([0.6931471803691238, 0.6931471803691238]);
const ln2Low = memory.data<f64>([1.9082149292705877e-10, 1.9082149292705877e-10]);
const half = memory.data<f64>([0.5, 0.5]);
const one = memory.data<f64>([1, 1]);
const two = memory.data<f64>([2, 2]);

/** What the upper half of √½ lacks to that of 1: added, it carries into the exponent from √2 on. */
const carry = memory.data<i64>([(0x3ff0_0000 - 0x3fe6_a09e) << 32, (0x3ff0_0000 - 0x3fe6_a09e) << 32]);

/** The bits of 2^52: put on a whole number below it, they make 2^52 plus that number. */
const wholes = memory.data<i64>([0x4330_0000_0000_0000, 0x4330_0000_0000_0000]);
const wholesAndBias = memory.data<f64>([4_503_599_627_370_496 + 1023, 4_503_599_627_370_496 + 1023]);
const bias = memory.data<i64>([1023, 1023]);

const over3 = memory.data<f64>([2.0 / 3, 2.0 / 3]);
const over5 = memory.data<f64>([2.0 / 5, 2.0 / 5]);
const over7 = memory.data<f64>([2.0 / 7, 2.0 / 7]);
const over9 = memory.data<f64>([2.0 / 9, 2.0 / 9]);
const over11 = memory.data<f64>([2.0 / 11, 2.0 / 11]);
const over13 = memory.data<f64>([2.0 / 13, 2.0 / 13]);
const over15 = memory.data<f64>([2.0 / 15, 2.0 / 15]);
const over17 = memory.data<f64>([2.0 / 17, 2.0 / 17]);
const over19 = memory.data<f64>([2.0 / 19, 2.0 / 19]);
const over21 = memory.data<f64>([2.0 / 21, 2.0 / 21]);

/** ln x of two numbers that are positive, normal and finite, or NaN. */
export function log(x: v128): v128 {
  const biased = i64x2.shr_u(i64x2.add(x, v128.load(carry)), 52);
  const k = f64x2.sub(v128.or(biased, v128.load(wholes)), v128.load(wholesAndBias));
  const m = i64x2.sub(x, i64x2.shl(i64x2.sub(biased, v128.load(bias)), 52));
  const f = f64x2.sub(m, v128.load(one));
  const s = f64x2.div(f, f64x2.add(v128.load(two), f));
  const halfSquare = f64x2.mul(f64x2.mul(v128.load(half), f), f);
  const small = f64x2.add(
    f64x2.mul(s, f64x2.add(halfSquare, artanhTail(f64x2.mul(s, s)))),
    f64x2.mul(k, v128.load(ln2Low)),
  );
  const rest = f64x2.sub(f64x2.sub(halfSquare, small), f);
  return v128.bitselect(f64x2.sub(f64x2.mul(k, v128.load(ln2High)), rest), x, f64x2.eq(x, x));
}

/** Σ_{n ≥ 1} 2 zⁿ/(2n+1), ten terms. */
function artanhTail(z: v128): v128 {
  const square = f64x2.mul(z, z);
  let odd = plus(over15, square, v128.load(over19));
  odd = plus(over3, square, plus(over7, square, plus(over11, square, odd)));
  let even = plus(over17, square, v128.load(over21));
  even = plus(over5, square, plus(over9, square, plus(over13, square, even)));
  return f64x2.mul(z, f64x2.add(odd, f64x2.mul(z, even)));
}

/** The constant at `address` + square · rest. */
function plus(address: usize, square: v128, rest: v128): v128 {
  return f64x2.add(v128.load(address), f64x2.mul(square, rest));
}
