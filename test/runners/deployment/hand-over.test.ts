// SIGKILL of peers around a hand-over: nothing of it is lost.
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { experimentAt } from "../../../src/runners/load.ts";
import { virtual } from "../../../src/runners/virtual.ts";
import { collect } from "../experiments.ts";
import { deployedUnderFire, journalBits, peersFolder } from "./processes.ts";

const scenario = `name: small
seed: 3
agents: 3
rounds: 600
topology: { kind: ring }
environment: { kind: garnet, states: 5, actions: 3, branching: 3, discount: 0.9 }
algorithm: { kind: fednpg, stepSize: 0.05, temperature: 0.1 }
network:
  membership: [{ kind: leaves, agent: 2, round: 40 }]
`;

for (const [name, isFull, victims, row] of [
  ["the heir, which has it and no checkpoint", true, [0], 42],
  ["the heir and the leaver, which has gone", true, [0, 2], 42],
  ["both, before", false, [2, 0], 30],
] as const) {
  t.test(`SIGKILL around a hand-over: ${name}`, async (t) => {
    const dir = t.testdir({ "s.yaml": scenario });
    const path = join(dir, "s.yaml");
    const heir = join(await peersFolder(path, join(dir, "runs")), "0");
    mkdirSync(heir, { recursive: true });
    // The disk does not take that one checkpoint: the heir comes back to the beginning, and needs all again.
    if (isFull) symlinkSync("/dev/full", join(heir, "packets-40.bin.part"));
    const wishes = { checkpointSeconds: isFull ? 1e6 : 0.1, resume: true };
    const { result, killed } = await deployedUnderFire(path, join(dir, "runs"), [{ victims, row }], wishes);
    t.equal(result.status, "finished");
    t.equal(killed, victims.length, "processes were killed");
    if (isFull) t.match(readFileSync(join(heir, "log.txt"), "utf8"), /no checkpoint after round 40: /);
    const { experiment } = await experimentAt(path);
    const seen = await collect(experiment, virtual);
    t.same(
      journalBits(result.folder),
      seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic })),
    );
  });
}
