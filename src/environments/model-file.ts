// The JSON form of a world of models, as people and scripts write it by hand:
//   { "discount": γ, "start": [ρ_s …], "transitions": T, "rewards": R }
// T lists [state, action, next, probability] for the kernel of all agents, or is a list of N such lists;
// R is nested N × S × A. The sizes S, A and N are inferred.
import { closest } from "fastest-levenshtein";
import { ScenarioError } from "../error.ts";
import { parseJson } from "../topology/files/json.ts";
import type { Kernel } from "./environment.ts";
import { kernelFromTransitions, type Transition } from "./kernel.ts";
import { isReward, unusableReward } from "./markov-model.ts";

/** What a model file says: the arguments of `modelWorld`; N is the length of `rewards`. */
export interface ModelFile {
  readonly kernels: Kernel | readonly Kernel[];
  readonly rewards: readonly Float64Array[];
  readonly discount: number;
  readonly initial: Float64Array;
}

/**
 * Reads a JSON model.
 * @param place the name of the file, as errors should say it
 * @throws ScenarioError where the bytes are no UTF-8, no JSON, or not of the form above
 */
export function readModelFile(bytes: Uint8Array, place: string): ModelFile {
  const members = membersOf(parseModel(bytes, place), place);
  const initial = Float64Array.from(
    numbers(members.start, `${place}, start`, "a list of probabilities, one per state"),
  );
  const states = initial.length;
  const rewards = list(members.rewards, `${place}, rewards`, "a list with one table S × A per agent");
  const firstRow = list(
    list(rewards[0], `${place}, rewards[0]`, "a list with one row per state")[0],
    `${place}, rewards[0][0]`,
    "a list with one reward per action",
  );
  const [actions, agents] = [firstRow.length, rewards.length];
  if (typeof members.discount !== "number") {
    throw new ScenarioError(`${place}, discount`, describe(members.discount), "it must be a number");
  }
  return {
    discount: members.discount,
    initial,
    rewards: rewards.map((table, agent) => readRewards(table, states, actions, `${place}, agent ${agent}`)),
    kernels: readKernels(members.transitions, states, actions, agents, place),
  };
}

/**
 * Throws where a name is not one of `allowed` (the nearest is suggested) or one of `allowed` is missing.
 */
export function checkNames(names: readonly string[], allowed: readonly string[], place: string): void {
  for (const name of names) {
    if (allowed.includes(name)) continue;
    const nearest = `unknown member, did you mean "${closest(name, allowed)}"?`;
    throw new ScenarioError(place, name, `${nearest} Members are ${allowed.join(", ")}`);
  }
  for (const name of allowed) {
    if (!names.includes(name))
      throw new ScenarioError(`${place}, ${name}`, undefined, "this member is required");
  }
}

/** The value of JSON in UTF-8. @throws ScenarioError */
export function parseModel(bytes: Uint8Array, place: string): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ScenarioError(
      place,
      "bytes that are not UTF-8",
      "a model is JSON in UTF-8, or an .npz archive",
    );
  }
  if (text.trim() === "")
    throw new ScenarioError(place, "an empty file", "a model is JSON or an .npz archive");
  return parseJson(text, place);
}

type Members = Readonly<Record<"discount" | "start" | "transitions" | "rewards", unknown>>;

function membersOf(value: unknown, place: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ScenarioError(place, describe(value), "a model is a JSON object");
  }
  checkNames(Object.keys(value), ["discount", "start", "transitions", "rewards"], place);
  return value as Members;
}

function readRewards(table: unknown, states: number, actions: number, place: string): Float64Array {
  const rows = list(table, `${place}, rewards`, `a list of ${states} rows, one per state`, states);
  const reward = new Float64Array(states * actions);
  rows.forEach((row, state) => {
    const here = `${place}, state ${state}`;
    const entries = list(row, `${here}, rewards`, `a list of ${actions} rewards, one per action`, actions);
    entries.forEach((entry, action) => {
      if (typeof entry !== "number" || !isReward(entry)) {
        throw unusableReward(`${here}, action ${action}, reward`, describe(entry));
      }
      reward[state * actions + action] = entry;
    });
  });
  return reward;
}

function readKernels(
  transitions: unknown,
  states: number,
  actions: number,
  agents: number,
  place: string,
): Kernel | Kernel[] {
  const where = `${place}, transitions`;
  const form = "a list of [state, action, next, probability], or one such list per agent";
  const outer = list(transitions, where, form);
  const kernel = (entries: readonly unknown[], at: string, whose: string): Kernel =>
    kernelFromTransitions(states, actions, quadruples(entries, at), whose);
  const first = outer[0];
  const perAgent = Array.isArray(first) && (first.length === 0 || Array.isArray(first[0]));
  if (!perAgent) return kernel(outer, where, `${place}, agent 0 (and all others: one kernel)`);
  if (outer.length !== agents) {
    throw new ScenarioError(
      where,
      `${outer.length} lists`,
      `rewards are for N = ${agents} agents: give as many`,
    );
  }
  return outer.map((entries, agent) =>
    kernel(list(entries, `${where}[${agent}]`, form), `${where}[${agent}]`, `${place}, agent ${agent}`),
  );
}

/** Reads a list of [state, action, next, probability]. @throws ScenarioError where an entry is none */
export function readTransitions(entries: unknown, place: string): Transition[] {
  return quadruples(list(entries, place, "a list of [state, action, next, probability]"), place);
}

function quadruples(entries: readonly unknown[], place: string): Transition[] {
  return entries.map((entry, i) => quadruple(entry, `${place}[${i}]`));
}

function quadruple(entry: unknown, place: string): Transition {
  const form = "a transition is [state, action, next, probability]";
  const values = numbers(entry, place, form);
  if (values.length !== 4) throw new ScenarioError(place, describe(entry), form);
  return values as unknown as Transition;
}

function numbers(value: unknown, place: string, form: string): number[] {
  const entries = list(value, place, form);
  entries.forEach((entry, i) => {
    if (typeof entry !== "number")
      throw new ScenarioError(`${place}[${i}]`, describe(entry), "a number is needed");
  });
  return entries as number[];
}

/** `value` as a list, of `length` entries or at least one. */
function list(value: unknown, place: string, form: string, length?: number): readonly unknown[] {
  if (Array.isArray(value) && (length === undefined ? value.length > 0 : value.length === length))
    return value;
  throw new ScenarioError(place, describe(value), `it must be ${form}`);
}

/** A value as an error line can show it, however large it is. */
function describe(value: unknown): unknown {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : value;
}
