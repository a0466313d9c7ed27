// Twin of math/elimination.ts; the four lanes are two pairs.
import { four, index } from "./memory";

/** Solves four matrices of a program for the right-hand sides in `values`, in place. */
export function eliminate(
  size: usize,
  start: usize,
  length: usize,
  neighbours: usize,
  targets: usize,
  matrix: usize,
  values: usize,
): void {
  const end = forward(size, start, length, neighbours, targets, matrix, values);
  backward(size, start, length, end, matrix, values);
}

/** The address after the last neighbour. */
function forward(
  size: usize,
  start: usize,
  length: usize,
  neighbours: usize,
  targets: usize,
  matrix: usize,
  values: usize,
): usize {
  const one = f64x2.splat(1);
  for (let k: usize = 0; k < size; k++) {
    const d = four(matrix, index(start, k));
    const inverse0 = f64x2.div(one, v128.load(d));
    const inverse1 = f64x2.div(one, v128.load(d, 16));
    v128.store(d, inverse0);
    v128.store(d, inverse1, 16);
    const y = four(values, k);
    const y0 = v128.load(y);
    const y1 = v128.load(y, 16);
    const count = index(length, k);
    const row = four(d, 1);
    const rowEnd = four(row, count);
    const columnEnd = four(rowEnd, count);
    for (let column = rowEnd; column < columnEnd; column += 32, neighbours += 4) {
      const f0 = f64x2.mul(v128.load(column), inverse0);
      const f1 = f64x2.mul(v128.load(column, 16), inverse1);
      const other = four(values, index(neighbours, 0));
      v128.store(other, f64x2.sub(v128.load(other), f64x2.mul(f0, y0)));
      v128.store(other, f64x2.sub(v128.load(other, 16), f64x2.mul(f1, y1)), 16);
      for (let u = row; u < rowEnd; u += 32, targets += 4) {
        const target = four(matrix, index(targets, 0));
        v128.store(target, f64x2.sub(v128.load(target), f64x2.mul(f0, v128.load(u))));
        v128.store(target, f64x2.sub(v128.load(target, 16), f64x2.mul(f1, v128.load(u, 16))), 16);
      }
    }
  }
  return neighbours;
}

function backward(
  size: usize,
  start: usize,
  length: usize,
  neighboursEnd: usize,
  matrix: usize,
  values: usize,
): void {
  for (let k = size, end = neighboursEnd; k-- > 0; ) {
    const first = end - (index(length, k) << 2);
    const d = four(matrix, index(start, k));
    const y = four(values, k);
    let y0 = v128.load(y);
    let y1 = v128.load(y, 16);
    for (let n = first, u = four(d, 1); n < end; n += 4, u += 32) {
      const other = four(values, index(n, 0));
      y0 = f64x2.sub(y0, f64x2.mul(v128.load(u), v128.load(other)));
      y1 = f64x2.sub(y1, f64x2.mul(v128.load(u, 16), v128.load(other, 16)));
    }
    v128.store(y, f64x2.mul(y0, v128.load(d)));
    v128.store(y, f64x2.mul(y1, v128.load(d, 16)), 16);
    end = first;
  }
}
