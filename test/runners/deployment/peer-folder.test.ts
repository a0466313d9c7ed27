// A row that is written again must say the same: one who comes back does the same computation.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
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
