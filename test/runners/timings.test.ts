// timings.csv goes on where an interrupted run left off.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { run } from "../../src/runners/run.ts";
import { buildExperiment } from "../../src/scenario/experiment.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { resolveScenario } from "../../src/scenario/scenario.ts";

const raw = {
  name: "timed",
  agents: 4,
  rounds: 9,
  topology: { kind: "ring" },
  mixing: { gossipRounds: 3 },
  environment: { kind: "values", dimension: 2 },
  algorithm: { kind: "averaging" },
  measure: { every: 2 },
};

t.test("a resumed run keeps the rows of before and its time never runs back", async (t) => {
  const out = t.testdir();
  const experiment = buildExperiment(resolveScenario(raw, builtIn), builtIn, () => new Uint8Array());
  t.equal(experiment.scenario.mixing.kind, "metropolis", "a mixing section without a kind is metropolis");
  const stop = new AbortController();
  const onRow = ({ round }: { round: number }) => void (round === 4 && stop.abort());
  const cut = await run(experiment, { out, interrupt: stop.signal, onRow });
  t.equal(cut.status, "interrupted");
  const whole = await run(experiment, { out, resume: true });
  const lines = readFileSync(join(whole.folder, "timings.csv"), "utf8").trimEnd().split("\n");
  const [header, ...rows] = lines.map((line) => line.split(","));
  t.same(header, ["round", "seconds"]);
  t.same(
    rows.map(([round]) => Number(round)),
    [0, 2, 4, 6, 8, 9],
  );
  const times = rows.map(([, seconds]) => Number(seconds));
  t.same(
    times,
    [...times].sort((a, b) => a - b),
  );
});
