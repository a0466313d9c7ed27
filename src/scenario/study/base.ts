// The scenario that a study varies, with the values that all runs have.
import { ScenarioError } from "../../error.ts";
import { withValue } from "../scenario.ts";
import { withPreset } from "./presets.ts";
import type { Study } from "./study.ts";

/**
 * The scenario with the values of the study's `set`, then those of the command line.
 * @param overrides what the command line sets, by path
 * @throws ScenarioError where an axis would overwrite what is set, or a path leads nowhere
 */
export function baseScenario(
  study: Study,
  raw: Record<string, unknown>,
  overrides: readonly (readonly [path: string, value: unknown])[] = [],
): Record<string, unknown> {
  const { set = {}, vary = {}, zip = [] } = withPreset(study);
  const axes = [vary, ...zip].flatMap((entry) => Object.keys(entry));
  const told = Object.entries(study.set ?? {}).map((entry) => [...entry, "set"] as const);
  const asked = overrides.map((entry) => [...entry, "--set"] as const);
  for (const [path, value, by] of [...told, ...asked]) {
    const axis = axes.find((other) => path === other || path.startsWith(`${other}.`));
    if (axis !== undefined)
      throw new ScenarioError(
        `${by} ${path}`,
        value,
        `the study varies ${axis}; set what it does not vary`,
      );
  }
  return [...Object.entries(set), ...overrides].reduce(
    (inner, [path, value]) => withValue(inner, path, value, `set ${path}`),
    raw,
  );
}
