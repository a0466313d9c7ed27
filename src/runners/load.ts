// From a scenario file to an experiment: the edge where paths become bytes and plug-ins become kinds.
import * as modules from "node:module";
import { dirname, extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ScenarioError } from "../error.ts";
import { readBytes, readText } from "../journal/files.ts";
import type { ReadData } from "../scenario/agent-data.ts";
import { buildExperiment, type Experiment } from "../scenario/experiment.ts";
import { faultText } from "../scenario/plugin-fault.ts";
import { builtIn, extend, type Registry } from "../scenario/registry.ts";
import { assignments, resolveScenario, type Scenario, withValue } from "../scenario/scenario.ts";
import { readYaml } from "../scenario/yaml.ts";
import type { AgentId } from "../topology/topology.ts";
import { agentFiles } from "./agent-files.ts";

/** Changes to a scenario from the command line, in their order. */
export interface Overrides {
  readonly seed?: number;
  /** `path=value` with a YAML value. */
  readonly set?: readonly string[];
  /** Where agents' own data are: a folder, or the file of the only agent in `dataOf`. */
  readonly data?: string;
  /** Whose data may be read; everyone's unless told. */
  readonly dataOf?: readonly AgentId[];
}

/** A scenario as it was written, with what the command line changed. */
export interface WrittenScenario {
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A scenario file, resolved, with the registry its plug-ins extend. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly registry: Registry;
  /** The folder that the scenario's paths are relative to. */
  readonly folder: string;
  /** Where agents' own data are. */
  readonly data?: { readonly path: string; readonly read: ReadData };
}

/**
 * Reads and checks a scenario file.
 * @throws ScenarioError
 */
export async function loadScenario(
  path: string,
  overrides: Overrides = {},
): Promise<LoadedScenario & WrittenScenario> {
  const raw = overridden(readYaml(readText(path), path), overrides);
  const folder = dirname(resolve(path));
  const registry = await withPlugins(builtIn, raw.plugins, folder);
  const scenario = resolveScenario(raw, registry);
  const { data: at, dataOf } = overrides;
  const loaded = { raw, scenario, registry, folder };
  return at === undefined ? loaded : { ...loaded, data: { path: at, read: agentFiles(at, dataOf) } };
}

/** Builds what a loaded scenario describes. @throws ScenarioError */
export function loadExperiment({ scenario, registry, folder, data }: LoadedScenario): Experiment {
  const read = (path: string) => readBytes(resolve(folder, path));
  if (data === undefined) return buildExperiment(scenario, registry, read);
  let isAsked = false;
  const experiment = buildExperiment(scenario, registry, read, (agent) => {
    isAsked = true;
    return data.read(agent);
  });
  if (isAsked) return experiment;
  const { kind } = scenario.environment;
  throw new ScenarioError("--data", data.path, `environment.kind ${kind} knows of no data of agents`);
}

/**
 * Loads and builds in one go, for whoever has several scenarios at hand.
 * @throws ScenarioError whose place begins with the scenario's path
 */
export async function experimentAt(
  path: string,
  overrides: Overrides = {},
): Promise<WrittenScenario & { readonly experiment: Experiment; readonly folder: string }> {
  try {
    const loaded = await loadScenario(path, overrides);
    return { experiment: loadExperiment(loaded), folder: loaded.folder, raw: loaded.raw };
  } catch (error) {
    throw error instanceof ScenarioError && !isOfData(error, overrides) ? error.foundIn(path) : error;
  }
}

/** Whether a fault is in what `--data` names, and not in the scenario. */
function isOfData({ place }: ScenarioError, { data }: Overrides): boolean {
  return data !== undefined && (place === "--data" || place.startsWith(data));
}

function overridden(raw: Record<string, unknown>, { seed, set = [] }: Overrides): Record<string, unknown> {
  const seeded = seed === undefined ? raw : { ...raw, seed };
  return assignments(set).reduce((inner, [path, value]) => withValue(inner, path, value), seeded);
}

/** The registry with the plug-ins' kinds; `plugins` is checked as a list of paths by the schema later. */
export async function withPlugins(registry: Registry, plugins: unknown, folder: string): Promise<Registry> {
  let extended = registry;
  if (!Array.isArray(plugins)) return extended;
  for (const path of plugins) {
    if (typeof path === "string")
      extended = extend(extended, await loadPlugin(resolve(folder, path)), path);
  }
  return extended;
}

/**
 * The default export of a plug-in module. Inside it `import … from "hearsay"` and from the libraries of a
 * kind, such as zod, reaches this installation, wherever the module lies.
 * @throws ScenarioError where it cannot be loaded
 */
export async function loadPlugin(path: string): Promise<unknown> {
  readBytes(path);
  offerOwnModules();
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    // Node before 22.18 says so of .ts as well.
    if ((error as NodeJS.ErrnoException | null)?.code === "ERR_UNKNOWN_FILE_EXTENSION") {
      const allowed = "a module this Node can load: .js, .mjs, or from Node 22.18 on .ts";
      throw new ScenarioError(path, `the ending ${extname(path)}`, allowed);
    }
    throw new ScenarioError(
      path,
      "a plug-in that fails",
      `it must load without errors: ${faultText(error)}`,
    );
  }
}

let offered = false;

function offerOwnModules(): void {
  if (offered) return;
  offered = true;
  const ending = extname(import.meta.url);
  const own = { hearsay: new URL(`../index${ending}`, import.meta.url).href, zod: "" };
  own.zod = pathToFileURL(modules.createRequire(import.meta.url).resolve("zod")).href;
  // Node before 22.15 has only the older interface, whose hooks are a module of their own.
  if (modules.registerHooks === undefined) modules.register(olderHooks, { data: own });
  else {
    modules.registerHooks({
      resolve(specifier, context, next) {
        const url = own[specifier as keyof typeof own];
        return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
      },
    });
  }
}

const olderHooks = `data:text/javascript,${encodeURIComponent(`let own = {};
export function initialize(data) { own = data; }
export function resolve(specifier, context, next) {
  return specifier in own ? { url: own[specifier], shortCircuit: true } : next(specifier, context);
}`)}`;
