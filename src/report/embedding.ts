// A drawing of a graph from its distances in links: classical scaling, then stress majorisation.

/** Two agents that are linked. */
export interface Link {
  readonly source: number;
  readonly target: number;
}

/**
 * Links between each two agents, row by row, N × N; unreachable pairs stand one beyond the longest
 * path.
 */
export function distancesOf(size: number, lines: readonly Link[]): Float64Array {
  const neighbours: number[][] = Array.from({ length: size }, () => []);
  for (const { source, target } of lines) {
    neighbours[source]!.push(target);
    neighbours[target]!.push(source);
  }
  const distances = new Float64Array(size * size).fill(-1);
  for (let start = 0; start < size; start++) {
    const row = distances.subarray(start * size, (start + 1) * size);
    const queue = [start];
    row[start] = 0;
    for (const agent of queue) {
      for (const other of neighbours[agent]!) {
        if (row[other] !== -1) continue;
        row[other] = row[agent]! + 1;
        queue.push(other);
      }
    }
  }
  const longest = distances.reduce((a, b) => Math.max(a, b));
  return distances.map((distance) => (distance < 0 ? longest + 1 : distance));
}

/**
 * Coordinates x₀ y₀ x₁ y₁ … by classical scaling (Torgerson 1952): the two leading eigenvectors of −½ H
 * D² H, H centring, by subspace iteration from a circle, so that equal distances give equal
 * coordinates.
 * @param distances N × N, symmetric, zero on the diagonal
 * @param sweeps of the iteration: the drawing need not be exact
 */
export function scaled(size: number, distances: Float64Array, sweeps = 100): Float64Array {
  const gram = centredSquares(size, distances);
  let [x, y] = [Math.cos, Math.sin].map((wave) =>
    Float64Array.from({ length: size }, (_, i) => wave((2 * Math.PI * (i + 0.5)) / size)),
  ) as [Float64Array, Float64Array];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    x = unit(product(size, gram, x));
    y = unit(without(product(size, gram, y), x));
  }
  const [wide, high] = [x, y].map((axis) => Math.sqrt(Math.max(0, dot(axis, product(size, gram, axis)))));
  return Float64Array.from({ length: 2 * size }, (_, k) =>
    k % 2 === 0 ? x[k >> 1]! * wide! : y[k >> 1]! * high!,
  );
}

function centredSquares(size: number, distances: Float64Array): Float64Array {
  const squares = distances.map((distance) => -0.5 * distance * distance);
  const means = Array.from(
    { length: size },
    (_, i) => sum(squares.subarray(i * size, (i + 1) * size)) / size,
  );
  const mean = sum(Float64Array.from(means)) / size;
  return squares.map((value, k) => value - means[Math.floor(k / size)]! - means[k % size]! + mean);
}

function product(size: number, matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, i) => dot(matrix.subarray(i * size, (i + 1) * size), vector));
}

function without(vector: Float64Array, direction: Float64Array): Float64Array {
  const share = dot(vector, direction);
  return vector.map((value, k) => value - share * direction[k]!);
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length < 1e-9 ? vector : vector.map((value) => value / length);
}

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((total, value, k) => total + value * b[k]!, 0);

/**
 * Coordinates x₀ y₀ x₁ y₁ … by stress majorisation (Gansner, Koren and North 2004): each agent moves to
 * the mean of where the others would have it, weighted by 1/distance², so that distances on paper
 * approach `distances`.
 * @param start where the agents stand first, no two at one place
 * @param sweeps how often every agent moves
 */
export function majorised(
  size: number,
  distances: Float64Array,
  start: Float64Array,
  sweeps: number,
): Float64Array {
  const places = Float64Array.from(start);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let i = 0; i < size; i++) moveOne(i, size, distances, places);
  }
  return places;
}

function moveOne(i: number, size: number, distances: Float64Array, places: Float64Array): void {
  let [x, y, total] = [0, 0, 0];
  for (let j = 0; j < size; j++) {
    if (j === i) continue;
    const distance = distances[i * size + j]!;
    const weight = 1 / (distance * distance);
    const dx = places[2 * i]! - places[2 * j]!;
    const dy = places[2 * i + 1]! - places[2 * j + 1]!;
    const apart = Math.sqrt(dx * dx + dy * dy) || 1e-9;
    x += weight * (places[2 * j]! + (distance * dx) / apart);
    y += weight * (places[2 * j + 1]! + (distance * dy) / apart);
    total += weight;
  }
  places[2 * i] = x / total;
  places[2 * i + 1] = y / total;
}
