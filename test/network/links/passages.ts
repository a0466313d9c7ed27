// Links built as a scenario builds them, and packets sent through them.
import { rootRng } from "../../../src/math/random.ts";
import type { Link, LinkContext, Place } from "../../../src/network/link.ts";
import { linkKinds } from "../../../src/network/links.ts";
import { Passage } from "../../../src/network/virtual/passage.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";

/** Four agents that all hear each other, and no files. */
export const context: LinkContext = {
  topology: fromNeighbours(4, () => [0, 1, 2, 3]),
  file(path) {
    throw new Error(`there is no ${path}`);
  },
};

/** A link of a kind, from options as a scenario writes them. */
export function linkOf(kind: string, options: object = {}, where = context): Link {
  const found = linkKinds.find((entry) => entry.kind === kind)!;
  return found.build(found.options.parse(options), where);
}

/** The links at their places. */
export function passageOf(links: Partial<Record<Place, Link>>, seed = 1): Passage {
  const placed = Object.entries(links).map(([place, link]) => ({ place: place as Place, link }));
  return new Passage(placed, 4, rootRng(seed));
}

/** Arrivals of `count` packets of `bytes` bytes, one sent every `everyMs`, from 0 to 1. */
export function arrivalsOf(passage: Passage, count: number, { everyMs = 0, bytes = 100 } = {}): number[][] {
  const packet = new Uint8Array(bytes);
  return Array.from({ length: count }, (_, n) => [...passage.carry(0, 1, packet, n * everyMs)]);
}

/** Mean and standard error of the mean. */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(square / values.length) };
}
