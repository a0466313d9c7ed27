// The runners whose bits must be the same, and how they are compared.
import type { Test } from "tap";
import { exponential } from "../../src/math/random.ts";
import type { Link } from "../../src/network/link.ts";
import { virtual, virtualOver } from "../../src/runners/virtual.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { collect, type Seen } from "../runners/experiments.ts";

/** Latency of mean 20 ms, exponential: frames of an edge overtake each other, peers drift apart. */
export const randomLatency: Link = {
  init: () => undefined,
  carry: (_, now, state, rng) => ({ arrivals: [now + 20 * exponential(rng)], state }),
};

/** What two runs of one experiment must have in common. */
function common(seen: readonly Seen[]) {
  return seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));
}

/** Asserts lockstep = virtual = virtual with random latency: every recorded round, digests and traffic. */
export async function haveParity(t: Test, experiment: () => Experiment): Promise<void> {
  const lockstep = await collect(experiment());
  const still = await collect(experiment(), virtual);
  const late = await collect(experiment(), virtualOver(randomLatency));
  t.same(common(still), common(lockstep), "virtual is lockstep");
  t.same(common(late), common(lockstep), "virtual with random latency is lockstep");
  const wire = (seen: readonly Seen[]) => seen.map(({ row }) => row.wire_bytes);
  t.same(wire(late), wire(still), "latency changes no byte on the wire");
}
