// A world of models in which every agent alone knows its reward and, where kernels differ, its kernel. The
// scenario says shapes and what all have in common.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { discountOption } from "./discount.ts";
import { checkDistribution } from "./distribution.ts";
import type {
  AgentData,
  Kernel,
  MarkovModel,
  Share,
  World,
  WorldContext,
  WorldKind,
} from "./environment.ts";
import { kernelFromTransitions } from "./kernel.ts";
import { isReward, markovModel, modelWorld, unusableReward } from "./markov-model.ts";
import { parseModel, readTransitions } from "./model-file.ts";
import { requireSize } from "./size.ts";

const stateIndex = z.int().min(0).max(99_999);

const options = z.strictObject({
  states: z.int().min(1).max(100_000).describe("number of states S"),
  actions: z.int().min(1).max(1000).describe("number of actions A"),
  kernel: z
    .string()
    .min(1)
    .describe(
      "`own`, if every agent has a kernel of its own; else the file of the kernel of all: a JSON list of " +
        "[state, action, next, probability]",
    ),
  start: z
    .union([z.literal("uniform"), z.array(z.tuple([stateIndex, z.number().min(0).max(1)])).min(1)])
    .default("uniform")
    .describe("initial distribution: `uniform`, or a list of [state, probability]"),
  discount: discountOption,
});

type Options = z.infer<typeof options>;

/** Agents whose data are not at hand have shares of which only the shape is known. */
export const ownData: WorldKind = {
  kind: "own-data",
  summary:
    "models whose rewards, and kernels where they differ, only the agents themselves hold (`--data`)",
  options,
  examples: [{ states: 3, actions: 2, kernel: "own" }],
  build: (options: Options, context: WorldContext): World => {
    const { states, actions, discount } = options;
    requireSize("environment", { agents: context.agents, states, actions });
    const common = commonKernel(options, context);
    const initial = startOf(options);
    const held = Array.from({ length: context.agents }, (_, agent) => {
      const data = context.data?.(agent);
      return data === undefined ? undefined : partsOf(data, options, common);
    });
    const known = held.filter((parts) => parts !== undefined);
    if (known.length === held.length) {
      const kernels = common ?? known.map(({ kernel }) => kernel);
      return modelWorld({ kernels, rewards: known.map(({ reward }) => reward), discount, initial });
    }
    const withheld = { states, actions, discount, ...(common && { kernel: common }) };
    const shares = held.map((parts, agent): Share => {
      if (parts === undefined) return { withheld };
      return { model: markovModel({ ...parts, discount, initial }, `environment, agent ${agent}`) };
    });
    return { shares };
  },
};

function commonKernel(
  { kernel: path, states, actions }: Options,
  context: WorldContext,
): Kernel | undefined {
  if (path === "own") return undefined;
  const transitions = readTransitions(parseModel(context.file(path), path), path);
  return kernelFromTransitions(states, actions, transitions, path);
}

/** ρ, checked here because whoever holds no agent's data makes no model that would check it. */
function startOf({ start, states }: Options): Float64Array {
  if (start === "uniform") return new Float64Array(states).fill(1 / states);
  const initial = new Float64Array(states);
  start.forEach(([state, probability], k) => {
    const place = `environment.start[${k}]`;
    if (state >= states) throw new ScenarioError(place, state, `a state from 0 to ${states - 1}`);
    if (initial[state] !== 0) throw new ScenarioError(place, state, "it is listed twice; list it once");
    initial[state] = probability;
  });
  checkDistribution(initial, "environment.start");
  return initial;
}

type OwnParts = Pick<MarkovModel, "reward" | "kernel">;

function partsOf(data: AgentData, { states, actions }: Options, common: Kernel | undefined): OwnParts {
  const { place, transitions } = data;
  const at = `${place}: transitions`;
  const reward = rewardOf(data, states, actions);
  if (common !== undefined) {
    if (transitions === undefined) return { reward, kernel: common };
    const allowed = "no such member: environment.kernel names the kernel of all agents";
    throw new ScenarioError(at, `a list of ${transitions.length}`, allowed);
  }
  if (transitions === undefined) {
    const allowed = "environment.kernel is own: a list of [state, action, next, probability]";
    throw new ScenarioError(at, undefined, allowed);
  }
  return { reward, kernel: kernelFromTransitions(states, actions, transitions, at) };
}

function rewardOf({ place, reward: rows }: AgentData, states: number, actions: number): Float64Array {
  const at = `${place}: reward`;
  if (rows.length !== states)
    throw new ScenarioError(
      at,
      `a list of ${rows.length}`,
      `environment.states: ${states} rows, one a state`,
    );
  const reward = new Float64Array(states * actions);
  rows.forEach((row, state) => {
    if (row.length !== actions) {
      const allowed = `environment.actions: ${actions} rewards, one an action`;
      throw new ScenarioError(`${at}[${state}]`, `a list of ${row.length}`, allowed);
    }
    row.forEach((entry, action) => {
      if (!isReward(entry)) throw unusableReward(`${at}[${state}][${action}]`, entry);
      reward[state * actions + action] = entry;
    });
  });
  return reward;
}
