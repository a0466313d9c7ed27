import fc from "fast-check";
import t from "tap";
import type { Kernel, MarkovModel } from "../../src/environments/environment.ts";
import { monotonePath } from "../../src/environments/path-grid.ts";
import { worldKinds } from "../../src/environments/worlds.ts";
import { contextOf, distance, modelsOf, worldOf } from "./fixtures.ts";

/** P(next | state, action). */
function probability({ offsets, next, probability, actions }: Kernel, s: number, a: number, to: number) {
  const row = s * actions + a;
  const at = next.subarray(offsets[row], offsets[row + 1]).indexOf(to);
  return at < 0 ? 0 : probability[offsets[row]! + at]!;
}

/** Where a deterministic model goes. */
function follow({ kernel }: MarkovModel, state: number, action: number): number {
  return kernel.next[kernel.offsets[state * kernel.actions + action]!]!;
}

t.test("every option of every world is described and strict", async (t) => {
  for (const { kind, summary, options } of worldKinds) {
    t.ok(summary.length > 20 && !summary.includes("\n"), kind);
    const shape = (options as unknown as { shape: Record<string, { description?: string }> }).shape;
    for (const [name, member] of Object.entries(shape)) t.ok(member.description, `${kind}.${name}`);
    t.notOk(options.safeParse({ path: "m", nonsense: 1 }).success, `${kind} refuses unknown options`);
  }
});

t.test("a path is monotone, from the start to the far corner, and both moves occur alike", async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), (size, seed) => {
      const path = [0, ...monotonePath(size, seed)];
      const steps = path.slice(1).map((cell, i) => cell - path[i]!);
      const rights = steps.filter((step) => step === 1).length;
      const downs = steps.filter((step) => step === size).length;
      return rights === size - 1 && downs === size - 1 && path.at(-1) === size * size - 1;
    }),
    { seed: 3 },
  );
  // 6 monotone paths on 3 × 3, each with probability 1/6: Bernstein's bound for 3000 draws at e^-20.
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 3000; seed++) {
    const path = monotonePath(3, seed).join();
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  t.equal(counts.size, 6);
  for (const count of counts.values())
    t.ok(Math.abs(count - 500) < Math.sqrt((2 * 3000 * 20 * 5) / 36) + 7);
});

t.test("path-grid pays once per path cell, to the agent whose cell is entered", async (t) => {
  for (const [split, agents] of [
    ["round-robin", 3],
    ["blocks", 3],
    ["blocks", 30],
  ] as const) {
    const world = worldOf({ kind: "path-grid", size: 5, split, pathSeed: 9 }, contextOf(agents));
    const models = modelsOf(world);
    const path = monotonePath(5, 9);
    const walked: number[] = [];
    path.reduce((cell, next) => {
      const action = next === cell + 1 ? 0 : 1;
      t.equal(follow(models[0]!, cell, action), next);
      walked.push(models.findIndex(({ reward }) => reward[cell * 2 + action] === 1));
      return next;
    }, 0);
    const expected = path.map((_, i) => (split === "blocks" ? Math.floor((i * agents) / 8) : i % agents));
    t.same(walked, expected, `${split}, ${agents} agents`);
    for (let cell = 0; cell < 25; cell++) {
      for (const action of [0, 1]) {
        const next = follow(models[0]!, cell, action);
        const paid = models.reduce((sum, { reward }) => sum + reward[cell * 2 + action]!, 0);
        t.equal(paid, next !== cell && path.includes(next) ? 1 : 0, `cell ${cell}, action ${action}`);
      }
    }
    t.same([...models[0]!.initial], [1, ...new Array(24).fill(0)]);
  }
});

t.test("gridworld: 180° rotation of the grid rotates the kernel", async (t) => {
  const [rows, columns] = [3, 4];
  const turned = ([r, c]: number[]) => [rows - 1 - r!, columns - 1 - c!];
  const walls = [
    [0, 1],
    [2, 2],
    [1, 0],
  ];
  const grid = (walls: number[][]) =>
    worldOf({ kind: "gridworld", rows, columns, walls, slip: 0.4, goals: 2 }, contextOf(2)).meanTask!
      .kernel;
  const [kernel, mirror] = [grid(walls), grid(walls.map(turned))];
  t.equal(kernel.states, 9);
  for (let s = 0; s < 9; s++) {
    for (let a = 0; a < 4; a++) {
      for (let to = 0; to < 9; to++) {
        const here = probability(kernel, s, a, to);
        t.ok(Math.abs(here - probability(mirror, 8 - s, (a + 2) % 4, 8 - to)) < 1e-15);
      }
    }
  }
});

t.test("gridworld: walls and border hold, slip is spread over the four moves", async (t) => {
  const options = { kind: "gridworld", rows: 2, columns: 2, walls: [[0, 1]], slip: 0.2, stay: true };
  const { kernel } = worldOf({ ...options, goals: [[1, 1]] }, contextOf(1)).meanTask!;
  // States: 0 = [0, 0], 1 = [1, 0], 2 = [1, 1]; from 0 only down leads anywhere.
  const rows = [0, 1, 4].map((a) => [0, 1, 2].map((to) => probability(kernel, 0, a, to)));
  const expected = [
    [0.95, 0.05, 0],
    [0.15, 0.85, 0],
    [0.95, 0.05, 0],
  ];
  t.ok(distance(rows.flat(), expected.flat()) < 1e-15, JSON.stringify(rows));
});

t.test("gridworld: goals are dealt in turn, drawn distinct, and may absorb", async (t) => {
  const goals = [
    [0, 0],
    [1, 1],
  ];
  const options = { kind: "gridworld", rows: 2, columns: 2, goals, absorbing: true, slip: 0.5 };
  const world = worldOf({ ...options, start: [0, 1] }, contextOf(3));
  t.same(
    modelsOf(world).map(({ reward }) => reward.indexOf(1) >> 2),
    [0, 3, 0],
  );
  const { kernel, initial, reward } = world.meanTask!;
  for (const goal of [0, 3]) for (let a = 0; a < 4; a++) t.equal(probability(kernel, goal, a, goal), 1);
  t.ok(probability(kernel, 1, 0, 1) < 1);
  t.same([...initial], [0, 1, 0, 0]);
  t.ok(Math.abs(reward[0]! - 2 / 3) < 1e-15);
  const drawn = modelsOf(worldOf({ kind: "gridworld", walls: [[2, 2]] }, contextOf(24)));
  t.equal(new Set(drawn.map((model) => model.reward.indexOf(1))).size, 24, "24 free cells, each once");
  const crowd = modelsOf(worldOf({ kind: "gridworld", rows: 1, columns: 2 }, contextOf(5)));
  t.equal(crowd.length, 5);
  t.same(crowd[0]!.reward, crowd[2]!.reward, "more agents than cells: in turn");
});

t.test("gridworld refuses cells outside and in walls", async (t) => {
  const grid = (options: object) => () => worldOf({ kind: "gridworld", ...options }, contextOf(2));
  t.throws(grid({ walls: [[5, 0]] }), { message: /^environment.walls\[0\]: got \[5,0\]; .*\[4, 4\]$/ });
  t.throws(grid({ goals: [[0, 9]] }), { message: /^environment.goals\[0\]: got \[0,9\];/ });
  t.throws(grid({ walls: [[0, 0]], start: [0, 0] }), {
    message: /^environment.start: got \[0,0\]; .*wall/,
  });
  t.throws(grid({ goals: 26 }), { message: /^environment.goals: got 26; .*25 free cells/ });
  t.throws(grid({ rows: 1, columns: 1, walls: [[0, 0]] }), { message: /at least one cell/ });
});

t.test("garnet: branching, and both dials from common to independent", async (t) => {
  const garnet = (reward: number, kernel: number) =>
    worldOf(
      {
        kind: "garnet",
        states: 12,
        actions: 3,
        branching: 4,
        rewardHeterogeneity: reward,
        kernelHeterogeneity: kernel,
      },
      contextOf(3),
    );
  const [same, half, own] = [0, 0.5, 1].map((e) => modelsOf(garnet(e, 0)).map((model) => model.reward));
  t.same(same![0], same![1]);
  for (let n = 0; n < 3; n++) {
    const mixed = same![n]!.map((common, i) => 0.5 * common + 0.5 * own![n]![i]!);
    t.ok(distance(mixed, half![n]!) < 1e-15, "r_n = (1 − e) r + e r'_n");
    t.ok(half![n]!.every((reward) => reward >= 0 && reward <= 1));
  }
  t.ok(distance(own![0]!, own![1]!) > 0.1);
  const [common, mixed, apart] = [0, 0.25, 1].map((e) => modelsOf(garnet(1, e)).map((m) => m.kernel));
  t.ok(common!.every((kernel) => kernel === common![0] && kernel.next.length === 36 * 4));
  t.ok(garnet(1, 0).meanTask !== undefined && garnet(1, 0.25).meanTask === undefined);
  for (let s = 0; s < 12; s++) {
    for (let a = 0; a < 3; a++) {
      for (let to = 0; to < 12; to++) {
        const [p, own] = [common![0]!, apart![2]!].map((kernel) => probability(kernel, s, a, to));
        t.ok(Math.abs(probability(mixed![2]!, s, a, to) - (0.75 * p! + 0.25 * own!)) < 1e-15);
      }
    }
  }
  t.throws(() => worldOf({ kind: "garnet", states: 3, branching: 4 }, contextOf(1)), {
    message: "environment.branching: got 4; it must be at most states = 3",
  });
});

t.test("values: given, drawn and one-hot", async (t) => {
  const vectors = (options: object, agents = 3) =>
    worldOf({ kind: "values", ...options }, contextOf(agents)).shares.map((share) =>
      "values" in share ? [...share.values] : [],
    );
  const given = [
    [1, 2],
    [3, 4],
    [5, -6],
  ];
  t.same(vectors({ values: given }), given);
  t.same(vectors({ draw: "one-hot" }), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  t.same(
    vectors({}).map((vector) => vector.length),
    [1, 1, 1],
  );
  const n = 20_000;
  // Means of n draws stay within 6 standard errors: 1/√n for the normal, 1/√(12n) for the uniform.
  for (const [draw, mean, deviation] of [
    ["normal", 0, 1],
    ["uniform", 0.5, Math.sqrt(1 / 12)],
  ] as const) {
    const [first, second] = vectors({ draw, dimension: n }, 2) as [number[], number[]];
    const average = first.reduce((sum, x) => sum + x, 0) / n;
    const variance = first.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
    const correlation = first.reduce((sum, x, i) => sum + (x - mean) * (second[i]! - mean), 0) / n;
    t.ok(Math.abs(average - mean) < (6 * deviation) / Math.sqrt(n), `${draw} mean ${average}`);
    t.ok(Math.abs(variance / deviation ** 2 - 1) < 6 * Math.sqrt(2 / n), `${draw} variance ${variance}`);
    t.ok(Math.abs(correlation / deviation ** 2) < 6 / Math.sqrt(n), `${draw} agents are independent`);
  }
  const faults: [object, RegExp][] = [
    [{ values: [[1], [2]] }, /^environment.values: got "2 lists"; give one per agent: 3/],
    [{ values: [[1], [2], [3, 4]] }, /^environment.values\[2\]: got "2 numbers";/],
    [{ values: [[1], [2], [3]], dimension: 1 }, /^environment.dimension: got 1; leave it out/],
    [{ draw: "one-hot", dimension: 2 }, /^environment.dimension: got 2; .*N = 3/],
  ];
  for (const [options, message] of faults) {
    t.throws(() => vectors(options), { name: "ScenarioError", message });
  }
});
