// Every peer a process of its own: the bits are those of lockstep, whoever dies on the way.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { run } from "../../../src/runners/run.ts";
import type { Absence } from "./absentee.ts";
import { deployed, expectedBits, journalBits, peersFolder } from "./processes.ts";

const scenario = (rounds: number, agents: number) => `name: small
seed: 3
agents: ${agents}
rounds: ${rounds}
topology: { kind: ring }
environment: { kind: garnet, states: 5, actions: 3, branching: 3, discount: 0.9 }
algorithm: { kind: fednpg, stepSize: 0.05, temperature: 0.1 }
`;

t.test("processes over TCP", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario(40, 3) });
  const path = join(dir, "s.yaml");
  const result = await deployed(path, join(dir, "runs"));
  t.equal(result.status, "finished");
  t.same(journalBits(result.folder), await expectedBits(path));
  const simulated = await run((await experimentAt(path)).experiment, { out: join(dir, "simulated") });
  const files = (folder: string) => readdirSync(folder).filter((name) => /\./.test(name));
  t.same(
    files(result.folder).filter((name) => name !== "hosts.yaml"),
    files(simulated.folder),
    "the run folder has the form of a simulated one",
  );
  const { experiment } = await experimentAt(path);
  const merged = await run(experiment, { way: mergeWay, out: join(dir, "runs") });
  t.same(journalBits(merged.folder), journalBits(simulated.folder), "merged again from the peers' folders");
});

t.test("interrupted, then resumed", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario(300, 3) });
  const path = join(dir, "s.yaml");
  const out = join(dir, "runs");
  const peers = await peersFolder(path, out);
  // One stands still until the others have been told to end: nobody comes to the last round before.
  const absence: Absence = { round: 20, signal: "SIGSTOP", file: join(dir, "stopped") };
  const program = [resolve(import.meta.dirname, "absentee.ts"), JSON.stringify({ 0: absence })];
  const interrupt = new AbortController();
  let isAwake = false;
  const timer = setInterval(() => {
    if (isAwake || !existsSync(absence.file)) return;
    interrupt.abort();
    isAwake = readFileSync(join(peers, "1", "journal.jsonl"), "utf8").includes('{"kind":"end"');
    if (isAwake) process.kill(Number(readFileSync(absence.file, "utf8")), "SIGCONT");
  }, 5);
  const cut = await deployed(path, out, { processes: 2, interrupt: interrupt.signal, program });
  clearInterval(timer);
  t.equal(cut.status, "interrupted");
  t.ok(cut.round < 300);
  const whole = await deployed(path, out, { resume: true, processes: 2 });
  t.equal(whole.status, "finished");
  t.same(journalBits(whole.folder), await expectedBits(path));
});
