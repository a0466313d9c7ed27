// Every peer a process of its own: the bits are those of lockstep, whoever dies on the way.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { run } from "../../../src/runners/run.ts";
import { deployed, expectedBits, journalBits } from "./processes.ts";

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
  const dir = t.testdir({ "s.yaml": scenario(3000, 3) });
  const path = join(dir, "s.yaml");
  const interrupt = new AbortController();
  const out = join(dir, "runs");
  const cut = await deployed(path, out, {
    processes: 2,
    interrupt: interrupt.signal,
    onStatus: (status) => {
      if (status.some(({ round }) => round > 10)) interrupt.abort();
    },
  });
  t.equal(cut.status, "interrupted");
  t.ok(cut.round < 3000);
  const whole = await deployed(path, out, { resume: true, processes: 2 });
  t.equal(whole.status, "finished");
  t.same(journalBits(whole.folder), await expectedBits(path));
});
