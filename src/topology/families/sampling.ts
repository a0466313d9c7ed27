// Drawing a random graph again until it is connected.
import { ScenarioError } from "../../error.ts";
import { type Rng, rootRng } from "../../math/random.ts";
import { isConnected } from "../components.ts";
import type { Topology, TopologyContext } from "../topology.ts";

/** How often a family draws before it gives up. */
export const maximumDraws = 100;

/**
 * The first connected graph among up to 100 draws; draw k uses the stream (seed, "topology", kind, k),
 * so the graph depends on seed, kind and options only. `draw` may return undefined where it got stuck,
 * which counts as a draw.
 *
 * @throws ScenarioError with `advice` where no draw is connected
 */
export function firstConnected(
  context: TopologyContext,
  kind: string,
  advice: string,
  draw: (rng: Rng) => Topology | undefined,
): Topology {
  const stream = rootRng(context.seed).fork("topology", kind);
  for (let k = 0; k < maximumDraws; k++) {
    const topology = draw(stream.fork(k));
    if (topology !== undefined && isConnected(topology)) return topology;
  }
  const value = `no connected graph in ${maximumDraws} draws`;
  throw new ScenarioError("topology", value, `${advice}, or another seed`);
}
