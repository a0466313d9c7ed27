// The arithmetic of estimates, and a calibration that times what it says.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { loadExperiment } from "../../../src/runners/load.ts";
import { run } from "../../../src/runners/run.ts";
import type { Timing } from "../../../src/runners/study/calibration.ts";
import { timingsOf } from "../../../src/runners/study/calibration.ts";
import { estimateOf } from "../../../src/runners/study/estimate.ts";
import { loadStudy } from "../../../src/runners/study/load-study.ts";
import { resolveScenario } from "../../../src/scenario/scenario.ts";

const size = { agents: 4, rounds: 100, rows: 11, effort: 60 };
const timing: Timing = { ...size, setup: 2, round: 0.01, row: 0.1, rowBytes: 300, ownBytes: 5000 };

t.test("a run like the timed one takes what it took; others in proportion", async (t) => {
  const one = estimateOf([size], [timing], 1);
  t.ok(Math.abs(one.seconds - (2 + 100 * 0.01 + 11 * 0.1)) < 1e-12);
  t.equal(one.bytes, 11 * 300 + 5000);
  const larger = { agents: 8, rounds: 200, rows: 21, effort: 180 };
  const two = estimateOf([larger], [timing], 1);
  t.ok(Math.abs(two.seconds - (2 + 3 * (200 * 0.01 + 21 * 0.1))) < 1e-12);
  t.equal(two.bytes, 21 * 300 * 2 + 3 * 5000);
});

t.test("every run goes by the timing nearest in effort", async (t) => {
  const slow = { ...timing, effort: 600, setup: 0, round: 1, row: 0 };
  const fast = { ...timing, effort: 60, setup: 0, round: 0.001, row: 0 };
  const seconds = (effort: number) => estimateOf([{ ...size, effort }], [fast, slow], 1).seconds;
  t.ok(Math.abs(seconds(60) - 0.1) < 1e-12);
  t.ok(Math.abs(seconds(120) - 0.2) < 1e-12);
  t.ok(Math.abs(seconds(300) - 50) < 1e-12);
});

t.test("workers share the runs, but none is faster than its longest run", async (t) => {
  const runs = Array.from({ length: 8 }, () => size);
  const alone = estimateOf(runs, [timing], 1);
  t.ok(Math.abs(estimateOf(runs, [timing], 4).seconds - alone.seconds / 4) < 1e-12);
  t.ok(Math.abs(estimateOf(runs, [timing], 100).seconds - alone.seconds / 8) < 1e-12);
  t.equal(estimateOf(runs, [timing], 4).bytes, alone.bytes);
});

const study = `name: timed
scenario:
  name: timed
  agents: 4
  rounds: 120
  measure: { every: 3 }
  topology: { kind: ring }
  environment: { kind: path-grid, size: 5, discount: 0.9 }
  algorithm: { kind: fednpg, stepSize: 0.05, temperature: 0.1 }
vary:
  agents: [4, 8, 12, 16, 20, 24, 28]
`;

t.test("five of seven sizes are timed, the ends among them; nothing is written", async (t) => {
  const dir = t.testdir({ "study.yaml": study });
  const loaded = await loadStudy(join(dir, "study.yaml"));
  const timings = await timingsOf(loaded);
  t.same(
    timings.map(({ agents }) => agents),
    [4, 12, 16, 24, 28],
  );
  for (const { setup, round, row } of timings) {
    for (const seconds of [setup, round, row]) t.ok(seconds > 0 && Number.isFinite(seconds), `${seconds}`);
  }
  t.same(readdirSync(dir), ["study.yaml"]);
});

t.test("the space of a study is estimated to a quarter", async (t) => {
  const dir = t.testdir({ "study.yaml": study });
  const loaded = await loadStudy(join(dir, "study.yaml"));
  const { bytes } = estimateOf(loaded.sizes, await timingsOf(loaded), 2);
  let written = 0;
  for (const { scenario: raw } of loaded.plan.runs) {
    const scenario = resolveScenario(raw, loaded.registry);
    const { folder } = await run(loadExperiment({ ...loaded, scenario }), { out: join(dir, "runs") });
    for (const name of readdirSync(folder)) written += statSync(join(folder, name)).size;
  }
  t.ok(Math.abs(bytes / written - 1) < 0.25, `${bytes} estimated, ${written} written`);
});

t.test("a run that diverges at once is timed all the same", async (t) => {
  const diverging = study.replace("stepSize: 0.05, temperature: 0.1", "stepSize: 1e308, temperature: 0");
  const dir = t.testdir({ "study.yaml": diverging });
  const timings = await timingsOf(await loadStudy(join(dir, "study.yaml")));
  t.equal(timings.length, 5);
  for (const { setup, round, rowBytes } of timings) t.ok(setup > 0 && round === 0 && rowBytes > 0);
});
