// Workers as processes of their own, and what of them can be seen from outside.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, watch } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import type { StudyPlan } from "../../../../src/scenario/study/study-plan.ts";
import { env, root } from "../../../cli/child.ts";
import { planOf } from "../plans.ts";

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

/**
 * Resolves once, below `folder`, which exists, `ended` runs have come to their end and the journal of
 * another has a row of this round or a later one.
 */
export function journalReaches(folder: string, round: number, ended = 0): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, { recursive: true }, () => {
      const texts = journalsIn(folder).map((path) => readFileSync(path, "utf8"));
      const open = texts.filter((text) => !text.includes('"kind":"end"'));
      const last = Math.max(...open.map((text) => Number(/.*"kind":"row","round":(\d+)/s.exec(text)?.[1])));
      if (texts.length - open.length < ended || !(last >= round)) return;
      watcher.close();
      resolve();
    });
  });
}

/** A run of the plug-in gate.ts, to stand still in its midst. */
export interface Gate {
  readonly plan: StudyPlan;
  /** What a worker is started with to take the run. */
  readonly flags: readonly string[];
  /** Resolves once a worker's run stands at its gate, to what opens it. */
  reached(): Promise<() => Promise<void>>;
}

/** Makes gates of named pipes in a folder. */
export function gateIn(folder: string): Gate {
  const reached = join(folder, "reached");
  spawnSync("mkfifo", [reached]);
  const plugin = join(import.meta.dirname, "gate.ts");
  const scenario = {
    ...{ name: "gated", rounds: 9, plugins: [plugin], environment: { kind: "values", dimension: 3 } },
    algorithm: { kind: "gated", folder },
  };
  return {
    plan: planOf([[{ gates: 1 }, scenario]]),
    flags: ["--plugin", plugin],
    async reached() {
      const worker = await readFile(reached, "utf8");
      return () => writeFile(join(folder, `gate-${worker}`), "");
    },
  };
}

/** The paths of all journals below a folder. */
export function journalsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith("journal.jsonl"))
    .map((name) => join(folder, name));
}
