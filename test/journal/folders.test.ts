// Folders are made level by level, and what cannot be made is said at once.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { makeFolder } from "../../src/journal/files.ts";

t.test("all levels are made, and the topmost new one is named", async (t) => {
  const dir = t.testdir();
  t.equal(makeFolder(join(dir, "a/b/c")), join(dir, "a"));
  t.ok(existsSync(join(dir, "a/b/c")));
  t.equal(makeFolder(join(dir, "a/b/c")), undefined);
});

t.test("a file in the way is a fault", async (t) => {
  const dir = t.testdir();
  writeFileSync(join(dir, "file"), "");
  t.throws(() => makeFolder(join(dir, "file/inner")), { name: "ScenarioError" });
});

t.test("a system that makes no folders ends the attempt", { skip: !existsSync("/proc") }, async (t) => {
  t.throws(() => makeFolder("/proc/none/of/these"), { name: "ScenarioError" });
});
