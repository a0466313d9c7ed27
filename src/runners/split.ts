// From a scenario to the same one without anybody's rewards: a folder to be handed round, and for every
// agent a file that is for this agent alone.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Kernel, MarkovModel } from "../environments/environment.ts";
import { ScenarioError } from "../error.ts";
import { writeWhole } from "../journal/files.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { agentFileName } from "./agent-files.ts";
import { type Origin, portable, portableName } from "./portable.ts";

/** What `splitScenario` writes. */
export interface Split {
  readonly scenario: string;
  /** The folder of the agents' files. */
  readonly data: string;
}

const kernelName = "kernel.json";

/** States of which it is looked up whether agents see them as they are. */
const statesLookedAt = 256;

/**
 * Writes `scenario.yaml`, the files that it names, `kernel.json` where all agents have one kernel, and
 * `data/agent-<i>.json`. Its agents compute the bits of those of the scenario that it was made from.
 * @throws ScenarioError where the world has no models, agents see features, or the folder has a scenario
 */
export function splitScenario(origin: Origin, out: string): Split {
  const { experiment } = origin;
  const models = modelsIn(experiment);
  const kernels = new Set(models.map(({ kernel }) => kernel));
  const [{ kernel, discount, initial }] = models as [MarkovModel, ...MarkovModel[]];
  const environment = {
    kind: "own-data",
    states: kernel.states,
    actions: kernel.actions,
    kernel: kernels.size === 1 ? kernelName : "own",
    start: startOf(initial),
    discount,
  };
  const scenario = join(out, portableName);
  if (existsSync(scenario)) throw new ScenarioError("--out", scenario, "a folder without a scenario");
  const { raw, files } = portable({ ...origin, raw: { ...origin.raw, environment } });
  for (const [name, bytes] of files) {
    if (name === kernelName) throw new ScenarioError(name, "a file of the scenario", "another name");
    writeWhole(join(out, name), bytes);
  }
  if (kernels.size === 1) writeWhole(join(out, kernelName), `${listText(transitionsOf(kernel))}\n`);
  const data = join(out, "data");
  models.forEach((model, agent) => {
    const own = kernels.size === 1 ? "" : `,\n"transitions": ${listText(transitionsOf(model.kernel))}`;
    const text = `{ "agent": ${agent},\n"reward": ${listText(rewardsOf(model))}${own} }\n`;
    writeWhole(join(data, agentFileName(agent)), text);
  });
  // What refers to all the others comes last.
  writeWhole(scenario, stringify(raw, { flowCollectionPadding: false }));
  return { scenario, data };
}

function modelsIn({ world, scenario }: Experiment): readonly MarkovModel[] {
  const { kind } = scenario.environment;
  return world.shares.map((share) => {
    if (!("model" in share))
      throw new ScenarioError(
        "environment.kind",
        kind,
        "a world of models, with the numbers of all agents",
      );
    const { observe, policyFeatures, kernel } = share.model;
    const stride = Math.ceil(kernel.states / statesLookedAt);
    const isSeen = (state: number) => {
      const seen = observe(state);
      return seen.length === kernel.states && seen.every((entry, k) => entry === Number(k === state));
    };
    for (let state = 0; state < kernel.states; state += stride)
      if (policyFeatures !== undefined || !isSeen(state))
        throw new ScenarioError(
          "environment.kind",
          kind,
          "a world whose agents see the state, not features of it",
        );
    return share.model;
  });
}

function startOf(initial: Float64Array): "uniform" | [number, number][] {
  const even = 1 / initial.length;
  if (initial.every((probability) => probability === even)) return "uniform";
  return [...initial.entries()].filter(([, probability]) => probability > 0);
}

function transitionsOf({ states, actions, offsets, next, probability }: Kernel): number[][] {
  return Array.from({ length: states * actions }, (_, row) => {
    const state = Math.floor(row / actions);
    const entries = Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, k) => offsets[row]! + k);
    return entries.map((k) => [state, row % actions, next[k]!, probability[k]!]);
  }).flat();
}

function rewardsOf({ reward, kernel: { states, actions } }: MarkovModel): number[][] {
  return Array.from({ length: states }, (_, state) => [
    ...reward.subarray(state * actions, (state + 1) * actions),
  ]);
}

/** Lists of numbers, one a line. JSON has a word for −0, though JavaScript does not write it. */
function listText(rows: readonly (readonly number[])[]): string {
  const numberText = (value: number) => (Object.is(value, -0) ? "-0" : JSON.stringify(value));
  return `[\n${rows.map((row) => `[${row.map(numberText).join(", ")}]`).join(",\n")}\n]`;
}
