// mixing.npz: the graph and W of a run, for its report and for NumPy.
import { type NpyArray, writeNpz } from "../environments/npz.ts";
import type { Mixing } from "../mixing/mixing.ts";

/** More entries than this are not written: the scenario says how to make them again. */
const largestArchive = 2_000_000;

/**
 * The arrays `size`, and per entry of W and edge of the graph `step`, `listener`, `source`, `weight` (self
 * weights included, 0 for an edge that W does not use); `positions` (N×2) where the topology has them.
 * Undefined where too many.
 */
export function graphArchive(mixing: Mixing): Uint8Array | undefined {
  const { topology } = mixing;
  const entries = entriesOf(mixing);
  if (entries === undefined) return undefined;
  const column = (at: 0 | 1 | 2 | 3): NpyArray => ({
    shape: [entries.length],
    data: Float64Array.from(entries, (entry) => entry[at]),
  });
  return writeNpz({
    size: { shape: [], data: Float64Array.of(topology.size) },
    step: column(0),
    listener: column(1),
    source: column(2),
    weight: column(3),
    ...(topology.positions && { positions: { shape: [topology.size, 2], data: topology.positions } }),
  });
}

type Entry = readonly [step: number, listener: number, source: number, weight: number];

function entriesOf(mixing: Mixing): readonly Entry[] | undefined {
  const { topology } = mixing;
  const entries: Entry[] = [];
  for (let step = 0; step < topology.period; step++) {
    for (let listener = 0; listener < topology.size; listener++) {
      const { agents, weights } = mixing.row(listener, step);
      if (entries.length + agents.length > largestArchive) return undefined;
      const weightOf = new Map(Array.from(agents, (source, n) => [source, weights[n]!]));
      for (const source of topology.hears(listener, step)) {
        entries.push([step, listener, source, weightOf.get(source) ?? 0]);
      }
      const own = weightOf.get(listener);
      if (own !== undefined) entries.push([step, listener, listener, own]);
    }
  }
  return entries;
}
