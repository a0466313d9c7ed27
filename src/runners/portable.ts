// A scenario as a folder of its own: every file that it names lies beside it, so that it can go to other
// hosts.
import { basename, resolve } from "node:path";
import { readBytes } from "../journal/files.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { listOf } from "../scenario/scenario.ts";
import { isRecord } from "../scenario/yaml.ts";

/** The name of the scenario in such a folder. */
export const portableName = "scenario.yaml";

/** A scenario whose paths are names in its own folder, and what these files hold. */
export interface Portable {
  readonly raw: Readonly<Record<string, unknown>>;
  /** Name → bytes, without the scenario itself. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Where a scenario comes from. */
export interface Origin {
  /** The scenario as it was written, with what the command line changed. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly experiment: Experiment;
  /** The folder that its paths are relative to. */
  readonly folder: string;
}

/** The sections in which paths may stand. */
const sections = [...Object.keys(listOf), "network", "plugins"];

/**
 * Gives every file that a scenario names a name of its own in one folder. A plug-in must be a single file:
 * what it imports by a path does not come along.
 * @throws ScenarioError where a file can no longer be read
 */
export function portable({ raw, experiment, folder }: Origin): Portable {
  const paths = Object.keys({ ...experiment.files, ...experiment.networkFiles });
  const names = new Map<string, string>();
  const taken = new Set([portableName]);
  for (const path of paths.filter((path) => isNamed(raw, path)).sort()) {
    const name = freeName(basename(path).replace(/[^-._a-zA-Z0-9]/g, "_"), taken);
    taken.add(name);
    names.set(path, name);
  }
  const renamed = Object.entries(raw).map(([member, value]) => {
    return [member, sections.includes(member) ? withNames(value, names) : value] as const;
  });
  const files = [...names].map(([path, name]) => [name, readBytes(resolve(folder, path))] as const);
  return { raw: Object.fromEntries(renamed), files: new Map(files) };
}

function isNamed(raw: Origin["raw"], path: string): boolean {
  return sections.some((section) => withNames(raw[section], new Map([[path, ""]])) !== raw[section]);
}

/** The same value with names in place of paths; itself where there is no path. `kind`s are none. */
function withNames(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return names.get(value) ?? value;
  if (Array.isArray(value)) {
    const inner = value.map((entry) => withNames(entry, names));
    return inner.some((entry, k) => entry !== value[k]) ? inner : value;
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    return [key, key === "kind" ? inner : withNames(inner, names)] as const;
  });
  return entries.some(([key, inner]) => inner !== value[key]) ? Object.fromEntries(entries) : value;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let k = 1; ; k++) {
    const name = k === 1 ? wanted : `${k}-${wanted}`;
    if (!taken.has(name)) return name;
  }
}
