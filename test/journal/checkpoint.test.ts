// Checkpoints: read back to the bit, opened by NumPy, and the same bytes in every time zone.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import {
  checkpointArrays,
  hasCheckpoint,
  readCheckpoint,
  writeCheckpoint,
} from "../../src/journal/checkpoint.ts";
import { agentDigest } from "../../src/journal/state-digest.ts";

const saved = {
  round: 12,
  states: [
    { x: Float64Array.of(1, -0, 1e-300), count: 3 },
    { x: Float64Array.of(Math.PI, 5e-324, -1e300), count: -0 },
  ],
  traffic: { messages: 2 ** 40 + 1, bytes: 2 ** 50 + 8 },
};

t.test("what is written is read back, to the bit", async (t) => {
  const folder = t.testdir();
  t.equal(hasCheckpoint(folder), false);
  writeCheckpoint(folder, saved);
  t.equal(hasCheckpoint(folder), true);
  const read = readCheckpoint(folder);
  t.same([read.round, read.traffic], [saved.round, saved.traffic]);
  t.same(read.states.map(agentDigest), saved.states.map(agentDigest), "signs of zero included");
});

t.test("any states survive", async (t) => {
  const folder = t.testdir();
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(number),
      (agents, length, stream) => {
        const draw = () => stream.next().value as number;
        const states = Array.from({ length: agents }, () => ({
          a: Float64Array.from({ length }, draw),
          b: draw(),
        }));
        writeCheckpoint(folder, { ...saved, states });
        t.same(readCheckpoint(folder).states.map(agentDigest), states.map(agentDigest));
      },
    ),
    { seed: 4, numRuns: 30 },
  );
});

t.test("agents with states of other lengths are refused before anything is written", async (t) => {
  const folder = t.testdir();
  const states = [{ x: Float64Array.of(1, 2) }, { x: Float64Array.of(1) }];
  t.throws(() => writeCheckpoint(folder, { ...saved, states }), {
    message: /all agents keep "x" of one length/,
  });
  t.equal(hasCheckpoint(folder), false);
});

t.test("the bytes are the same in every time zone, west of Greenwich too", async (t) => {
  const zone = process.env.TZ;
  t.teardown(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const folder = t.testdir();
  const bytes = ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"].map((name) => {
    process.env.TZ = name;
    writeCheckpoint(folder, saved);
    return readFileSync(join(folder, "checkpoint.npz")).toString("hex");
  });
  t.equal(new Set(bytes).size, 1);
});

const numpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

t.test(
  "NumPy reads the same numbers",
  { skip: numpy ? false : "python3 with numpy is not here" },
  async (t) => {
    const folder = t.testdir();
    writeCheckpoint(folder, saved);
    const script = `
import json, sys, numpy
with numpy.load(sys.argv[1]) as found:
    print(json.dumps({name: [list(found[name].shape), str(found[name].dtype), found[name].tobytes().hex()]
                      for name in found.files}))`;
    const { stdout, stderr } = spawnSync("python3", ["-c", script, join(folder, "checkpoint.npz")]);
    const found = JSON.parse(stdout.toString() || `"${stderr}"`);
    const expected = Object.entries(checkpointArrays(saved)).map(([name, { shape, data }]) => {
      const bytes = Buffer.alloc(8 * data.length);
      data.forEach((x, k) => {
        bytes.writeDoubleLE(x, 8 * k);
      });
      return [name, [shape, "float64", bytes.toString("hex")]];
    });
    t.same(found, Object.fromEntries(expected));
    t.same(Object.keys(found).sort(), ["bytes", "messages", "round", "state.count", "state.x"]);
  },
);
