// A process that stops and comes back, and one that dies for good: where patience ends the others go on.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { readJournal } from "../../../src/journal/read.ts";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { run } from "../../../src/runners/run.ts";
import { small } from "../experiments.ts";
import type { Absence } from "./absentee.ts";
import { deployed, peersFolder, rowsOf } from "./processes.ts";

t.test("one process stands still and goes on, another dies for good", async (t) => {
  const network = { patience: 15 };
  const raw = { ...small, agents: 3, rounds: 240, measure: { every: 10 }, network };
  const dir = t.testdir({ "s.yaml": stringify(raw) });
  const path = join(dir, "s.yaml");
  const out = join(dir, "runs");
  const peers = await peersFolder(path, out);
  // Stopped, it is there and says nothing; the others mix without it.
  const absences: Record<number, Absence> = {
    1: { round: 30, signal: "SIGSTOP", file: join(dir, "stopped") },
    2: { round: 85, signal: "SIGKILL", file: join(dir, "dead") },
  };
  let isAwake = false;
  const before = 30 / raw.measure.every;
  const timer = setInterval(() => {
    const pid = existsSync(absences[1]!.file) ? readFileSync(absences[1]!.file, "utf8") : "";
    if (isAwake || pid === "") return;
    isAwake = rowsOf(peers, 1) > before;
    // Until it has gone on: a first call may come before it stands still.
    if (!isAwake && rowsOf(peers, 0) >= before + 2) process.kill(Number(pid), "SIGCONT");
  }, 5);
  const program = [resolve(import.meta.dirname, "absentee.ts"), JSON.stringify(absences)];
  const result = await deployed(path, out, { restarts: 0, program });
  clearInterval(timer);
  t.ok(isAwake && existsSync(absences[2]!.file));
  t.equal(result.status, "finished");
  const { rows } = readJournal(result.folder);
  t.equal(rows.at(-1)!.round, raw.rounds);
  t.ok(rowsOf(peers, 2) < rows.length, "the dead has no last round");
  t.ok(rowsOf(peers, 1) === rows.length, "whoever stood still has all");
  const missing = rows.map(({ metrics }) => metrics.missing!);
  t.ok(missing[0] === 0 && missing.at(-1)! >= 2 * 100, `missing: ${missing}`);
  t.ok(
    missing.every((count, k) => k === 0 || count >= missing[k - 1]!),
    "a count",
  );
  const last = rows.at(-1)!.agents;
  const found = Object.values(last).map((values) => values.map((value) => value === null));
  t.ok(found.length > 0, "there are metrics by agent");
  for (const isEmpty of found)
    t.same(isEmpty, [false, false, true], "metrics are over those who are there");
  const log = readFileSync(join(peers, "0", "log.txt"), "utf8");
  t.match(log, /mixed without agent 1 in round \d+/);
  t.ok(log.indexOf("ready: linked to all") < log.indexOf("mixed without"), "first all were there");
  t.match(log, /mixed without agent 2 in round \d+ \(64 times\)/);
  const merged = await run((await experimentAt(path)).experiment, { way: mergeWay, out });
  t.same(readJournal(merged.folder).rows, rows, "merged again, the dead is known by its journal");
});

t.test("one that dies before it has told anything ends the deployment, patience or not", async (t) => {
  const raw = {
    ...small,
    agents: 3,
    rounds: 1_000_000,
    measure: { every: 100 },
    network: { patience: 15 },
  };
  const program = JSON.stringify(resolve(import.meta.dirname, "../../../src/cli/hearsay.ts"));
  const dir = t.testdir({
    "s.yaml": stringify(raw),
    "peer.mjs": `if (process.argv.join(" ").includes("--agent 2")) process.exit(7);
await import(${program});
`,
  });
  const wishes = { restarts: 1, program: [join(dir, "peer.mjs")] };
  const refusal = { name: "ScenarioError", message: /the process of agent 2: got "2 deaths in a row"/ };
  await t.rejects(deployed(join(dir, "s.yaml"), join(dir, "runs"), wishes), refusal);
});
