// Tall matrices, d × r row by row, plus products of two vectors. As in math/orthonormal.ts loops go down the
// columns, except of three.

/** A product u vᵀ by its factors: d numbers and r. */
export interface Outer {
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** out = X + s u vᵀ. */
export function plusOuter(x: Float64Array, scale: number, outer: Outer, out: Float64Array): Float64Array {
  return outer.v.length === 3
    ? plusOuterThree(x, scale, outer, out)
    : plusOuterColumns(x, scale, outer, out);
}

function plusOuterColumns(x: Float64Array, scale: number, { u, v }: Outer, out: Float64Array) {
  for (let j = 0; j < v.length; j++) {
    const factor = scale * v[j]!;
    for (let i = 0, at = j; i < u.length; i++, at += v.length) out[at] = x[at]! + factor * u[i]!;
  }
  return out;
}

function plusOuterThree(x: Float64Array, scale: number, { u, v }: Outer, out: Float64Array) {
  const v0 = scale * v[0]!,
    v1 = scale * v[1]!,
    v2 = scale * v[2]!;
  for (let i = 0, at = 0; i < u.length; i++, at += 3) {
    const entry = u[i]!;
    out[at] = x[at]! + v0 * entry;
    out[at + 1] = x[at + 1]! + v1 * entry;
    out[at + 2] = x[at + 2]! + v2 * entry;
  }
  return out;
}

/** out = X + (u vᵀ − p qᵀ), the difference formed first. */
export function plusOuterChange(
  x: Float64Array,
  next: Outer,
  last: Outer,
  out: Float64Array,
): Float64Array {
  return next.v.length === 3
    ? plusOuterChangeThree(x, next, last, out)
    : plusOuterChangeColumns(x, next, last, out);
}

function plusOuterChangeColumns(
  x: Float64Array,
  next: Outer,
  last: Outer,
  out: Float64Array,
): Float64Array {
  const { u, v } = next;
  const { u: p, v: q } = last;
  for (let j = 0; j < v.length; j++) {
    const now = v[j]!;
    const before = q[j]!;
    for (let i = 0, at = j; i < u.length; i++, at += v.length) {
      out[at] = x[at]! + (now * u[i]! - before * p[i]!);
    }
  }
  return out;
}

function plusOuterChangeThree(x: Float64Array, next: Outer, last: Outer, out: Float64Array): Float64Array {
  const { u, v } = next;
  const { u: p, v: q } = last;
  const v0 = v[0]!,
    v1 = v[1]!,
    v2 = v[2]!;
  const q0 = q[0]!,
    q1 = q[1]!,
    q2 = q[2]!;
  for (let i = 0, at = 0; i < u.length; i++, at += 3) {
    const now = u[i]!;
    const before = p[i]!;
    out[at] = x[at]! + (v0 * now - q0 * before);
    out[at + 1] = x[at + 1]! + (v1 * now - q1 * before);
    out[at + 2] = x[at + 2]! + (v2 * now - q2 * before);
  }
  return out;
}
