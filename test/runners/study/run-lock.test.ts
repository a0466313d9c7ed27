// Who may write into a run's folder: one process, on whatever machine, as long as it lives.
import { spawnSync } from "node:child_process";
import fs, { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import t, { type Test } from "tap";
import {
  clearLocks,
  HeldError,
  ownHolder,
  releaseLocks,
  takeLock,
} from "../../../src/runners/study/run-lock.ts";

const own = ownHolder(0);
const lab = (t: Test) => join(t.testdir({}), "locks", "run");
const left = (path: string, holder: object | string) =>
  writeFileSync(path, typeof holder === "string" ? holder : JSON.stringify({ ...own, ...holder }));
/** A process that has ended: its id was free when it was asked. */
const gone = spawnSync(process.execPath, ["-e", ""]).pid;

/** An hour ago, for the file system. */
function age(path: string): void {
  utimesSync(path, 1e9, 1e9);
}

t.test("a lock is taken once and given back", (t) => {
  const path = lab(t);
  const lock = takeLock(path, own);
  t.throws(() => takeLock(path, own), HeldError, "not even twice by one process");
  age(path);
  lock.beat();
  t.ok(statSync(path).mtimeMs > 1e12, "it has been touched");
  lock.release();
  t.notOk(existsSync(path));
  takeLock(path, own).release();
  clearLocks(join(path, ".."));
  t.notOk(existsSync(join(path, "..")));
  t.end();
});

t.test("the folder of locks goes with the last of them, and is made again for who comes then", (t) => {
  const path = lab(t);
  const { writeFileSync } = fs;
  t.teardown(() => {
    Object.assign(fs, { writeFileSync });
    syncBuiltinESMExports();
  });
  let isGone = false;
  Object.assign(fs, {
    writeFileSync(...given: Parameters<typeof writeFileSync>) {
      if (!isGone) clearLocks(join(path, ".."));
      isGone = true;
      writeFileSync(...given);
    },
  });
  syncBuiltinESMExports();
  const lock = takeLock(path, own);
  t.ok(isGone && existsSync(path));
  lock.release();
  t.end();
});

t.test("the lock of a living process is held, that of a dead one taken over", (t) => {
  const path = lab(t);
  takeLock(path, own).release();
  left(path, { owner: "another", pid: process.ppid });
  t.throws(() => takeLock(path, own), {
    message: `${path}: process ${process.ppid} on ${own.host} is at this run`,
  });
  age(path);
  t.throws(() => takeLock(path, own), HeldError, "it lives, however silent");
  for (const dead of [{ owner: "another", pid: gone }, { owner: "an earlier life" }]) {
    left(path, dead);
    const lock = takeLock(path, own);
    t.match(JSON.parse(readFileSync(path, "utf8")), own);
    lock.release();
  }
  t.end();
});

t.test("of another machine only its silence tells", (t) => {
  const path = lab(t);
  takeLock(path, own).release();
  for (const stranger of [{ owner: "another", host: `not-${own.host}`, pid: gone }, "", "{"]) {
    left(path, stranger);
    t.throws(() => takeLock(path, own), HeldError);
    age(path);
    takeLock(path, own).release();
  }
  t.end();
});

t.test("who has lost a lock neither renews nor removes it", (t) => {
  const path = lab(t);
  const lock = takeLock(path, own);
  left(path, { owner: "another" });
  const text = readFileSync(path, "utf8");
  lock.beat();
  lock.release();
  t.equal(readFileSync(path, "utf8"), text);
  t.end();
});

t.test("locks that a dead thread held are given back, and no other", (t) => {
  const path = lab(t);
  takeLock(path, own);
  takeLock(`${path}-2`, ownHolder(2));
  left(`${path}-3`, { owner: "another", index: 2 });
  const folder = join(path, "..");
  releaseLocks(folder, ownHolder(2));
  t.same(
    [path, `${path}-2`, `${path}-3`].map((name) => existsSync(name)),
    [true, false, true],
  );
  clearLocks(folder);
  t.ok(existsSync(folder), "a folder in use stays");
  releaseLocks(join(folder, "nowhere"), own);
  t.end();
});
