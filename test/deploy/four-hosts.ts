// Four hosts, one peer each: the bits are those of lockstep, also where a cable was pulled for a while.
import { once } from "node:events";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import t from "tap";
import { stringify } from "yaml";
import { readJournal } from "../../src/journal/read.ts";
import { mergeWay } from "../../src/runners/deployment/merge-way.ts";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { expectedBits, journalBits, peersFolder, rowsOf } from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";
import { Hosts, obstacle } from "./hosts.ts";

const program = resolve(import.meta.dirname, "../../src/cli/hearsay.ts");
const skip = obstacle();
if (skip !== undefined) process.stderr.write(`four hosts: skipped, ${skip}\n`);

const graphs = {
  ring: { kind: "ring" },
  star: { kind: "star" },
  random: { kind: "erdos-renyi", probability: 0.7 },
};
const temperatures = { vanilla: 0, entropy: 0.1 };

interface Trial {
  readonly raw: object;
  readonly dir: string;
  /** Acts while the peers run, told of the folder of the peers. */
  readonly meanwhile?: (hosts: Hosts, peers: string) => Promise<void>;
}

/** Runs a peer on each of four hosts; answers the merged run's bits and those of lockstep. */
async function trial({ dir, meanwhile }: Trial) {
  const hosts = new Hosts(4);
  try {
    const path = join(dir, "s.yaml");
    const out = join(dir, "runs");
    const peersOf = await peersFolder(path, out);
    const words = (agent: number) => [
      ...[program, "peer", path, "--agent", String(agent), "--peers", join(dir, "hosts.yaml")],
      ...["--out", out, "--checkpoint-every", "0.5", "--linger", "60"],
    ];
    const processes = [0, 1, 2, 3].map((agent) => hosts.start(agent, words(agent)));
    const errors = processes.map(() => "");
    processes.forEach((child, k) => {
      child.stderr!.on("data", (chunk) => {
        errors[k] += chunk;
      });
    });
    const ends = processes.map((child) => once(child, "exit"));
    await meanwhile?.(hosts, peersOf);
    const codes = (await Promise.all(ends)).map(([code]) => code);
    const merged = await run((await experimentAt(path)).experiment, { way: mergeWay, out });
    return { codes, errors, folder: merged.folder, path };
  } finally {
    hosts.remove();
  }
}

const hostsFile = stringify({
  peers: Object.fromEntries([0, 1, 2, 3].map((k) => [k, `/ip4/10.77.0.${k + 1}/tcp/4001`])),
});

for (const [graph, topology] of Object.entries(graphs)) {
  for (const [name, temperature] of Object.entries(temperatures)) {
    await t.test(`FedNPG, ${name}, ${graph}`, { skip: skip ?? false }, async (t) => {
      const raw = { ...small, topology, algorithm: { ...small.algorithm, temperature }, rounds: 60 };
      const dir = t.testdir({ "s.yaml": stringify(raw), "hosts.yaml": hostsFile });
      const { codes, errors, folder, path } = await trial({ raw, dir });
      t.same(codes, [0, 0, 0, 0], errors.join(""));
      t.same(journalBits(folder), await expectedBits(path));
    });
  }
}

await t.test("a cable is pulled for three seconds", { skip: skip ?? false }, async (t) => {
  const raw = { ...small, rounds: 3000, measure: { every: 10 } };
  const dir = t.testdir({ "s.yaml": stringify(raw), "hosts.yaml": hostsFile });
  let during: number[] = [];
  const { codes, errors, folder, path } = await trial({
    raw,
    dir,
    async meanwhile(hosts, peers) {
      while (rowsOf(peers, 2) < 20) await sleep(50);
      hosts.setCable(2, false);
      await sleep(1000);
      during = [rowsOf(peers, 2)];
      await sleep(2000);
      during.push(rowsOf(peers, 2));
      hosts.setCable(2, true);
    },
  });
  t.equal(during[0], during[1], "nobody gets on without it");
  t.same(codes, [0, 0, 0, 0], errors.join(""));
  t.same(journalBits(folder), await expectedBits(path));
});

for (const kind of ["to-self", "last-known", "running-sums"]) {
  const name = `a cable is pulled and nobody waits without end: ${kind}`;
  await t.test(name, { skip: skip ?? false }, async (t) => {
    const averaging = { environment: { kind: "values", dimension: 3 }, algorithm: { kind: "averaging" } };
    const network = { patience: 30, whenMissing: { kind } };
    const raw = { ...small, ...averaging, network, rounds: 600, measure: { every: 10 } };
    const dir = t.testdir({ "s.yaml": stringify(raw), "hosts.yaml": hostsFile });
    const { codes, errors, folder } = await trial({
      raw,
      dir,
      async meanwhile(hosts, peers) {
        while (rowsOf(peers, 2) < 2) await sleep(20);
        hosts.setCable(2, false);
        const before = rowsOf(peers, 0);
        while (rowsOf(peers, 0) < before + 3) await sleep(20);
        hosts.setCable(2, true);
      },
    });
    t.same(codes, [0, 0, 0, 0], errors.join(""));
    const { round, metrics } = readJournal(folder).rows.at(-1)!;
    t.equal(round, raw.rounds);
    t.ok(metrics.missing! >= 2 * 20, `${metrics.missing} were missing`);
    t.ok(metrics.values_consensus! < 1e-6, `they agree: ${metrics.values_consensus}`);
    if (kind === "running-sums") t.ok(metrics.mean_error! < 1e-6, `on the mean: ${metrics.mean_error}`);
  });
}
