// SIGKILL of peers around a hand-over: nothing of it is lost.
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { small } from "../experiments.ts";
import { deployedToDie, requireDeaths } from "./fates.ts";
import { expectedBits, journalBits, peersFolder } from "./processes.ts";

const scenario = stringify({
  ...small,
  agents: 3,
  rounds: 100,
  network: { membership: [{ kind: "leaves", agent: 2, round: 40 }] },
});

for (const [name, also] of [
  ["the heir, which has it and no checkpoint", []],
  ["the heir and the leaver, which has nothing left to do", [2]],
] as const) {
  t.test(`SIGKILL after a hand-over: ${name}`, async (t) => {
    const dir = t.testdir({ "s.yaml": scenario });
    const path = join(dir, "s.yaml");
    const heir = join(await peersFolder(path, join(dir, "runs")), "0");
    mkdirSync(heir, { recursive: true });
    // The disk does not take that one checkpoint: the heir comes back to the beginning, and needs all again.
    symlinkSync("/dev/full", join(heir, "packets-40.bin.part"));
    const fates = { 0: [{ round: 42, exchange: 0, moment: "sent", also }] } as const;
    const wishes = { checkpointSeconds: 1e6, resume: true };
    const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
    t.equal(result.status, "finished");
    requireDeaths(t, deaths, fates, { isExact: true });
    t.match(readFileSync(join(heir, "log.txt"), "utf8"), /no checkpoint after round 40: /);
    t.same(journalBits(result.folder), await expectedBits(path));
  });
}

t.test("SIGKILL before a hand-over: the leaver and its heir", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const path = join(dir, "s.yaml");
  const fates = { 2: [{ round: 30, exchange: 1, moment: "sent", also: [0] }] } as const;
  const wishes = { checkpointSeconds: 0.1 };
  const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
  t.equal(result.status, "finished");
  requireDeaths(t, deaths, fates, { isExact: true });
  t.same(journalBits(result.folder), await expectedBits(path));
});
