// A disk that is full in earnest, under the folder of one peer: it says so, the run goes on, and a later
// checkpoint, when there is room again, is as good as any.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import {
  deployed,
  expectedBits,
  journalBits,
  peersFolder,
  rowsOf,
} from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";

/** Why no disk can be made here; undefined where one was, at a folder. */
function mount(folder: string): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "only root of Linux can mount a disk";
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return undefined;
  } catch {
    return "mounting is not allowed here";
  }
}

/** Leaves one block. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, "filler"), new Uint8Array((bavail - 1) * bsize));
}

await t.test("a disk of one MiB", async (t) => {
  const raw = { ...small, agents: 3, rounds: 240, measure: { every: 20 } };
  const dir = t.testdir({ "s.yaml": stringify(raw) });
  const path = join(dir, "s.yaml");
  const out = join(dir, "runs");
  const peers = await peersFolder(path, out);
  const folder = join(peers, "1");
  mkdirSync(folder, { recursive: true });
  const obstacle = mount(folder);
  if (obstacle !== undefined) {
    process.stderr.write(`full disk: skipped, ${obstacle}\n`);
    t.comment(obstacle);
    return;
  }
  try {
    const log = join(peers, "..", "logs", "process-1.log");
    const said = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
    let state: "empty" | "full" | "cleared" = "empty";
    const timer = setInterval(() => {
      if (state === "empty" && rowsOf(peers, 1) >= 2) {
        fill(folder);
        state = "full";
      } else if (state === "full" && /no checkpoint after round \d+/.test(said())) {
        rmSync(join(folder, "filler"));
        state = "cleared";
      }
    }, 1);
    const result = await deployed(path, out, { resume: true, checkpointSeconds: 0 });
    clearInterval(timer);
    t.equal(state, "cleared");
    t.match(said(), /no checkpoint after round \d+: .*the disk is full/);
    t.equal(result.status, "finished");
    t.same(journalBits(result.folder), await expectedBits(path));
    t.ok(existsSync(join(folder, "checkpoint.npz")), "the last checkpoint is there");
  } finally {
    execFileSync("umount", [folder]);
  }
});
