// Small studies, planned from what a file would say.
import { builtIn, type Registry } from "../../../src/scenario/registry.ts";
import { baseScenario } from "../../../src/scenario/study/base.ts";
import { type PlannedStudy, planStudy } from "../../../src/scenario/study/plan-study.ts";
import { readStudy } from "../../../src/scenario/study/study.ts";
import { small } from "../../runners/experiments.ts";

type Raw = Readonly<Record<string, unknown>>;

/** The plan of a study over the small scenario; `set` is what the command line sets. */
export function planned(
  parts: Raw = {},
  registry: Registry = builtIn,
  set: readonly (readonly [string, unknown])[] = [],
): PlannedStudy {
  const study = readStudy({ name: "s", scenario: small, ...parts });
  const base = baseScenario(study, study.scenario as Record<string, unknown>, set);
  return planStudy({ study, base, registry, read: () => new Uint8Array() });
}

/** Its runs. */
export function runsOf(parts: Raw = {}, registry: Registry = builtIn) {
  return planned(parts, registry).plan.runs;
}

/** The member of a run's scenario at a path. */
export function at(scenario: Raw, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (inner as Raw)[name], scenario);
}
