// Agents whose actions mean something else: undone, the map leaves the dynamics of an agent that has none,
// to the bit.
import fc from "fast-check";
import t from "tap";
import type { EpisodicTask, MarkovModel, World } from "../../src/environments/environment.ts";
import { rootRng } from "../../src/math/random.ts";
import { contextOf, modelsOf, worldOf } from "./fixtures.ts";

const tasksOf = ({ shares }: World): EpisodicTask[] =>
  shares.flatMap((share) => ("task" in share ? [share.task] : []));

const bits = (numbers: ArrayLike<number>) => new BigUint64Array(Float64Array.from(numbers).buffer).join();

/** What a step leads to, as bits. */
const outcome = (task: EpisodicTask, state: Float64Array, action: number, seed: number): string => {
  const { state: next, reward, ended = false } = task.step(state, action, rootRng(seed));
  return [bits(next), reward, ended].join();
};

// Evenly spread: most of fast-check's own doubles are next to nothing, or at an end.
const real = (size: number) => fc.integer({ min: -1000, max: 1000 }).map((n) => (size * n) / 1000);
const coordinate = fc.oneof(real(4), real(0.3), fc.constantFrom(0, -0));
const states = fc.tuple(coordinate, coordinate, coordinate, coordinate).map((s) => Float64Array.from(s));

for (const [kind, actions, options] of [
  ["cart-pole", 2, { poleLengths: [0.7], gravities: [12], startAngles: [0.1] }],
  ["acrobot", 3, { firstLinks: [0.8], secondLinks: [1.5] }],
] as const) {
  const [plain, mirrored] = tasksOf(
    worldOf({ kind, ...options, mirrored: [false, true] }, contextOf(2)),
  ) as [EpisodicTask, EpisodicTask];
  /** The opposite action. */
  const opposite = (action: number) => actions - 1 - action;

  await t.test(
    `${kind}: the opposite action of a mirrored agent is the action, and the map its own inverse`,
    async (t) => {
      let [ends, differ] = [0, 0];
      fc.assert(
        fc.property(states, fc.nat(actions - 1), fc.nat(1000), (state, action, seed) => {
          const wanted = outcome(plain, state, action, seed);
          if (wanted.endsWith("true")) ends++;
          if (outcome(mirrored, state, action, seed) !== wanted) differ++;
          return (
            opposite(opposite(action)) === action &&
            outcome(mirrored, state, opposite(action), seed) === wanted &&
            outcome(plain, state, opposite(action), seed) === outcome(mirrored, state, action, seed)
          );
        }),
        { seed: 3, numRuns: 1000 },
      );
      t.ok(ends > 20 && differ > 500, `${ends} of the episodes end, ${differ} actions do differ`);
    },
  );

  await t.test(
    `${kind}: whole runs too, through ends of episodes, and what agents see of them`,
    async (t) => {
      const run = (task: EpisodicTask, map: (action: number) => number) => {
        const rng = rootRng(8).fork(kind);
        const seen: string[] = [];
        let state = task.start(rng);
        for (let n = 0; n < 1500; n++) {
          // Pushes the way something turns, so that acrobots get up.
          const action =
            rng.next() < 0.3 ? Math.floor(actions * rng.next()) : state[3]! < 0 ? 0 : actions - 1;
          const next = task.step(state, map(action), rng);
          seen.push([bits(task.observe(state)), action, next.reward, next.ended ?? false].join());
          state = next.state;
        }
        return seen;
      };
      const [one, other] = [run(plain, (action) => action), run(mirrored, opposite)];
      t.same(other, one);
      const ends = one.filter((line) => line.endsWith("true")).length;
      t.ok(ends > 10, `${ends} episodes`);
      t.not(`${run(mirrored, (action) => action)}`, `${one}`, "which without the map are others");
    },
  );
}

/** Row (s, a) of a kernel and its reward, as bits. */
const rowOf = ({ kernel, reward, actions }: MarkovModel, state: number, action: number): string => {
  const row = state * actions + action;
  const [from, to] = [kernel.offsets[row]!, kernel.offsets[row + 1]!];
  return [kernel.next.subarray(from, to), bits(kernel.probability.subarray(from, to)), reward[row]].join(
    "|",
  );
};

/** All rows of an action, as bits. */
const columnOf = (model: MarkovModel, action: number) =>
  Array.from({ length: model.kernel.states }, (_, state) => rowOf(model, state, action)).join("\n");

t.test(
  "hidden clusters: an agent whose actions are put back in order has the base's dynamics",
  async (t) => {
    const orders = new Set<string>();
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 10_000 }),
          agents: fc.integer({ min: 1, max: 6 }),
          actions: fc.integer({ min: 2, max: 5 }),
          rank: fc.integer({ min: 1, max: 4 }),
          floor: fc.constantFrom(0, 0.4),
        }),
        ({ seed, agents, ...sizes }) => {
          const options = {
            kind: "subspace-control",
            states: 8,
            dimension: 6,
            private: 0,
            offsets: 0,
            ...sizes,
          };
          const [permuted, plain] = [true, false].map((each) =>
            worldOf({ ...options, permuted: each }, contextOf(agents, seed)),
          ) as [World, World];
          const [[base], [hidden]] = [modelsOf(plain), plain.subspace!.control!.models];
          const all = [...modelsOf(permuted), ...permuted.subspace!.control!.models];
          return all.every((model, k) => {
            const from = k < agents ? base! : hidden!;
            const columns = Array.from({ length: sizes.actions }, (_, a) => columnOf(from, a));
            const order = columns.map((_, a) => columns.indexOf(columnOf(model, a)));
            orders.add(order.join());
            // Every action is some action of the base, and no two are the same.
            return new Set(order).size === sizes.actions && !order.includes(-1);
          });
        },
      ),
      { seed: 4, numRuns: 60 },
    );
    t.ok(orders.size > 40, `${orders.size} orders of actions`);
  },
);

t.test("offsets of an agent's own are one number for each cluster, on top of the order", async (t) => {
  const options = { kind: "subspace-control", states: 9, dimension: 6, private: 0 };
  const [offset, level] = [{}, { offsets: 0 }].map((more) =>
    modelsOf(worldOf({ ...options, ...more }, contextOf(5))),
  );
  offset!.forEach((model, k) => {
    const differences = Array.from(model.reward, (r, row) => r - level![k]!.reward[row]!);
    const clusters = [0, 1, 2].map((c) => differences.filter((_, row) => Math.floor(row / 3) % 3 === c));
    for (const one of clusters)
      t.ok(Math.max(...one) - Math.min(...one) < 1e-14, "the same for all actions");
    t.ok(Math.abs(clusters[0]![0]! - clusters[1]![0]!) > 1e-3, "and another in another cluster");
    t.same(model.kernel, level![k]!.kernel, "dynamics are not touched");
  });
});
