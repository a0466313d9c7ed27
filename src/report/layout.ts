// Where the agents stand in a drawing, and the lines between them.
import { distancesOf, majorised, scaled } from "./embedding.ts";
import type { GraphRecord } from "./report.ts";

/** A line of the drawing: `oneWay` where only `source` speaks to `target`. */
export interface Line {
  readonly source: number;
  readonly target: number;
  readonly oneWay: boolean;
}

/** One line per pair of agents that are linked, whichever way, in ascending order. */
export function linesOf({ edges }: GraphRecord): Line[] {
  const known = new Set(edges.map(([source, target]) => `${source} ${target}`));
  return edges
    .map(([source, target]) => ({ source, target, oneWay: !known.has(`${target} ${source}`) }))
    .filter(({ source, target, oneWay }) => oneWay || source < target)
    .sort((a, b) => a.source - b.source || a.target - b.target);
}

const sweeps = 80;

/**
 * Coordinates x₀ y₀ x₁ y₁ … in the unit square, y upwards, sides in proportion. The graph's own
 * positions where it has them; a circle in the order of the ids where each agent is linked with the
 * next (rings, circulants, complete graphs); a star's leaves on a circle around its hub; otherwise
 * distances on paper follow the number of links between agents. Equal graphs are drawn equally.
 */
export function layoutOf(graph: GraphRecord): Float64Array {
  if (graph.positions) return inUnitSquare(Float64Array.from(graph.positions));
  const lines = linesOf(graph);
  const circle = circleOf(graph.size);
  if (lines.length === 0 || hasIdCycle(graph.size, lines)) return inUnitSquare(circle);
  const hub = hubOf(graph.size, lines);
  if (hub !== undefined) return inUnitSquare(circleAround(hub, graph.size));
  const distances = distancesOf(graph.size, lines);
  // The small circle parts agents whom classical scaling puts at one place, such as two leaves of one
  // branch.
  const start = scaled(graph.size, distances).map((place, k) => place + 0.03 * circle[k]!);
  return inUnitSquare(majorised(graph.size, distances, start, sweeps));
}

function hasIdCycle(size: number, lines: readonly Line[]): boolean {
  const pairs = new Set(
    lines.flatMap(({ source, target }) => [source * size + target, target * size + source]),
  );
  return (
    size >= 3 &&
    Array.from({ length: size }, (_, i) => i * size + ((i + 1) % size)).every((pair) => pairs.has(pair))
  );
}

/** The agent at an end of every link of a star of more than two links. */
function hubOf(size: number, lines: readonly Line[]): number | undefined {
  if (lines.length !== size - 1 || size < 4) return undefined;
  const [first] = lines;
  return [first!.source, first!.target].find((agent) =>
    lines.every(({ source, target }) => source === agent || target === agent),
  );
}

function circleAround(hub: number, size: number): Float64Array {
  const leaves = circleOf(size - 1);
  const before = leaves.subarray(0, 2 * hub);
  return Float64Array.from([...before, 0, 0, ...leaves.subarray(2 * hub)]);
}

// Agent 0 on top, then clockwise.
function circleOf(size: number): Float64Array {
  return Float64Array.from({ length: 2 * size }, (_, k) => {
    const angle = (2 * Math.PI * (k >> 1)) / size;
    return k % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}

function inUnitSquare(places: Float64Array): Float64Array {
  const [xs, ys] = [0, 1].map((axis) => places.filter((_, k) => k % 2 === axis));
  const [left, right, bottom, top] = [least(xs!), most(xs!), least(ys!), most(ys!)];
  const side = Math.max(right - left, top - bottom) || 1;
  const middle = [(left + right) / 2, (bottom + top) / 2];
  return places.map((place, k) => 0.5 + (place - middle[k % 2]!) / side);
}

const least = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b));
const most = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b));
