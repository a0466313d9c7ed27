// Peers with folders, hosted in this process: they are watched, stopped, and go on.
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { PrivateKey } from "@libp2p/interface";
import { peerIdFromPrivateKey } from "@libp2p/peer-id";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import {
  parsePeerEntry,
  readPeerJournal,
  readView,
  writtenView,
} from "../../../src/journal/peer-journal.ts";
import { laboratoryKey, laboratoryObserver } from "../../../src/network/libp2p/identity.ts";
import { placeFindings } from "../../../src/runners/deployment/doctor.ts";
import { deploymentFolder, hostPeers } from "../../../src/runners/deployment/host-process.ts";
import type { PeerReport } from "../../../src/runners/deployment/hosted-peer-options.ts";
import { parseHosts, readHosts } from "../../../src/runners/deployment/hosts.ts";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { freePorts } from "../../../src/runners/deployment/ports.ts";
import { sayStop, watch } from "../../../src/runners/deployment/watch.ts";
import { run } from "../../../src/runners/run.ts";
import type { Experiment } from "../../../src/scenario/experiment.ts";
import { collect, experimentOf, small } from "../experiments.ts";
import { journalBits } from "./processes.ts";

const raw = { ...small, rounds: 400, measure: { every: 10 } };
const agents = [0, 1, 2, 3];
const never = new AbortController().signal;

async function hostsOf(extra: object = {}) {
  const ports = await freePorts(agents.length);
  const observer = peerIdFromPrivateKey(await laboratoryObserver(raw.seed)).toString();
  const peers = Object.fromEntries(ports.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]));
  return parseHosts({ peers, observers: [observer], ...extra }, "hosts", { agents: 4, seed: raw.seed });
}

function hosting(t: Test, hosts: Awaited<ReturnType<typeof hostsOf>>, experiment = experimentOf(raw)) {
  const common = { experiment, agents, hosts, out: join(t.testdirName, "runs") };
  return { ...common, checkpointSeconds: 0.5, lingerSeconds: 60, interrupt: never };
}

async function expected() {
  const seen = await collect(experimentOf(raw));
  return seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));
}

t.test("an observer sees them to the end; the merged run is that of lockstep", async (t) => {
  t.testdir();
  const hosts = await hostsOf();
  const options = hosting(t, hosts);
  let last: readonly PeerReport[] = [];
  const ending = new AbortController();
  const looking = watch({
    ...options,
    interrupt: ending.signal,
    onReports: (reports) => {
      last = reports;
    },
    onUnreachable: () => {},
  });
  const ends = await hostPeers(options);
  t.ok(ends.every(({ status, round }) => status === "finished" && round === raw.rounds));
  t.ok(
    last.every(({ linked, neighbours }) => neighbours === 2 && linked <= 2),
    "told of neighbours",
  );
  const merged = await run(experimentOf(raw), { way: mergeWay, out: options.out });
  t.same(journalBits(merged.folder), await expected());
  ending.abort();
  await looking;
});

t.test("an observer says stop: all end with a checkpoint, and go on later to the same bits", async (t) => {
  t.testdir();
  const long = experimentOf({ ...raw, rounds: 100_000, measure: { every: 50 } });
  const hosts = await hostsOf();
  const options = hosting(t, hosts, long);
  let stopped: Promise<number> | undefined;
  const ends = await hostPeers({
    ...options,
    onReports: (reports) => {
      if (stopped !== undefined || reports.some(({ round }) => round <= 50)) return;
      stopped = sayStop({ ...options, onReports: () => {}, onUnreachable: () => {} }, "enough");
    },
  });
  t.equal(await stopped, 4);
  t.ok(ends.every(({ status }) => status === "interrupted"));
  const first = Math.max(...ends.map(({ round }) => round));
  const interrupt = new AbortController();
  const again = await hostPeers({
    ...options,
    onReports: (reports) => {
      if (reports.every(({ round }) => round > first + 20)) interrupt.abort();
    },
    interrupt: interrupt.signal,
  });
  t.ok(again.every(({ status, round }) => status === "interrupted" && round > first));
  const merged = await run(long, { way: mergeWay, out: options.out });
  const rounds = merged.rows.at(-1)!.round;
  const seen = await collect(experimentOf({ ...raw, rounds, measure: { every: 50 } }));
  t.same(
    journalBits(merged.folder).map(({ round, digest }) => ({ round, digest })),
    seen.map(({ round, digest }) => ({ round, digest })),
  );
});

t.test("an observer whom nobody knows, or of another scenario, learns why", async (t) => {
  t.testdir();
  const hosts = await hostsOf();
  const long = experimentOf({ ...raw, rounds: 100_000, measure: { every: 1000 } });
  const ending = new AbortController();
  const options = { ...hosting(t, hosts, long), interrupt: ending.signal };
  const stopBy = async (experiment: Experiment, key?: PrivateKey) => {
    const reasons: string[] = [];
    const onUnreachable = (agent: number, reason: string) => void (reasons[agent] = reason);
    const observer = { ...options, experiment, onReports: () => {}, onUnreachable, ...(key && { key }) };
    return { reached: await sayStop(observer, "enough"), reasons };
  };
  const begun = Promise.withResolvers<void>();
  const hosted = hostPeers({ ...options, onReports: () => begun.resolve() });
  await begun.promise;
  const other = experimentOf({ ...raw, rounds: 99, measure: { every: 1000 } });
  t.same(await stopBy(other), { reached: 0, reasons: Array(4).fill("another scenario: rounds") });
  const stranger = await stopBy(long, await laboratoryKey(raw.seed, 9));
  t.equal(stranger.reached, 0);
  for (const reason of stranger.reasons) t.match(reason, /a stranger to it/);
  t.equal((await stopBy(long)).reached, 4);
  t.ok((await hosted).every(({ status }) => status === "interrupted"));
});

t.test("publish: none: nobody is told anything", async (t) => {
  t.testdir();
  const hosts = await hostsOf({ publish: "none" });
  t.notOk(hosts.publishes);
  const options = hosting(t, hosts);
  const reports: unknown[] = [];
  const ending = new AbortController();
  const looking = watch({
    ...options,
    interrupt: ending.signal,
    onReports: (report) => reports.push(report),
    onUnreachable: () => {},
  });
  await hostPeers(options);
  ending.abort();
  await looking;
  t.same(reports, []);
});

t.test("journals of peers: what is written is what is read; damage is named", async (t) => {
  const view = { a: Float64Array.of(1, -0, Number.NaN, 1e-320), b: new Float64Array(0) };
  t.same(readView(writtenView(view), "here"), view);
  t.throws(() => parsePeerEntry('{"kind":"row","round":3}', "x line 2"), {
    message: /^x line 2: .* damaged/,
  });
  t.throws(() => readView({ a: "AAAA" }, "x"), { message: /^x, a: .* float64/ });
  t.same(readPeerJournal(join(t.testdir(), "none")), []);
});

t.test("hosts.yaml: faults are one line", async (t) => {
  const id = peerIdFromPrivateKey(await laboratoryObserver(raw.seed)).toString();
  const dir = t.testdir({
    "few.yaml": stringify({ peers: { 0: "/ip4/10.0.0.1/tcp/4001" } }),
    "udp.yaml": stringify({ peers: { 0: "/ip4/10.0.0.1/udp/4001", 1: "/ip4/10.0.0.1/tcp/4001" } }),
    "id.yaml": stringify({
      peers: { 0: { address: "/ip4/10.0.0.1/tcp/1", id: "me" }, 1: "/ip4/1.1.1.1/tcp/1" },
    }),
    "many.yaml": stringify({
      peers: { 0: "/ip4/1.1.1.1/tcp/1", 1: "/ip4/1.1.1.1/tcp/2", 7: "/ip4/1.1.1.1/tcp/3" },
    }),
    "odd.yaml": stringify({ peers: {}, observer: [] }),
    "twice.yaml": stringify({ peers: { 0: "/ip4/1.1.1.1/tcp/1", 1: "/ip4/1.1.1.1/tcp/1" } }),
    "key.yaml": stringify({
      peers: { 0: { address: "/ip4/1.1.1.1/tcp/1", id }, 1: { address: "/ip4/1.1.1.1/tcp/2", id } },
    }),
  });
  const faults: Record<string, RegExp> = {
    few: /peers\.1: missing; an address for each of 2 agents/,
    udp: /peers\.0: got "\/ip4\/10\.0\.0\.1\/udp\/4001"; a multiaddress with a TCP port/,
    id: /peers\.0: got "me"; a peer id/,
    many: /peers: got "7"; agents below 2/,
    odd: /observer.*observers/,
    twice: /peers\.1: got "\/ip4\/1\.1\.1\.1\/tcp\/1"; not what agent 0 has/,
    key: /peers\.1: got "12D3.*"; not what agent 0 has/,
  };
  for (const [name, message] of Object.entries(faults))
    await t.rejects(readHosts(join(dir, `${name}.yaml`), 2, 1), { name: "ScenarioError", message });
});

t.test("a key that the others do not expect is refused before anything is written", async (t) => {
  t.testdir();
  const key = await laboratoryObserver(raw.seed);
  const other = peerIdFromPrivateKey(key).toString();
  const [address, ...rest] = (await hostsOf()).addresses;
  const peers = { 0: { address, id: other }, ...Object.fromEntries(rest.map((at, k) => [k + 1, at])) };
  const hosts = await parseHosts({ peers }, "hosts", { agents: 4, seed: raw.seed });
  const options = { ...hosting(t, hosts), agents: [0] };
  const message = `--key: missing; the key of ${other}, agent 0 in the hosts file`;
  await t.rejects(hostPeers(options), { name: "ScenarioError", message });
  const ofOther = { ...options, agents: [1], key };
  await t.rejects(hostPeers(ofOther), { message: /^--key: got "12D3.*; the key of 12D3\w+, agent 1 in/ });
  t.notOk(existsSync(options.out));
});

t.test("a disk that is full at a checkpoint: the peer says so and goes on", async (t) => {
  t.testdir();
  const hosts = await hostsOf();
  const options = hosting(t, hosts);
  const peers = join(deploymentFolder(options.experiment, options.out), "peers");
  mkdirSync(join(peers, "1"), { recursive: true });
  symlinkSync("/dev/full", join(peers, "1", "checkpoint.npz.part"));
  const notes: string[] = [];
  const onNote = (agent: number, text: string) => void notes.push(`${agent}: ${text}`);
  const ends = await hostPeers({ ...options, checkpointSeconds: 0.1, onNote });
  t.ok(ends.every(({ status }) => status === "finished"));
  t.ok(
    notes.some((note) => /^1: no checkpoint after round \d+: .*the disk is full/.test(note)),
    notes.join("\n"),
  );
});

t.test("the doctor knows who comes later, and to whom one hands over", async (t) => {
  const membership = [
    { kind: "joins", agent: 1, round: 20 },
    { kind: "leaves", agent: 0, round: 30 },
    { kind: "joins", agent: 0, round: 50 },
  ];
  const experiment = experimentOf({ ...raw, network: { membership } });
  const found = await placeFindings({ experiment, hosts: await hostsOf(), id: 0 });
  const byName = Object.fromEntries(found.map(({ what, ...finding }) => [what.slice(0, 14), finding]));
  t.match(byName["agent 0, comes"], {
    isWell: true,
    detail: "leaves at round 30, hands over to agent 1; joins at round 50",
  });
  t.match(byName["agent 1 at /ip"], { isWell: true, detail: /nobody listens.*; it joins at round 20/ });
  t.match(byName["agent 3 at /ip"], { isWell: false, detail: /nobody listens/ });
});

t.test("the doctor names what is ill", async (t) => {
  t.testdir();
  const hosts = await hostsOf();
  const options = hosting(t, hosts);
  const findings = async (experiment: Experiment) => {
    const found = await placeFindings({ experiment, hosts, id: 0 });
    return Object.fromEntries(
      found.map(({ what, isWell, detail }) => [what.slice(0, 7), { isWell, detail }]),
    );
  };
  const alone = await findings(options.experiment);
  t.match(alone["agent 1"], { isWell: false, detail: /nobody listens/ });
  const long = experimentOf({ ...raw, rounds: 100_000, measure: { every: 1000 } });
  const ending = new AbortController();
  const hosted = hostPeers({ ...options, experiment: long, agents: [1, 3], interrupt: ending.signal });
  const areThere = async () => {
    const found = await findings(long);
    return ["agent 1", "agent 3"].every((agent) => found[agent]!.isWell);
  };
  while (!(await areThere()));
  t.match(await findings(long), { "agent 3": { isWell: true, detail: "same scenario" } });
  const other = experimentOf({ ...raw, seed: raw.seed, rounds: 99, measure: { every: 1000 } });
  t.match(await findings(other), { "agent 1": { isWell: false, detail: "another scenario: rounds" } });
  ending.abort();
  await hosted;
});
