// The command line as a child process, as a user starts it.
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** The repository. */
export const root = resolve(import.meta.dirname, "../..");

const program = resolve(root, "src/cli/hearsay.ts");
/** What a child process needs. The test runner's own settings of Node would follow it and slow it down. */
export const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

/** Runs a command to its end in a folder. */
export function hearsay(cwd: string, ...words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...words], { cwd, env, encoding: "utf8", timeout: 60_000 });
}

/** Runs a line of bash in which `hearsay` is the program. */
export function shell(cwd: string, line: string): SpawnSyncReturns<string> {
  const text = `set -o pipefail; hearsay() { "${process.execPath}" "${program}" "$@"; }; ${line}`;
  return spawnSync("bash", ["-c", text], { cwd, env, encoding: "utf8", timeout: 60_000 });
}

/** When a command is interrupted: once its progress shows `sign`; `onSent` is called when it has been. */
export interface Moment {
  readonly sign: string;
  readonly onSent?: () => void;
}

/** Starts a command and sends it a signal at this moment; answers exit code and output. */
export function interrupted(
  cwd: string,
  { sign, onSent }: Moment,
  ...words: readonly string[]
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...words], { cwd, env });
    let text = "";
    let sent = false;
    const hear = (chunk: Buffer) => {
      text += chunk.toString();
      if (sent || !text.includes(sign)) return;
      sent = child.kill("SIGINT");
      onSent?.();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", fail);
    child.on("close", (code) => done({ code, text }));
  });
}
