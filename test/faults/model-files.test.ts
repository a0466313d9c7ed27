// Damaged model files, JSON and NumPy: refused in one line that begins with the file, or read as a world.
import fc from "fast-check";
import t from "tap";
import { file } from "../../src/environments/file.ts";
import { writeNpz } from "../../src/environments/npz.ts";
import type { ScenarioError } from "../../src/error.ts";
import { damaged, damagedBytes, wholeFileDamages } from "./damage.ts";
import { faultOf, thrownBy, unfitness } from "./fault.ts";
import { modelSample } from "./samples.ts";

const text = JSON.stringify(modelSample);

const array = (shape: number[], ...data: number[]) => ({ shape, data: Float64Array.from(data) });
const archive = writeNpz({
  P: array([2, 1, 2], 0, 1, 0.25, 0.75),
  R: array([2, 2, 1], 1, 0, 0, 0.5),
  start: array([2], 1, 0),
  discount: array([], 0.9),
});

function read(path: string, bytes: Uint8Array) {
  return file.build({ path }, { agents: 2, seed: 1, file: () => bytes });
}

/** What fast-check examines: the answer is a world, or a fault that begins with the path. */
async function isSound(path: string, bytes: Uint8Array, onFault: () => void): Promise<boolean> {
  const error = await thrownBy(() => read(path, bytes));
  if (error === undefined) return true;
  onFault();
  const fault = unfitness(error);
  if (fault !== undefined) throw new Error(fault);
  return (error as ScenarioError).place.startsWith(path);
}

t.test("the samples are read, and mean the same", async (t) => {
  const json = read("model.json", new TextEncoder().encode(text)).shares;
  const npz = read("model.npz", archive).shares;
  t.equal(JSON.stringify(json), JSON.stringify(npz));
});

t.test("no damage breaks the reader of JSON", async (t) => {
  let refused = 0;
  const property = fc.asyncProperty(damaged(text), (bytes) =>
    isSound("model.json", bytes, () => refused++),
  );
  await fc.assert(property, { seed: 21, numRuns: 2500 });
  t.ok(refused > 1000, `${refused} of 2500 were refused`);
});

t.test("no damage breaks the reader of archives", async (t) => {
  let refused = 0;
  const property = fc.asyncProperty(damagedBytes(archive), (bytes) =>
    isSound("model.npz", bytes, () => refused++),
  );
  await fc.assert(property, { seed: 22, numRuns: 2500 });
  t.ok(refused > 500, `${refused} of 2500 were refused`);
});

t.test("files that are wrong as a whole are refused by name", async (t) => {
  for (const [damage, bytes] of wholeFileDamages(text)) {
    const { place } = await faultOf(t, () => read("model.json", bytes), damage);
    t.match(place, /^model\.json/, damage);
  }
});

t.test("kernels that are no kernels: agent, state, action and the sum", async (t) => {
  const changed = (change: object) =>
    new TextEncoder().encode(JSON.stringify({ ...modelSample, ...change }));
  const refused = async (change: object) =>
    (await faultOf(t, () => read("m.json", changed(change)), JSON.stringify(change))).message;
  const leaky = [
    [0, 0, 1, 1],
    [1, 0, 0, 0.25],
  ];
  t.match(await refused({ transitions: leaky }), /agent 0 .*, state 1, action 0: got 0\.25; .* sum to 1/);
  t.match(await refused({ transitions: [modelSample.transitions, leaky] }), /agent 1, state 1, action 0/);
  t.match(
    await refused({ transitions: [[0, 0, 1, -1]] }),
    /state 0, action 0, next state 1: got -1; a prob/,
  );
  t.match(await refused({ transitions: [[0, 0, 2, 1]] }), /next state: got 2; .* from 0 to 1/);
  t.match(await refused({ transitions: [[0, 1, 0, 1]] }), /state 0, action: got 1; .* from 0 to 0/);
  t.match(
    await refused({
      rewards: [
        [[1e200], [0]],
        [[0], [0]],
      ],
    }),
    /agent 0, state 0, action 0, reward: got 1e/,
  );
  t.match(
    await refused({ rewards: [[[1], [0]]] }),
    /got "rewards for 1 agents"; the scenario has agents: 2/,
  );
  t.match(await refused({ discount: 1 }), /m\.json, discount: got 1; .* below 1/);
  t.match(await refused({ discount: null }), /m\.json, discount: got null; it must be a number/);
  t.match(await refused({ start: [0.5, 0.4] }), /m\.json, start: got 0\.9; .* sum to 1/);
  t.match(await refused({ rewardz: [] }), /got "rewardz"; .* did you mean "rewards"/);
});
