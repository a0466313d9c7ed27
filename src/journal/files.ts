// Reading and writing files so that a fault is one line and nothing is ever half-written.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ScenarioError } from "../error.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is no folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EFBIG: "the file would be too large",
  EDQUOT: "the disk quota is used up",
  EEXIST: "a file is in the way",
};

/** A system error as one line about a path; anything else is passed on. */
export function fileError(error: unknown, path: string, verb: "read" | "write"): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) return error;
  return new ScenarioError(path, code, `cannot ${verb} it: ${reasons[code] ?? "the system refused"}`);
}

/** All bytes of a file. @throws ScenarioError */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(error, path, "read");
  }
}

/** A file as text. @throws ScenarioError where it is not UTF-8 */
export function readText(path: string): string {
  const bytes = readBytes(path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // A zero byte is a letter of UTF-8, but what holds one is UTF-16 or no text at all.
    if (!text.includes("\0")) return text;
  } catch {
    // Told below.
  }
  throw new ScenarioError(path, "bytes that are not UTF-8 text", "save the file as UTF-8 text");
}

/** Makes a folder and those above it; answers the topmost that was new. @throws ScenarioError */
export function makeFolder(path: string): string | undefined {
  try {
    return madeFolder(path);
  } catch (error) {
    throw fileError(error, path, "write");
  }
}

/**
 * Level by level: Node's own recursion never ends where the system answers ENOENT for a folder that exists.
 */
function madeFolder(path: string): string | undefined {
  if (existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const above = dirname(path);
  const topmost = above === path ? undefined : madeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process or thread may have made it since.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    return topmost;
  }
  return topmost ?? path;
}

/** Who may read a file that is nobody else's business: its owner. */
export const ownersOnly = 0o600;

/**
 * Replaces a file whole: written beside it, flushed to disk, then renamed.
 * @param mode who may read and write it; as the system has it unless told
 * @throws ScenarioError
 */
export function writeWhole(path: string, contents: string | Uint8Array, mode = 0o666): void {
  const part = `${path}.part`;
  try {
    madeFolder(dirname(path));
    const file = openSync(part, "w", mode);
    try {
      writeAll(file, contents);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw fileError(error, path, "write");
  }
}

/** Flushes to disk which files a folder has, where the system can. @throws ScenarioError */
export function flushFolder(path: string): void {
  if (process.platform === "win32") return;
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    throw fileError(error, path, "write");
  }
}

/** Appends whole lines to a file. */
export class LineFile {
  readonly #path: string;
  readonly #file: number;
  #length: number;

  /** Starts the file with these lines. @throws ScenarioError */
  constructor(path: string, lines: readonly string[]) {
    writeWhole(path, lines.map((line) => `${line}\n`).join(""));
    this.#path = path;
    this.#file = openSync(path, "a");
    this.#length = fstatSync(this.#file).size;
  }

  /** Appends one line, or nothing of it. @throws ScenarioError */
  append(line: string): void {
    try {
      this.#length += writeAll(this.#file, `${line}\n`);
    } catch (error) {
      ftruncateSync(this.#file, this.#length);
      throw fileError(error, this.#path, "write");
    }
  }

  /** Flushes to disk what was appended. @throws ScenarioError */
  flush(): void {
    try {
      fsyncSync(this.#file);
    } catch (error) {
      throw fileError(error, this.#path, "write");
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Writes all, however often the system takes a part only; answers the number of bytes. */
function writeAll(file: number, contents: string | Uint8Array): number {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  return bytes.length;
}
