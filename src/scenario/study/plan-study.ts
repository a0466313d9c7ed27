// From a study to its plan: every run a scenario of its own, built once so that none is refused later.
import { ScenarioError } from "../../error.ts";
import { canonicalJson } from "../digest.ts";
import { buildExperiment, type ReadFile } from "../experiment.ts";
import type { Registry } from "../registry.ts";
import { resolveScenario, type Scenario, withValue } from "../scenario.ts";
import { axesOf, cross, type Point } from "./axes.ts";
import { requireColumns } from "./columns.ts";
import { without } from "./exceptions.ts";
import { atCombination, atPoint, mapping } from "./fault.ts";
import { withPreset } from "./presets.ts";
import { Rehearsal, type Rehearsed } from "./rehearsal.ts";
import { remarksOn } from "./remarks.ts";
import { ownSeeds, repeated, type SeedLists, seedCount, seedLists, seedsOf, withSeeds } from "./seeds.ts";
import type { Study } from "./study.ts";
import type { StudyPlan, StudySeeds } from "./study-plan.ts";

/** What a study is planned from. */
export interface PlanSource {
  readonly study: Study;
  /** The scenario that varies, with the values that all runs have: see `baseScenario`. */
  readonly base: Record<string, unknown>;
  /** The kinds that the scenario can name, its plug-ins' included. */
  readonly registry: Registry;
  /** Reads the files that the scenario names. */
  readonly read: ReadFile;
}

/** How large a run is. */
export interface RunSize {
  readonly agents: number;
  readonly rounds: number;
  /** Measured rounds, unless the run stops before its last. */
  readonly rows: number;
  /** Numbers that a round computes and sends: a measure of its time beside the others'. */
  readonly effort: number;
}

/** A plan with what planning found out on the way. */
export interface PlannedStudy {
  readonly plan: StudyPlan;
  /** By run. */
  readonly sizes: readonly RunSize[];
}

/** A combination of the axes' values, with the seeds that it is run with. */
interface Combination {
  readonly point: Point;
  readonly raw: Record<string, unknown>;
  readonly resolved: Scenario;
  readonly draws: Rehearsed["draws"];
  /** The seeds of its scenario before the study gives it others. */
  readonly own: StudySeeds;
}

interface Setting {
  readonly registry: Registry;
  readonly rehearsal: Rehearsal;
  readonly lists: SeedLists;
}

const standardGaps = [1e-1, 1e-2, 1e-3, 1e-6];
const mostRuns = 100_000;

/**
 * Expands a study. Runs whose bits cannot differ are planned once, and combinations that `except` names not
 * at all; any other that a run would refuse is a fault.
 * @throws ScenarioError naming the combination
 */
export function planStudy({ study, base, registry, read }: PlanSource): PlannedStudy {
  const merged = withPreset(study);
  const axes = axesOf(merged);
  const lists = seedLists(merged);
  const drafts = cross(axes).map((point) => ({ point, raw: scenarioAt(base, point) }));
  const kept = without(drafts, merged.except ?? []);
  const setting = { registry, rehearsal: new Rehearsal(registry, read), lists };
  const combinations = kept.map(({ point, raw }) => combinationOf(point, raw, setting));
  refuseEqual(combinations);
  refuseTooMany(combinations, lists);
  const columns = [...new Set(merged.columns)];
  requireColumns(columns, () => buildExperiment(combinations[0]!.resolved, registry, read));
  const found = combinations.flatMap((combination) => runsOf(combination, setting));
  const plan = {
    name: study.name,
    claim: study.claim,
    axes: axes.flatMap(({ paths }) => paths),
    gaps: [...new Set(merged.gaps ?? standardGaps)].sort((a, b) => b - a),
    columns,
    runs: found.map(({ run }, index) => ({ index, ...run })),
    remarks: remarksOn(combinations, lists, drafts.length - kept.length),
  };
  return { plan, sizes: found.map(({ size }) => size) };
}

/** The scenario with the axes' values; whole sections before what stands inside them. */
function scenarioAt(base: Record<string, unknown>, point: Point): Record<string, unknown> {
  const depth = (path: string) => path.split(".").length;
  const entries = Object.entries(point.values).sort(([a], [b]) => depth(a) - depth(b));
  return entries.reduce((raw, [path, value]) => withValue(raw, path, value, `vary.${path}`), base);
}

function combinationOf(point: Point, raw: Record<string, unknown>, setting: Setting): Combination {
  const { registry, rehearsal, lists } = setting;
  const resolved = atPoint({ point }, () => resolveScenario(raw, registry));
  const own = ownSeeds(resolved);
  const [first] = seedsOf(lists, own, { graph: false, world: false, learning: false });
  const seeded = resolveScenario(withSeeds(raw, resolved, lists, first!), registry);
  const { draws } = atCombination({ point, seeds: repeated(lists, first!) }, () => rehearsal.of(seeded));
  return { point, raw, resolved: seeded, draws, own };
}

function runsOf(
  { point, raw, resolved, draws, own }: Combination,
  { registry, rehearsal, lists }: Setting,
) {
  return seedsOf(lists, own, draws).map((chosen) => {
    const scenario = withSeeds(raw, resolved, lists, chosen);
    const { effort } = atCombination({ point, seeds: repeated(lists, chosen) }, () =>
      rehearsal.of(resolveScenario(scenario, registry)),
    );
    const { agents, rounds, measure } = resolved;
    const size = { agents, rounds, rows: 1 + Math.ceil(rounds / measure.every), effort };
    return { size, run: { point: point.cells, seeds: chosen, scenario } };
  });
}

/** @throws ScenarioError where axes and seeds make too many runs */
function refuseTooMany(combinations: readonly Combination[], lists: SeedLists): void {
  const count = combinations.reduce((sum, { draws }) => sum + seedCount(lists, draws), 0);
  if (count > mostRuns)
    throw new ScenarioError("seeds", `${count} runs`, `at most ${mostRuns} in one study`);
}

/**
 * Two combinations that no bit tells apart would be one run in two rows.
 * @throws ScenarioError naming both
 */
function refuseEqual(combinations: readonly Combination[]): void {
  const known = new Map<string, Point>();
  for (const { point, resolved, draws } of combinations) {
    const identity = identityOf(resolved, draws);
    const earlier = known.get(identity);
    if (earlier !== undefined) {
      const allowed = `values that make other runs than ${mapping(earlier.cells)} does`;
      throw new ScenarioError("vary", mapping(point.cells), allowed);
    }
    known.set(identity, point);
  }
}

/** All that can make a difference to a run. */
function identityOf(resolved: Scenario, draws: Rehearsed["draws"]): string {
  const { name, claim, allowBiasedMixing, seed, topology, mixing, environment, ...rest } = resolved;
  const unseeded = ({ seed: _, ...choice }: { readonly seed: number }) => choice;
  return canonicalJson({
    ...rest,
    seed: draws.learning ? seed : null,
    topology: draws.graph ? topology : unseeded(topology),
    mixing: draws.graph ? mixing : unseeded(mixing),
    environment: draws.world ? environment : unseeded(environment),
  });
}
