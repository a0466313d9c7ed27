import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { zipSync } from "fflate";
import { dump } from "npyjs";
import t from "tap";
import { ScenarioError } from "../../src/error.ts";
import { contextOf, modelsOf, worldOf } from "./fixtures.ts";

const folder = join(import.meta.dirname, "../../scenarios/fednpg/models");
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

const good = {
  discount: 0.9,
  start: [0.5, 0.5],
  transitions: [
    [0, 0, 1, 1],
    [0, 1, 0, 0.3],
    [0, 1, 1, 0.7],
    [1, 0, 0, 1],
    [1, 1, 1, 1],
  ] as unknown,
  rewards: [
    [
      [0, 1],
      [0.5, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [0, 2],
    ],
  ] as unknown,
};

function load(content: Uint8Array | string, options: object = {}, agents = 3) {
  return worldOf({ kind: "file", path: "m", ...options }, contextOf(agents, 1, { m: content }));
}

const changedFile = (change: object) => () => load(JSON.stringify({ ...good, ...change }));

t.test("a JSON model becomes one kernel, a reward per agent and their mean", async (t) => {
  const world = load(JSON.stringify(good));
  const models = modelsOf(world);
  t.ok(models.every(({ kernel }) => kernel === world.meanTask!.kernel));
  t.same(
    models.map(({ reward }) => [...reward]),
    [
      [0, 1, 0.5, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 2],
    ],
  );
  t.same([...models[0]!.kernel.offsets], [0, 1, 3, 4, 5]);
  t.same([...models[0]!.kernel.next], [1, 0, 1, 0, 1]);
  t.same([...models[0]!.kernel.probability], [1, 0.3, 0.7, 1, 1]);
  t.equal(world.meanTask!.discount, 0.9);
  t.equal(load(JSON.stringify(good), { discount: 0.5 }).meanTask!.discount, 0.5);
});

t.test("kernels may be given per agent; equal ones are one object", async (t) => {
  const same = good.transitions as number[][];
  const other = same.map(([s, a, next, p]) => [s, a, 1 - next!, p]);
  const equal = load(JSON.stringify({ ...good, transitions: [same, [...same].reverse(), same] }));
  t.ok(equal.meanTask !== undefined);
  const world = load(JSON.stringify({ ...good, transitions: [same, other, same] }));
  t.equal(world.meanTask, undefined);
  const [first, second, third] = modelsOf(world);
  t.ok(first!.kernel === third!.kernel && first!.kernel !== second!.kernel);
});

t.test("the shipped model is the same as JSON and as an archive written by NumPy", async (t) => {
  const [json, npz] = ["corridor.json", "corridor.npz"].map((name) => load(bytesOf(name), {}, 2).meanTask!);
  t.same({ ...json!.kernel }, { ...npz!.kernel });
  t.same([json!.reward, json!.initial, json!.discount], [npz!.reward, npz!.initial, npz!.discount]);
});

t.test("faults are told in one line with the place, the value and what is allowed", async (t) => {
  const changed = (i: number, entry: unknown) => (good.transitions as unknown[]).with(i, entry);
  const faults: [() => unknown, RegExp][] = [
    [
      changedFile({ transitions: changed(1, [0, 1, 0, 0.2]) }),
      /^m, agent 0 .*, state 0, action 1: got 0.8999/,
    ],
    [
      changedFile({ transitions: [good.transitions, [[0, 1, 0, 1]], good.transitions] }),
      /^m, agent 1, state 0, action 0: got 0;/,
    ],
    [changedFile({ transitions: [good.transitions] }), /^m, transitions: got "1 lists"; .* N = 3/],
    [
      changedFile({ transitions: changed(0, [0, 0, 1]) }),
      /^m, transitions\[0\]: got "a list of 3"; .*\[state, action/,
    ],
    [
      changedFile({ transitions: changed(2, [0, 0, "1", 1]) }),
      /^m, transitions\[2\]\[2\]: got "1"; a number/,
    ],
    [changedFile({ transitions: changed(2, {}) }), /^m, transitions\[2\]: got "an object";/],
    [changedFile({ transitions: [] }), /^m, transitions: got "a list of 0";/],
    [
      changedFile({
        rewards: [
          [[0, 1], [0.5]],
          [
            [1, 0],
            [0, 0],
          ],
        ],
      }),
      /^m, agent 0, state 1, rewards: got "a list of 1"; .*2/,
    ],
    [changedFile({ rewards: [[[0, 1]]] }), /^m, agent 0, rewards: got "a list of 1"; .*2 rows/],
    [
      changedFile({
        rewards: [
          [
            [null, 1],
            [0.5, 0],
          ],
        ],
      }),
      /^m, agent 0, state 0, action 0, reward: got null;/,
    ],
    [changedFile({ rewards: "1" }), /^m, rewards: got "1";/],
    [
      changedFile({
        rewards: [
          [
            [0, 1],
            [0.5, 0],
          ],
        ],
      }),
      /^m: got "rewards for 1 agents"; .*agents: 3/,
    ],
    [changedFile({ start: [0.5, 0.4] }), /^m, start: got 0.9; .*sum to 1/],
    [changedFile({ start: [] }), /^m, start: got "a list of 0";/],
    [changedFile({ discount: 1 }), /^m, discount: got 1;/],
    [changedFile({ discount: "0.9" }), /^m, discount: got "0.9"; it must be a number/],
    [changedFile({ discount: undefined }), /^m, discount: missing; this member is required/],
    [changedFile({ reward: [] }), /^m: got "reward"; .*did you mean "rewards"/],
    [() => load(JSON.stringify(good).replace("0.9", "1e999")), /^m, discount: got Infinity;/],
    [() => load(JSON.stringify(good).replace("0.9", "NaN")), /^m:1: got .*; well-formed JSON: ./],
    [() => load(""), /^m: got "an empty file"/],
    [() => load("[]"), /^m: got "a list of 0"; a model is a JSON object/],
    [() => load("null"), /^m: got null;/],
    [() => load(Uint8Array.of(0xff, 0xfe, 0x7b, 0)), /^m: got "bytes that are not UTF-8"/],
    [() => load(`{"discount": ${"[".repeat(1e5)}${"]".repeat(1e5)}}`), /^m, start: missing/],
  ];
  for (const [act, message] of faults) t.throws(act, { name: "ScenarioError", message });
});

/** An archive of arrays given as [numbers, shape]. */
function archive(arrays: Record<string, [ArrayLike<number>, number[]]>): Uint8Array {
  const files = Object.entries(arrays).map(([name, [data, shape]]) => [
    `${name}.npy`,
    new Uint8Array(dump(Float64Array.from(data), shape, { dtype: "f8" })),
  ]);
  return zipSync(Object.fromEntries(files));
}

const P = [0, 1, 0.3, 0.7, 1, 0, 0, 1];
const arrays: Record<string, [ArrayLike<number>, number[]]> = {
  P: [P, [2, 2, 2]],
  R: [(good.rewards as number[][][]).flat(2), [3, 2, 2]],
  start: [[0.5, 0.5], [2]],
  discount: [[0.9], []],
};

/** The bytes of an array as NumPy would write it in Fortran order. */
function fortran(data: readonly number[], shape: number[]): Uint8Array {
  const bytes = new Uint8Array(dump(Float64Array.from(data), shape, { dtype: "f8" }));
  const text = String.fromCharCode(...bytes).replace("'fortran_order':False", "'fortran_order':True ");
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

t.test("archives hold a dense kernel for all, or one per agent, in C or Fortran order", async (t) => {
  const json = load(JSON.stringify(good)).meanTask!;
  const shared = load(archive(arrays)).meanTask!;
  t.same({ ...shared.kernel }, { ...json.kernel });
  t.same(shared.reward, json.reward);
  const own = load(
    archive({
      ...arrays,
      P: [
        [...P, ...P, 1, 0, ...P.slice(2)],
        [3, 2, 2, 2],
      ],
    }),
  );
  t.equal(own.meanTask, undefined);
  t.same({ ...modelsOf(own)[1]!.kernel }, { ...json.kernel });
  const transposed = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => P[((i & 1) << 2) | (i & 2) | (i >> 2)]!);
  const files = Object.fromEntries(
    Object.entries(arrays).map(([name, [data, shape]]) => [
      `${name}.npy`,
      name === "P" ? fortran(transposed, shape) : new Uint8Array(dump(Float64Array.from(data), shape)),
    ]),
  );
  t.same({ ...load(zipSync(files)).meanTask!.kernel }, { ...json.kernel });
});

t.test("a faulty archive is refused as clearly", async (t) => {
  const faults: [Record<string, [ArrayLike<number>, number[]]>, RegExp][] = [
    [
      {
        P: [
          [...P.slice(0, 7), 0.5],
          [2, 2, 2],
        ],
      },
      /^m, agent 0 .*, state 1, action 1: got 0.5;/,
    ],
    [
      {
        P: [
          [...P.slice(0, 7), Number.NaN],
          [2, 2, 2],
        ],
      },
      /state 1, action 1, next state 1: got NaN/,
    ],
    [{ P: [P, [8]] }, /^m, P: got "the shape \(8\)"; .*\(2, 2, 2\), or \(3, 2, 2, 2\)/],
    [{ P: [P, [3, 3, 3]] }, /^m, P: got "8 entries"; the header promises the shape \(3, 3, 3\)/],
    [{ R: [new Float64Array(9), [3, 3, 1]] }, /^m, R: got "the shape \(3, 3, 1\)"; .*S = 2/],
    [
      { R: [new Float64Array(12).fill(Number.NaN), [3, 2, 2]] },
      /^m, agent 0, state 0, action 0, reward: got NaN/,
    ],
    [
      {
        start: [
          [1, 0],
          [1, 2],
        ],
      },
      /^m, start: got "the shape \(1, 2\)"/,
    ],
    [{ discount: [[0.5, 0.5], [2]] }, /^m, discount: got "the shape \(2\)"/],
    [{ Rewards: [[0], [1]] }, /^m: got "Rewards"; .*Members are P, R, start, discount/],
  ];
  for (const [change, message] of faults) {
    t.throws(() => load(archive({ ...arrays, ...change })), { name: "ScenarioError", message });
  }
  const { discount, ...rest } = arrays;
  t.ok(discount);
  t.throws(() => load(archive(rest)), {
    message: /^m, discount: missing; this member is required/,
  });
  t.throws(() => load(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)), {
    message: /^m: got "6 bytes"; not a readable archive/,
  });
});

t.test("mutated files either load or are refused in one line", async (t) => {
  const sources = [bytesOf("corridor.json"), bytesOf("corridor.npz")];
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(1300), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.option(fc.nat(1300)),
      (source, edits, cut) => {
        const bytes = source.slice(0, cut ?? source.length);
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        try {
          load(bytes, {}, 2);
        } catch (error) {
          refused++;
          return error instanceof ScenarioError && !error.message.includes("\n");
        }
        return true;
      },
    ),
    { seed: 2, numRuns: 1500 },
  );
  t.ok(refused > 500, `${refused} refused`);
});
