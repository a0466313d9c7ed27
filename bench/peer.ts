// The NumPy implementation as a child process that takes its turns on request.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { readNpz } from "../src/environments/npz.ts";
import { archiveOf } from "./archive.ts";
import type { Problem } from "./problems.ts";

/** One thread, and the fastest kernels that this processor can run. */
function environment(): NodeJS.ProcessEnv {
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  return { ...process.env, ...threads, ...(hasAvx512() && { OPENBLAS_CORETYPE: "SkylakeX" }) };
}

function hasAvx512(): boolean {
  try {
    return /\bavx512f\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return false;
  }
}

/** The first Python that has NumPy and SciPy, with their versions; undefined where none has. */
export function findPython(): { readonly command: string; readonly versions: string } | undefined {
  const program =
    "import sys, numpy, scipy; " +
    "print(f'Python {sys.version.split()[0]}, NumPy {numpy.__version__}, SciPy {scipy.__version__}')";
  for (const command of ["/usr/bin/python3", "python3"]) {
    const { status, stdout } = spawnSync(command, ["-c", program], { encoding: "utf8" });
    if (status === 0) return { command, versions: stdout.trim() };
  }
  return undefined;
}

/** A running peer. */
export class Peer {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;

  private constructor(process: ChildProcess, lines: Interface, folder: string) {
    this.#process = process;
    this.#lines = lines[Symbol.asyncIterator]();
    this.#folder = folder;
  }

  static async start(command: string, problem: Problem): Promise<Peer> {
    const folder = mkdtempSync(join(tmpdir(), "hearsay-bench-"));
    const archive = join(folder, "problem.npz");
    writeFileSync(archive, archiveOf(problem));
    const script = join(import.meta.dirname, "fednpg.py");
    const child = spawn(command, [script, archive], {
      stdio: ["pipe", "pipe", "inherit"],
      env: environment(),
    });
    const peer = new Peer(child, createInterface({ input: child.stdout }), folder);
    await peer.#answer();
    return peer;
  }

  /** Milliseconds of each of `rounds` rounds from uniform policies. */
  async rounds(rounds: number): Promise<number[]> {
    return (await this.#ask(`rounds ${rounds}`)).split(" ").map(Number);
  }

  /** π of all agents after the last batch. */
  async policies(): Promise<Float64Array> {
    const path = join(this.#folder, "policies.npz");
    await this.#ask(`policies ${path}`);
    return readNpz(readFileSync(path), path).policies!.data;
  }

  /** What the peer found fastest for this problem, in words. */
  choices(): Promise<string> {
    return this.#ask("choices");
  }

  async stop(): Promise<void> {
    this.#process.stdin!.end();
    if (this.#process.exitCode === null) await once(this.#process, "exit");
    rmSync(this.#folder, { recursive: true });
  }

  #ask(request: string): Promise<string> {
    this.#process.stdin!.write(`${request}\n`);
    return this.#answer();
  }

  async #answer(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error("the peer has ended early; its own message is above");
    return value;
  }
}
