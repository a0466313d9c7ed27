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

/** A basis and the tracker of what moves it, d × r each. */
export interface TrackedBasis {
  readonly basis: Float64Array;
  readonly tracker: Float64Array;
}

/**
 * S + (u vᵀ − p qᵀ), the difference formed first, and B + s times that, in one pass: `out` receives both.
 */
export function trackedStep(
  now: TrackedBasis,
  scale: number,
  next: Outer,
  last: Outer,
  out: TrackedBasis,
): void {
  if (next.v.length === 3) trackedStepThree(now, scale, next, last, out);
  else trackedStepColumns(now, scale, next, last, out);
}

function trackedStepColumns(
  { basis, tracker }: TrackedBasis,
  scale: number,
  { u, v }: Outer,
  { u: p, v: q }: Outer,
  { basis: ahead, tracker: moved }: TrackedBasis,
): void {
  for (let j = 0; j < v.length; j++) {
    const now = v[j]!;
    const before = q[j]!;
    for (let i = 0, at = j; i < u.length; i++, at += v.length) {
      const entry = tracker[at]! + (now * u[i]! - before * p[i]!);
      moved[at] = entry;
      ahead[at] = basis[at]! + scale * entry;
    }
  }
}

function trackedStepThree(
  { basis, tracker }: TrackedBasis,
  scale: number,
  { u, v }: Outer,
  { u: p, v: q }: Outer,
  { basis: ahead, tracker: moved }: TrackedBasis,
): void {
  const v0 = v[0]!,
    v1 = v[1]!,
    v2 = v[2]!;
  const q0 = q[0]!,
    q1 = q[1]!,
    q2 = q[2]!;
  for (let i = 0, at = 0; i < u.length; i++, at += 3) {
    const now = u[i]!;
    const before = p[i]!;
    const a = tracker[at]! + (v0 * now - q0 * before);
    const b = tracker[at + 1]! + (v1 * now - q1 * before);
    const c = tracker[at + 2]! + (v2 * now - q2 * before);
    moved[at] = a;
    moved[at + 1] = b;
    moved[at + 2] = c;
    ahead[at] = basis[at]! + scale * a;
    ahead[at + 1] = basis[at + 1]! + scale * b;
    ahead[at + 2] = basis[at + 2]! + scale * c;
  }
}
