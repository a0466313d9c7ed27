// From a study file to its plan: the edge where paths become bytes and plug-ins become kinds.
import { dirname, resolve } from "node:path";
import { ScenarioError } from "../../error.ts";
import { readBytes, readText } from "../../journal/files.ts";
import { builtIn, type Registry } from "../../scenario/registry.ts";
import { assignments } from "../../scenario/scenario.ts";
import { baseScenario } from "../../scenario/study/base.ts";
import { type PlannedStudy, planStudy } from "../../scenario/study/plan-study.ts";
import { presetNames, presets } from "../../scenario/study/presets.ts";
import { readStudy, type Study } from "../../scenario/study/study.ts";
import { readYaml } from "../../scenario/yaml.ts";
import { withPlugins } from "../load.ts";

/** What the command line says beside the file. */
export interface StudyOverrides {
  /** The axes, for a plain scenario or in place of the study's own preset. */
  readonly preset?: string;
  /** `path=value` with a YAML value, for the scenario of all runs. */
  readonly set?: readonly string[];
}

/** A study, planned. */
export interface LoadedStudy extends PlannedStudy {
  /** The folder that the paths of every run's scenario are relative to: that of the base scenario. */
  readonly folder: string;
  /** The kinds that the scenarios name, their plug-ins' included. */
  readonly registry: Registry;
}

/**
 * Reads and plans a study, or a scenario with a preset.
 * @throws ScenarioError whose place begins with the file
 */
export async function loadStudy(path: string, overrides: StudyOverrides = {}): Promise<LoadedStudy> {
  try {
    const study = studyOf(readYaml(readText(path), path), overrides.preset);
    const { raw, folder } = scenarioOf(study, dirname(resolve(path)));
    const base = baseScenario(study, raw, assignments(overrides.set ?? []));
    const registry = await withPlugins(builtIn, base.plugins, folder);
    const read = (file: string) => readBytes(resolve(folder, file));
    return { ...planStudy({ study, base, registry, read }), folder, registry };
  } catch (error) {
    throw error instanceof ScenarioError ? error.foundIn(path) : error;
  }
}

/** A plain scenario with a preset is a study named after both. */
function studyOf(raw: Record<string, unknown>, preset: string | undefined): Study {
  const chosen = preset === undefined ? {} : { preset };
  if ("scenario" in raw) return readStudy({ ...raw, ...chosen });
  if (preset === undefined) {
    const names = presetNames.join(" or ");
    const allowed = `a study has a member scenario; a scenario alone needs --preset ${names}`;
    throw new ScenarioError("scenario", undefined, allowed);
  }
  const name = typeof raw.name === "string" ? `${raw.name}-${preset}` : preset;
  const claim = presets.find((one) => one.name === preset)?.summary;
  return readStudy({ name, claim, preset, scenario: raw });
}

/** The base scenario and the folder it lies in. */
function scenarioOf({ scenario }: Study, folder: string) {
  if (typeof scenario !== "string") return { raw: scenario as Record<string, unknown>, folder };
  const path = resolve(folder, scenario);
  return { raw: readYaml(readText(path), scenario), folder: dirname(path) };
}
