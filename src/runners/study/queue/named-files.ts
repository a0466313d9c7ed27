// The files that the scenarios of a study name: a queue carries their bytes, so that a worker needs no disk
// in common with whoever asked for the study.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ScenarioError } from "../../../error.ts";
import { readBytes } from "../../../journal/files.ts";
import { listOf } from "../../../scenario/scenario.ts";
import type { PlannedRun } from "../../../scenario/study/study-plan.ts";

/** The largest file that a queue carries, in MiB; Redis keeps it in memory. */
const mostMebibytes = 64;

/** Path → bytes, by the path as the scenarios write it. */
export type NamedFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Files and plug-ins that these runs name. A plug-in may name files by any option, so every text of the
 * choices that is the path of a file counts.
 *
 * @param folder what the paths are relative to
 * @throws ScenarioError where one cannot be read or is too large
 */
export function namedFiles(
  runs: readonly PlannedRun[],
  folder: string,
): { readonly files: NamedFiles; readonly plugins: NamedFiles } {
  const isFile = (path: string) => statSync(resolve(folder, path), { throwIfNoEntry: false })?.isFile();
  const named = new Set(
    runs.flatMap(({ scenario }) =>
      [...Object.keys(listOf), "network"].flatMap((section) => textsOf(scenario[section])),
    ),
  );
  const plugins = new Set(runs.flatMap(({ scenario }) => textsOf(scenario.plugins)));
  const read = (paths: Iterable<string>) =>
    new Map([...paths].sort().map((path) => [path, readBounded(resolve(folder, path))]));
  return { files: read([...named].filter((path) => isFile(path) === true)), plugins: read(plugins) };
}

/** Every text inside a value, `kind`s left out. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === "kind" ? [] : textsOf(inner)));
}

function readBounded(path: string): Uint8Array {
  const bytes = readBytes(path);
  const mebibytes = Math.ceil(bytes.length / 2 ** 20);
  if (mebibytes <= mostMebibytes) return bytes;
  const allowed = `a queue carries files of at most ${mostMebibytes} MiB; use --shard on a disk in common`;
  throw new ScenarioError(path, `${mebibytes} MiB`, allowed);
}
