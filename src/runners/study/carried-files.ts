// Files that come with a run, for a machine that does not have the folder of its study.
import { resolve } from "node:path";
import { ScenarioError } from "../../error.ts";
import { readBytes } from "../../journal/files.ts";
import { builtIn, type Registry } from "../../scenario/registry.ts";
import { withPlugins } from "../load.ts";

/** What a run may read, by the path as its scenario writes it; nothing else of this machine. */
export interface CarriedFiles {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Where the plug-ins lie here. */
  readonly plugins: Readonly<Record<string, string>>;
}

/** Where the files of a study's runs are: in a folder, or at hand. */
export type RunFiles = string | CarriedFiles;

/** The bytes at a path of the scenario. @throws ScenarioError */
export function readRunFile(from: RunFiles, path: string): Uint8Array {
  if (typeof from === "string") return readBytes(resolve(from, path));
  if (Object.hasOwn(from.plugins, path)) return readBytes(from.plugins[path]!);
  if (Object.hasOwn(from.files, path)) return from.files[path]!;
  throw new ScenarioError(
    path,
    "no such file",
    "one that lay beside the study when it was put into the queue",
  );
}

/**
 * The registry with a scenario's plug-ins; what is no list of paths is left to the scenario's own check.
 * @throws ScenarioError for a plug-in that is not at hand: it must not be looked for elsewhere
 */
export async function registryWith(from: RunFiles, plugins: unknown): Promise<Registry> {
  if (typeof from === "string" || !Array.isArray(plugins))
    return withPlugins(builtIn, plugins, typeof from === "string" ? from : ".");
  const here = plugins.map((path) => {
    if (typeof path === "string" && Object.hasOwn(from.plugins, path)) return from.plugins[path];
    throw new ScenarioError("plugins", path, "a plug-in that this worker was started with");
  });
  return withPlugins(builtIn, here, ".");
}
