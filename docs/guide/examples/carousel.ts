// A plug-in with a world for shared subspaces: a lazy walk around a circle, seen by its waves. A wave is an
// eigenvector of such a walk, so that values are known in closed form: every agent's is the first wave,
// turned to where the agent stands. Two of the 2 · waves features suffice for all.
import {
  cos,
  kernelOf,
  modelWorld,
  ScenarioError,
  type SharedSubspace,
  sin,
  type World,
  type WorldContext,
  type WorldKind,
} from "hearsay";
import { z } from "zod";

const options = z.strictObject({
  seats: z.int().min(5).max(1000).default(24).describe("number of states S on the circle"),
  waves: z.int().min(1).max(20).default(4).describe("how many waves are seen; d = 2 · waves features"),
});

type Options = z.infer<typeof options>;

/** One action: these agents only predict. */
const carousel: WorldKind = {
  kind: "carousel",
  summary: "a lazy walk around a circle: every agent's values are the first wave, turned to its place",
  options,
  build({ seats, waves }: Options, { agents }: WorldContext): World {
    if (2 * waves >= seats)
      throw new ScenarioError("environment.waves", waves, `below half of ${seats} seats`);
    const turn = (part: number) => (2 * Math.PI * part) / seats;
    const kernel = kernelOf(seats, 1, (seat) => walk(seat, seats), "environment");
    // φ(s) has length 1: cos and sin of each wave, over √waves.
    const features = Array.from({ length: seats }, (_, seat) =>
      Float64Array.from(
        { length: 2 * waves },
        (_, i) => (i % 2 === 0 ? cos : sin)(turn((1 + (i >> 1)) * seat)) / Math.sqrt(waves),
      ),
    );
    const places = Array.from({ length: agents }, (_, agent) => (seats * agent) / agents);
    // P V = λ V for the first wave, so that this reward has the differential values V = cos(turn(s − place)).
    const lambda = (1 + cos(turn(1))) / 2;
    const rewards = places.map((place) =>
      Float64Array.from({ length: seats }, (_, seat) => (1 - lambda) * cos(turn(seat - place))),
    );
    const initial = new Float64Array(seats).fill(1 / seats);
    const observe = (seat: number) => features[seat]!;
    const world = modelWorld({ kernels: kernel, rewards, discount: 0.9, initial, observe });
    return { ...world, subspace: truthOf(places.map(turn), waves) };
  },
};

function walk(seat: number, seats: number): [next: number, probability: number][] {
  return [
    [seat, 0.5],
    [(seat + 1) % seats, 0.25],
    [(seat + seats - 1) % seats, 0.25],
  ];
}

/** B* and z_k of V_k(s) = φ(s)ᵀ z_k: what angles and errors are measured against. */
function truthOf(turns: readonly number[], waves: number): SharedSubspace {
  const dimension = 2 * waves;
  const basis = new Float64Array(dimension * 2);
  basis[0] = 1;
  basis[3] = 1;
  const coefficients = turns.map((turn) => {
    const z = new Float64Array(dimension);
    z[0] = Math.sqrt(waves) * cos(turn);
    z[1] = Math.sqrt(waves) * sin(turn);
    return z;
  });
  const averageRewards = turns.map(() => 0);
  return { dimension, rank: 2, basis, prediction: { criterion: "average", coefficients, averageRewards } };
}

export default { environments: [carousel] };
