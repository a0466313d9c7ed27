// A peer that computes long, in a process whose event loop does nothing else: nobody drops it for that.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { deployed, expectedBits, journalBits, peersFolder } from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";

const thinker = resolve(import.meta.dirname, "../runners/deployment/thinker.ts");

/** Agent 1 stands still before it speaks in round 20. */
async function thought(dir: string, seconds: number) {
  const path = join(dir, "s.yaml");
  const out = join(dir, "runs");
  const result = await deployed(path, out, { program: [thinker, "1", `20:${seconds}`] });
  const peers = await peersFolder(path, out);
  const logs = [0, 2].map((agent) => readFileSync(join(peers, String(agent), "log.txt"), "utf8"));
  return { found: journalBits(result.folder), expected: await expectedBits(path), logs };
}

const scenario = stringify({ ...small, agents: 3, rounds: 40 });

await t.test("for 25 s, two pings and more: its connections stay", async (t) => {
  const { found, expected, logs } = await thought(t.testdir({ "s.yaml": scenario }), 25);
  t.same(found, expected);
  // Links of peers that are done end, and are then dialled in vain.
  for (const log of logs) t.equal(log.split("linked agent 1").length - 1, 1, log);
});

await t.test(
  "for 75 s, longer than a silent connection is kept: it comes back to the same bits",
  async (t) => {
    const { found, expected } = await thought(t.testdir({ "s.yaml": scenario }), 75);
    t.same(found, expected);
  },
);
