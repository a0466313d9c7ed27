// A row that is written again must say the same: one who comes back does the same computation. And what a
// checkpoint needs is on disk before anybody hears of it.
import fs, { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import t, { type Test } from "tap";
import type { PeerRow, PeerStart } from "../../../src/journal/peer-journal.ts";
import { PeerFolder } from "../../../src/runners/deployment/peer-folder.ts";

const start = { kind: "start", runId: "aaa", agent: 1 } as unknown as PeerStart;
const row: PeerRow = {
  ...{ kind: "row", round: 4, digest: "a".repeat(64), view: { x: "AAAAAAAAAAA=" } },
  ...{ messages: 3, bytes: 24, wireBytes: 100 },
};

t.test("again: told whether it is the same; bytes on the wire may differ", async (t) => {
  const dir = t.testdir();
  const text = () => readFileSync(join(dir, "journal.jsonl"), "utf8");
  const first = new PeerFolder(dir, start);
  first.row(row);
  first.row({ ...row, kind: "rest" });
  first.close();
  const known = text();
  const again = new PeerFolder(dir, start);
  again.row(row);
  // On one-way edges whoever comes back sends one confirmation less.
  t.ok(again.row({ ...row, wireBytes: 64 }));
  t.ok(again.row({ ...row, kind: "rest", wireBytes: 64 }));
  t.notOk(again.row({ ...row, digest: "b".repeat(64) }));
  t.notOk(again.row({ ...row, kind: "rest", messages: 4 }));
  again.close();
  t.equal(text(), known);
});

/** What is done to files until the end of the test. */
function watchedFiles(t: Test): string[] {
  const notes: string[] = [];
  const { openSync, fsyncSync, renameSync, rmSync } = fs;
  const opened = new Map<number, string>();
  Object.assign(fs, {
    openSync(path: string, flags: string) {
      const file = openSync(path, flags);
      opened.set(file, basename(path));
      return file;
    },
    fsyncSync(file: number) {
      fsyncSync(file);
      notes.push(`flush ${opened.get(file)}`);
    },
    renameSync(from: string, to: string) {
      renameSync(from, to);
      notes.push(`rename ${basename(to)}`);
    },
    rmSync(path: string, options: fs.RmOptions) {
      rmSync(path, options);
      notes.push(`remove ${basename(path)}`);
    },
  });
  syncBuiltinESMExports();
  t.teardown(() => {
    Object.assign(fs, { openSync, fsyncSync, renameSync, rmSync });
    syncBuiltinESMExports();
  });
  return notes;
}

t.test("a checkpoint: all of it is flushed, its names too, before the last one's packets go", async (t) => {
  const dir = t.testdir({ peer: {} });
  const notes = watchedFiles(t);
  const folder = new PeerFolder(join(dir, "peer"), start);
  const sent = { messages: 3, bytes: 24, wireBytes: 100 };
  const passed = { state: { x: 1 }, mixing: {}, sent, missing: 0, logs: [] };
  folder.save({ ...passed, round: 3 });
  folder.row(row);
  notes.length = 0;
  folder.save({ ...passed, round: 4 });
  folder.close();
  t.same(notes, [
    "flush journal.jsonl",
    ...["flush packets-4.bin.part", "rename packets-4.bin"],
    ...["flush checkpoint.npz.part", "rename checkpoint.npz"],
    ...["flush peer", "remove packets-3.bin"],
  ]);
});
