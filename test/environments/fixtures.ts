// What the tests of environments build worlds with.
import type { MarkovModel, World, WorldContext } from "../../src/environments/environment.ts";
import { worldKinds } from "../../src/environments/worlds.ts";

/** A context whose only files are the given ones. */
export function contextOf(
  agents: number,
  seed = 1,
  files: Record<string, Uint8Array | string> = {},
): WorldContext {
  return {
    agents,
    seed,
    file: (path) => {
      const content = files[path] ?? "";
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}

/** The world of a scenario's environment block. */
export function worldOf(choice: { kind: string; [option: string]: unknown }, context: WorldContext): World {
  const { kind, ...options } = choice;
  const found = worldKinds.find((candidate) => candidate.kind === kind)!;
  return found.build(found.options.parse(options), context);
}

/** The models of a world's agents. */
export function modelsOf(world: World): MarkovModel[] {
  return world.shares.flatMap((share) => ("model" in share ? [share.model] : []));
}

/** max |x − y|. */
export function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return Array.from(x).reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);
}

/**
 * V* by value iteration from 0, the naive oracle: V ← max_a or t·log-sum-exp_a of r + γ P V, `sweeps`
 * times.
 */
export function valueIteration(model: MarkovModel, temperature: number, sweeps: number): Float64Array {
  const { kernel, reward, discount, actions } = model;
  let v = new Float64Array(kernel.states);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const last = v;
    v = v.map((_, state) => {
      const q = Array.from({ length: actions }, (_, action) => {
        const row = state * actions + action;
        let expected = 0;
        for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++) {
          expected += kernel.probability[k]! * last[kernel.next[k]!]!;
        }
        return reward[row]! + discount * expected;
      });
      const top = Math.max(...q);
      if (temperature === 0) return top;
      return top + temperature * Math.log(q.reduce((sum, x) => sum + Math.exp((x - top) / temperature), 0));
    });
  }
  return v;
}
