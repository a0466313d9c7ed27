// Peers in processes of their own that come and go: the merged run is that of virtual time, whoever dies.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import { type PeerEntry, readPeerJournal } from "../../../src/journal/peer-journal.ts";
import { runPage } from "../../../src/report/page.ts";
import { readRun } from "../../../src/report/read-run.ts";
import { hostPeers } from "../../../src/runners/deployment/host-process.ts";
import { parseHosts } from "../../../src/runners/deployment/hosts.ts";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { freePorts } from "../../../src/runners/deployment/ports.ts";
import { run } from "../../../src/runners/run.ts";
import type { Experiment } from "../../../src/scenario/experiment.ts";
import { experimentOf, small } from "../experiments.ts";
import { bitsOf, deployed, expectedBits, journalBits, peersFolder } from "./processes.ts";

const scenario = stringify({
  ...small,
  agents: 5,
  rounds: 40,
  network: {
    membership: [
      { kind: "joins", agent: 4, round: 13 },
      { kind: "leaves", agent: 2, round: 21 },
      { kind: "lost", agent: 0, round: 26 },
      { kind: "joins", agent: 2, round: 31 },
    ],
  },
});

const endOf = (entries: readonly PeerEntry[]) => entries.find(({ kind }) => kind === "end");

t.test("five processes", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const path = join(dir, "s.yaml");
  const result = await deployed(path, join(dir, "runs"));
  t.equal(result.status, "finished");
  t.same(journalBits(result.folder), await expectedBits(path));
  const peers = await peersFolder(path, join(dir, "runs"));
  const journal = (agent: number) => readPeerJournal(join(peers, String(agent), "journal.jsonl"));
  t.match(endOf(journal(0)), { status: "finished", round: 25, reason: "left" });
  t.match(endOf(journal(2)), { status: "finished", round: 40, reason: undefined });
  const log = (agent: number) => readFileSync(join(peers, String(agent), "log.txt"), "utf8");
  t.match(log(0), /finished after round 25: left/);
  t.match(log(1), /begins round 31: agent 2 joins/);
});

/** Hosts for a scenario, and how to host some of its agents in this process. */
async function hosting(t: Test, experiment: Experiment) {
  const { agents, seed } = experiment.scenario;
  const ports = await freePorts(agents);
  const peers = Object.fromEntries(ports.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]));
  const hosts = await parseHosts({ peers }, "hosts", { agents, seed });
  const common = { experiment, hosts, out: join(t.testdirName, "runs"), lingerSeconds: 600 };
  return { ...common, checkpointSeconds: 1e6, interrupt: new AbortController().signal };
}

t.test("joiners that are started after their rounds; a leaver that ends before the others", async (t) => {
  t.testdir();
  const membership = [
    { kind: "joins", agent: 4, round: 50 },
    { kind: "leaves", agent: 2, round: 80 },
    { kind: "joins", agent: 5, round: 120 },
  ];
  const raw = { ...small, agents: 6, rounds: 200, measure: { every: 7 }, network: { membership } };
  const experiment = experimentOf(raw);
  const options = await hosting(t, experiment);
  let joiner: ReturnType<typeof hostPeers> | undefined;
  const others = hostPeers({
    ...options,
    agents: [0, 1, 3],
    onReports: (reports) => {
      // All wait for the joiner: nobody is far beyond the round before its first.
      if (reports.every(({ round }) => round >= 47)) joiner ??= hostPeers({ ...options, agents: [4] });
    },
  });
  const left = await hostPeers({ ...options, agents: [2] });
  t.match(left, [{ status: "finished", round: 79, reason: "left" }]);
  // Without this one nobody gets to the end: the leaver has ended before them.
  const last = await hostPeers({ ...options, agents: [5] });
  for (const end of [...(await others), ...(await joiner!), ...last])
    t.match(end, { status: "finished", round: 200, reason: undefined });
  const merged = await run(experiment, { way: mergeWay, out: options.out });
  t.same(journalBits(merged.folder), await bitsOf(experimentOf(raw)));
  const words = "agent 4 joins at round 50, agent 2 leaves at round 80, agent 5 joins at round 120.";
  t.match(runPage(readRun(merged.folder), []), words, "the report says who came and went");
});
