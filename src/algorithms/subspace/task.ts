// A world as a learner with linear features sees it: chains of states, features, a discount.
import type {
  Environment,
  EpisodicTask,
  MarkovModel,
  PredictionTruth,
  World,
} from "../../environments/environment.ts";
import { ScenarioError } from "../../error.ts";
import type { AgentId } from "../../topology/topology.ts";

/** A state of a chain, as a run's state can hold it: an index, or coordinates. */
export type ChainState = number | Float64Array;

/** What an agent is given: rules, and how far it looks ahead. */
export interface Task {
  readonly environment: Environment<ChainState>;
  /** Discount γ in [0, 1). */
  readonly discount: number;
  /** Length d of the features. */
  readonly dimension: number;
  /** φ(s): d numbers, not to be written to. */
  features(state: ChainState): Float64Array;
  /** What a policy sees, p numbers, not to be written to. */
  policyFeatures(state: ChainState): Float64Array;
  /** The dynamics, where they are known. */
  readonly model?: MarkovModel;
}

/** Whether values are discounted sums, or differential: sums of what exceeds the average reward. */
export type Criterion = PredictionTruth["criterion"];

/** γ by which values are summed: the task's own, or 1 where they are differential. */
export function discountOf(criterion: Criterion, { discount }: Pick<Task, "discount">): number {
  return criterion === "average" ? 1 : discount;
}

/** What shares of a world may hold that learners with linear features learn in. */
export type TaskShare = { readonly model: MarkovModel } | { readonly task: EpisodicTask };

/** The tasks of a world's agents, each made once. */
export class Tasks {
  /** By agent: every round asks for one, and a map from objects would be slow there. */
  readonly #known: { readonly rules: object; readonly task: Task }[] = [];

  /** The agent's own; made anew where another world's agent has its id. */
  of(agent: TaskShare & { readonly id: AgentId }): Task {
    const rules = "model" in agent ? agent.model : agent.task;
    const known = this.#known[agent.id];
    if (known !== undefined && known.rules === rules) return known.task;
    const task = "model" in agent ? lookedUp(agent.model) : computed(agent.task);
    this.#known[agent.id] = { rules, task };
    return task;
  }
}

/** The features of a finite model are looked up. */
function lookedUp(model: MarkovModel): Task {
  const table = featureTable(model);
  const { policyFeatures } = model;
  const seen = policyFeatures ? table.map((_, state) => policyFeatures(state)) : table;
  return {
    environment: model as unknown as Environment<ChainState>,
    discount: model.discount,
    dimension: table[0].length,
    features: (state) => table[state as number],
    policyFeatures: (state) => seen[state as number],
    model,
  };
}

/** The features of continuous states are computed where they are met. */
function computed(task: EpisodicTask): Task {
  const features = task.observe as (state: ChainState) => Float64Array;
  return {
    environment: task as unknown as Environment<ChainState>,
    discount: task.discount,
    dimension: task.observe(task.rest).length,
    features,
    policyFeatures: (task.policyFeatures as typeof features | undefined) ?? features,
  };
}

/** φ(s) of every state. */
export function featureTable(model: MarkovModel): Float64Array[] {
  return Array.from({ length: model.kernel.states }, (_, state) => model.observe(state));
}

/**
 * The tasks' common length d of features.
 * @throws ScenarioError where the world has none, or truth of another kind than `criterion`
 */
export function requireTasks(world: World, algorithm: string, criterion?: Criterion): number {
  const dimensions = world.shares.map((share) => {
    if ("model" in share) return share.model.observe(0).length;
    if ("task" in share) return share.task.observe(share.task.rest).length;
    // Its agent sees states themselves.
    if ("withheld" in share) return share.withheld.states;
    throw new ScenarioError("environment.kind", "values", `${algorithm} needs a world with states`);
  });
  const other = dimensions.find((dimension) => dimension !== dimensions[0]);
  if (other !== undefined) {
    throw new ScenarioError("environment", `${other} features`, `all agents need ${dimensions[0]}`);
  }
  const truth = world.subspace?.prediction?.criterion;
  if (criterion !== undefined && truth !== undefined && truth !== criterion) {
    throw new ScenarioError("algorithm.criterion", criterion, `${truth}, as the world's values are`);
  }
  return dimensions[0];
}
