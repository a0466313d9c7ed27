// Workers as processes of their own, and what of them can be seen from outside.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import type { StudyPlan } from "../../../../src/scenario/study/study-plan.ts";
import { env, root } from "../../../cli/child.ts";
import { type Point, planOf } from "../plans.ts";

/** A worker that runs. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** What it has said so far. */
  text(): string;
  /** Resolves once it has said this. */
  says(sign: string): Promise<void>;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts `hearsay worker` as a user does; it does not outlive the test. */
export function startWorker(
  t: Test,
  address: string,
  out: string,
  ...words: readonly string[]
): WorkerProcess {
  const program = join(root, "src/cli/hearsay.ts");
  const line = [program, "worker", "--queue", address, "--out", out, "--workers", "1", ...words];
  const child = spawn(process.execPath, line, { cwd: root, env });
  t.teardown(() => child.kill("SIGKILL"));
  let text = "";
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    child.emit("heard");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const says = (sign: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => text.includes(sign) && resolve();
      child.on("heard", look);
      look();
      void ended.then(() => reject(new Error(`it never said "${sign}" but: ${text}`)));
    });
  return { child, text: () => text, says, ended };
}

/** Runs of the plug-in gate.ts, of which one stands still in its midst. */
export interface Gate {
  readonly plan: StudyPlan;
  /** What a worker is started with to take the runs. */
  readonly flags: readonly string[];
  /** Resolves once a process's run stands at its gate, to what opens it; a process stands there once. */
  reached(): Promise<() => Promise<void>>;
}

/** Makes gates of named pipes in a folder, after so many of the nine rounds of the run `at`. */
export function gateIn(folder: string, { runs = 1, at = 0, after = 4 } = {}): Gate {
  const reached = join(folder, "reached");
  spawnSync("mkfifo", [reached]);
  const plugin = join(import.meta.dirname, "gate.ts");
  const scenario = (k: number) => ({
    ...{ name: "gated", seed: 1 + k, rounds: 9, plugins: [plugin] },
    environment: { kind: "values", dimension: 3 },
    algorithm: { kind: "gated", folder, ...(k === at && { after }) },
  });
  const points = Array.from({ length: runs }, (_, k): Point => [{ run: k }, scenario(k)]);
  return {
    plan: planOf(points),
    flags: ["--plugin", plugin],
    async reached() {
      const pid = await readFile(reached, "utf8");
      return () => writeFile(join(folder, `gate-${pid}`), "");
    },
  };
}

/** The paths of all journals below a folder. */
export function journalsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("journal.jsonl"))
    .map((name) => join(folder, name));
}
