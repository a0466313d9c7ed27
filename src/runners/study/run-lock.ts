// One run, one process: a lock file says who writes into a run's folder, on whatever machine.
import { randomUUID } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { fileError, makeFolder } from "../../journal/files.ts";

/** Who holds a lock. */
export interface Holder {
  /** Of one process and its threads; another process has another, even where it got the same id. */
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** The run's position in the plan. */
  readonly index: number;
}

const owner = randomUUID();

/** This process, as the holder of a run's lock; its threads are told, as each would count as another. */
export function ownHolder(index: number): Holder {
  return { owner, host: hostname(), pid: process.pid, index };
}

/** Somebody else writes into the folder of this run, and lives. */
export class HeldError extends Error {
  override readonly name = "HeldError";
  readonly holder: Holder;

  constructor(path: string, holder: Holder) {
    super(`${path}: process ${holder.pid} on ${holder.host} is at this run`);
    this.holder = holder;
  }
}

/** How long a holder on another machine may be silent before it counts as dead. */
const silentForSeconds = 600;

/** A lock that is held. */
export interface Lock {
  /** Shows machines that cannot see this process that it lives. */
  beat(): void;
  release(): void;
}

/**
 * Takes the lock at `path`. One whose process is gone is taken over.
 * @throws HeldError where another holds it, ScenarioError where the system refuses
 */
export function takeLock(path: string, holder: Holder): Lock {
  const text = JSON.stringify(holder);
  while (!isCreated(path, text)) {
    const found = textOf(path);
    if (found === undefined) continue;
    const other = holderOf(found);
    if (isHeld(path, other, holder)) throw new HeldError(path, other ?? nobody);
    clear(path, found, holder);
  }
  return {
    beat: () => {
      if (textOf(path) === text) writeFileSync(path, text);
    },
    release: () => {
      if (textOf(path) === text) rmSync(path, { force: true });
    },
  };
}

/** Gives back the locks in a folder that a thread of this process held for a run when it died. */
export function releaseLocks(folder: string, { owner, index }: Holder): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const held = holderOf(textOf(join(folder, name)) ?? "");
    if (held?.owner === owner && held.index === index) rmSync(join(folder, name), { force: true });
  }
}

/** Removes the folder of locks if none is left in it. */
export function clearLocks(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another process works in it, or there never was one.
  }
}

const nobody: Holder = { owner: "", host: "an unknown machine", pid: 0, index: 0 };

/** False where somebody else holds it, or has removed the folder since it was made, as who is done does. */
function isCreated(path: string, text: string): boolean {
  makeFolder(dirname(path));
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (["EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code!)) return false;
    throw fileError(error, path, "write");
  }
}

/** What the lock file says; undefined where it has just gone. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fileError(error, path, "read");
  }
}

/** The holder that a lock file names; undefined where it is not whole yet, or never was. */
function holderOf(text: string): Holder | undefined {
  try {
    const { owner, host, pid, index } = JSON.parse(text);
    return { owner: String(owner), host: String(host), pid: Number(pid), index: Number(index) };
  } catch {
    return undefined;
  }
}

function isHeld(path: string, other: Holder | undefined, own: Holder): boolean {
  if (other?.owner === own.owner) return true;
  if (other?.host === own.host) return other.pid !== own.pid && isAlive(other.pid);
  return !isSilent(path, own);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a lock has not been touched for long, by the clock of its own file system. */
function isSilent(path: string, { owner }: Holder): boolean {
  const probe = `${path}.${owner}`;
  try {
    writeFileSync(probe, "");
    const age = statSync(probe).mtimeMs - statSync(path).mtimeMs;
    return age > 1000 * silentForSeconds;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw fileError(error, path, "write");
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Removes a dead holder's lock, unless another has taken it over in the meantime. */
function clear(path: string, found: string, { owner }: Holder): void {
  const aside = `${path}.${owner}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== found) renameSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw fileError(error, path, "write");
  } finally {
    rmSync(aside, { force: true });
  }
}
