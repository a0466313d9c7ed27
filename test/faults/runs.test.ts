// Runs that fail, diverge or are cut off: what stays on disk.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { ScenarioError } from "../../src/error.ts";
import { readCheckpoint } from "../../src/journal/checkpoint.ts";
import type { RowEntry } from "../../src/journal/journal.ts";
import { readJournal } from "../../src/journal/read.ts";
import { writeReport } from "../../src/report/write.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { type RunOptions, type RunResult, run } from "../../src/runners/run.ts";
import { thrownBy } from "./fault.ts";
import { scenarioSample } from "./samples.ts";

interface Lab {
  readonly out: string;
  readonly dir: string;
  attempt(options?: Partial<RunOptions>): Promise<RunResult>;
}

function lab(t: Test, text = scenarioSample, files: Record<string, string> = {}): Lab {
  const dir = t.testdir({ "scenario.yaml": text, ...files });
  const out = join(dir, "runs");
  const attempt = async (options: Partial<RunOptions> = {}) => {
    const loaded = await loadScenario(join(dir, "scenario.yaml"));
    return run(loadExperiment(loaded), { out, folder: dir, ...options });
  };
  return { out, dir, attempt };
}

/** Fails as a full disk would, at a row of the run. */
function fullDiskAt(round: number) {
  return (row: RowEntry) => {
    if (row.round === round) throw new ScenarioError("metrics.csv", "ENOSPC", "the disk is full");
  };
}

const contentsOf = (folder: string) =>
  readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), "hex")]);

t.test("a first run that fails leaves nothing", async (t) => {
  for (const round of [0, 3]) {
    const { out, attempt } = lab(t);
    const error = await thrownBy(() => attempt({ onRow: fullDiskAt(round) }));
    t.match((error as Error).message, /ENOSPC/);
    t.notOk(existsSync(out), `failing at round ${round}`);
  }
});

t.test("a run that fails gives the earlier one back, byte for byte", async (t) => {
  const { out, attempt } = lab(t);
  const { folder } = await attempt();
  const before = contentsOf(folder);
  await thrownBy(() => attempt({ onRow: fullDiskAt(2) }));
  t.same(contentsOf(folder), before);
  t.equal(readdirSync(join(out, "sample")).length, 1, "nothing is left beside it");
  const { reused } = await attempt({ resume: true });
  t.ok(reused, "it still counts as finished");
});

t.test("a run that dies while it replaces an earlier one is cleared away by the next", async (t) => {
  const { out, attempt } = lab(t);
  const { folder } = await attempt();
  const journal = readFileSync(join(folder, "journal.jsonl"), "utf8");
  renameSync(folder, `${folder}.earlier`);
  await thrownBy(() => attempt({ onRow: fullDiskAt(1) }));
  t.equal(readFileSync(join(folder, "journal.jsonl"), "utf8"), journal, "the earlier run is back");
  await attempt();
  t.equal(readFileSync(join(folder, "journal.jsonl"), "utf8"), journal, "equal runs, equal journals");
  t.same(readdirSync(join(out, "sample")), [folder.split("/").at(-1)]);
});

t.test("an interrupted run resumes to the same digests; a whole run is not given up for it", async (t) => {
  const long = scenarioSample.replace("rounds: 5", "rounds: 200").replace("gap: 1.0e-6", "gap: -1000");
  const whole = await lab(t, long).attempt();
  const { attempt } = lab(t, long);
  const stopper = new AbortController();
  const onRow = (row: RowEntry) => void (row.round === 7 && stopper.abort());
  const cut = await attempt({ interrupt: stopper.signal, onRow });
  t.match(cut, { status: "interrupted", round: 7 });
  t.equal(readCheckpoint(cut.folder).round, 7);
  const resumed = await attempt({ resume: true });
  t.match(resumed, { status: "finished", round: 200, reused: false });
  t.same(
    resumed.rows.map(({ digest }) => digest),
    whole.rows.map(({ digest }) => digest),
  );
  const again = new AbortController();
  again.abort();
  t.equal((await attempt({ interrupt: again.signal })).status, "interrupted");
  t.equal(readJournal(cut.folder).end?.status, "finished", "the whole run is still there");
});

const unstable = `name: unstable
agents: 3
rounds: 2000
topology: { kind: complete }
mixing: { kind: given, matrix: w.csv }
environment: { kind: values, draw: one-hot }
algorithm: { kind: averaging }
measure: { every: 500 }
`;

t.test("a run that diverges keeps its last finite state and says where it left the numbers", async (t) => {
  // W = 4I − J has the eigenvalues 1 and 4: disagreement grows fourfold a round, past 2^1024 in round 513.
  const { attempt } = lab(t, unstable, { "w.csv": "3,-1,-1\n-1,3,-1\n-1,-1,3\n" });
  const { folder, status, divergence } = await attempt();
  t.equal(status, "diverged");
  t.match(divergence, { agent: 0, round: 513, array: "values" });
  const { round, states } = readCheckpoint(folder);
  t.equal(round, 512);
  t.ok(states.every(({ values }) => (values as Float64Array).every(Number.isFinite)));
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
  t.match(summary, { status: "diverged", rounds: 513, reason: /agent 0, round 513: array "values"/ });
  t.equal(readJournal(folder).end?.status, "diverged");
  const page = await writeReport(folder);
  t.match(readFileSync(page, "utf8"), /agent 0, round 513/);
  const error = await thrownBy(() => attempt({ resume: true }));
  t.match((error as Error).message, /^--resume: .*nothing to resume: agent 0, round 513/);
});

t.test("damaged run folders are refused by name", async (t) => {
  const { attempt } = lab(t);
  const { folder } = await attempt();
  const damages: [string, string, RegExp][] = [
    ["journal.jsonl", "garbage\n", /journal\.jsonl line 1: got "garbage"; the journal is damaged/],
    ["journal.jsonl", "null\n", /journal\.jsonl line 1: got "null"; the journal is damaged/],
    ["journal.jsonl", '{"kind":"row","round":1}\n', /the journal is damaged/],
    ["journal.jsonl", "", /journal\.jsonl: got "no entry"; a journal begins with/],
    ["scenario.json", "{", /scenario\.json:1: got "\{"; well-formed JSON/],
    ["scenario.json", "[]", /scenario\.json, name: missing/],
    ["certificate.json", "{}", /certificate\.json, agents: missing/],
    ["mixing.npz", "PK", /mixing\.npz: got .*archive/],
  ];
  for (const [name, contents, answer] of damages) {
    const path = join(folder, name);
    const sound = readFileSync(path);
    writeFileSync(path, contents);
    const error = await thrownBy(() => writeReport(folder));
    t.match((error as Error | undefined)?.message ?? "it was reported", answer);
    writeFileSync(path, sound);
  }
  t.match(await thrownBy(() => writeReport(join(folder, ".."))), { message: /a folder without a journal/ });
});

t.test("a server's traffic stands beside the gossip's, computed from the run", async (t) => {
  const text = scenarioSample.replace("kind: ring,", "kind: complete,").replace("metropolis", "uniform");
  const { folder } = await lab(t, text.replace("lazy: 0.1, ", "")).attempt();
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
  // Two mixes a round, five rounds: 4·3 messages each between agents, 4 up and 4 down with a server.
  t.match(summary, { messages: 10 * 12, server_messages: 10 * 8, bytes: 10 * 12 * 8 * 18 });
});

t.test("runs at the limits: one agent, few measurements, endless rounds with a stop", async (t) => {
  const one = await lab(t, scenarioSample.replace("agents: 4", "agents: 1")).attempt();
  t.equal(one.status, "finished");
  t.ok(one.rows.every(({ messages, bytes }) => messages === 0 && bytes === 0));
  const sparse = await lab(t, scenarioSample.replace("every: 1", "every: 1000")).attempt();
  t.same(
    sparse.rows.map(({ round }) => round),
    [0, 5],
  );
  const endless = scenarioSample.replace("rounds: 5", "rounds: 1000000000").replace("1.0e-6", "1000");
  t.match(await lab(t, endless).attempt(), { status: "stopped", round: 0 });
});
