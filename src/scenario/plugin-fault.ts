// What a plug-in does wrong, as one line: its author is a user, not one of us.
import { DivergenceError, ScenarioError } from "../error.ts";

/**
 * Does `work`, which may call a plug-in's code.
 * @throws ScenarioError in place of any fault where plug-ins take part; what the work throws otherwise
 */
export function withPluginFaults<T>(plugins: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw pluginFault(error, plugins);
  }
}

/** The fault as a user should read it: unchanged where it is one of ours or no plug-in takes part. */
export function pluginFault(error: unknown, plugins: readonly string[]): unknown {
  if (plugins.length === 0 || error instanceof ScenarioError || error instanceof DivergenceError)
    return error;
  return new ScenarioError("plugins", plugins, `the run failed in or with them: ${faultText(error)}`);
}

/** "TypeError: x is not a function (file:line:column)", whatever was thrown. */
export function faultText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${String(thrown)}`;
  const message = thrown.message.split("\n").find((line) => line.trim() !== "");
  const frame = /^\s+at .*?(?:file:\/\/)?(\/[^\s()]+:\d+:\d+)\)?$/m.exec(thrown.stack ?? "")?.[1];
  return `${thrown.name}: ${message ?? "no message"}${frame === undefined ? "" : ` (${frame})`}`;
}
