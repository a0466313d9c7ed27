// A grid with walls and slippery ground, in which every agent has its own goal: one kernel, one task per
// agent.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import { rootRng, shuffle } from "../math/random.ts";
import { discountOption } from "./discount.ts";
import type { World, WorldContext, WorldKind } from "./environment.ts";
import { kernelOf, type Outcome } from "./kernel.ts";
import { modelWorld } from "./markov-model.ts";
import { requireSize } from "./size.ts";

const cell = z.tuple([z.int().min(0), z.int().min(0)]);
const side = z.int().min(1).max(1000);

const options = z.strictObject({
  rows: side.default(5).describe("number of rows"),
  columns: side.default(5).describe("number of columns"),
  walls: z.array(cell).default([]).describe("cells nobody can enter: a list of [row, column] from 0"),
  goals: z
    .union([z.int().min(1), z.array(cell).min(1)])
    .optional()
    .describe(
      "the goals, dealt to the agents in turn: a list of [row, column], or how many distinct free " +
        "cells to draw from the seed; unless given, as many as agents, at most all free cells",
    ),
  start: cell.optional().describe("initial cell [row, column]; uniform over the free cells unless given"),
  slip: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("probability that a move drawn uniformly from the four replaces the chosen action"),
  stay: z.boolean().default(false).describe("whether there is a fifth action: stay"),
  absorbing: z
    .boolean()
    .default(false)
    .describe("whether goals, of whichever agent, keep who enters them (the kernel is shared)"),
  discount: discountOption,
});

type Options = z.infer<typeof options>;
type Cell = z.infer<typeof cell>;

/** Row and column change of the actions right, down, left, up and, where it exists, stay. */
const directions: readonly Cell[] = [
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 0],
  [0, 0],
];

/**
 * States are the free cells, row by row; reward 1 for any action begun in the agent's own goal, else 0.
 */
export const gridworld: WorldKind = {
  kind: "gridworld",
  summary: "a grid with walls and slip; every agent is paid at its own goal",
  options,
  build: (options: Options, context: WorldContext): World => {
    const { rows, columns } = options;
    requireSize("environment", { agents: context.agents, rows, columns, actions: options.stay ? 5 : 4 });
    const free = freeCells(options);
    const goals = goalStates(options, free, context);
    const actions = options.stay ? 5 : 4;
    const absorbing = new Set(options.absorbing ? goals : []);
    const outcomes = (state: number, action: number): Outcome[] =>
      absorbing.has(state) ? [[state, 1]] : slippery(free, state, action, options.slip);
    const rewards = Array.from({ length: context.agents }, (_, agent) => {
      const goal = goals[agent % goals.length]!;
      return new Float64Array(free.states * actions).fill(1, goal * actions, (goal + 1) * actions);
    });
    const initial = new Float64Array(free.states);
    if (options.start === undefined) initial.fill(1 / free.states);
    else initial[stateOf(free, options.start, "environment.start")] = 1;
    const kernel = kernelOf(free.states, actions, outcomes, "environment");
    return modelWorld({ kernels: kernel, rewards, discount: options.discount, initial });
  },
};

/**
 * The free cells of a grid: `state[row·columns + column]` is the state there, −1 in a wall; `cells[state]`
 * its cell.
 */
interface FreeCells {
  readonly rows: number;
  readonly columns: number;
  readonly states: number;
  readonly state: Int32Array;
  readonly cells: readonly Cell[];
}

function freeCells({ rows, columns, walls }: Options): FreeCells {
  const state = new Int32Array(rows * columns);
  walls.forEach(([row, column], i) => {
    if (row >= rows || column >= columns)
      throw outside(`environment.walls[${i}]`, [row, column], rows, columns);
    state[row * columns + column] = -1;
  });
  const cells: Cell[] = [];
  state.forEach((mark, index) => {
    if (mark === 0) state[index] = cells.push([Math.floor(index / columns), index % columns]) - 1;
  });
  if (cells.length === 0) {
    throw new ScenarioError(
      "environment.walls",
      `${walls.length} walls`,
      "at least one cell must stay free",
    );
  }
  return { rows, columns, states: cells.length, state, cells };
}

function stateOf({ rows, columns, state }: FreeCells, [row, column]: Cell, place: string): number {
  if (row >= rows || column >= columns) throw outside(place, [row, column], rows, columns);
  const found = state[row * columns + column]!;
  if (found < 0)
    throw new ScenarioError(place, [row, column], "that cell is a wall; it must be a free cell");
  return found;
}

function outside(place: string, value: Cell, rows: number, columns: number): ScenarioError {
  return new ScenarioError(place, value, `cells go from [0, 0] to [${rows - 1}, ${columns - 1}]`);
}

function goalStates({ goals }: Options, free: FreeCells, context: WorldContext): number[] {
  if (Array.isArray(goals)) return goals.map((goal, i) => stateOf(free, goal, `environment.goals[${i}]`));
  if (goals !== undefined && goals > free.states) {
    throw new ScenarioError("environment.goals", goals, `there are only ${free.states} free cells`);
  }
  const states = Array.from({ length: free.states }, (_, state) => state);
  shuffle(rootRng(context.seed).fork("gridworld", "goals"), states);
  return states.slice(0, goals ?? context.agents);
}

/**
 * (1 − slip) on the chosen move, slip shared by the four moves; moves that lead to the same cell add up.
 */
function slippery(free: FreeCells, state: number, action: number, slip: number): Outcome[] {
  const row = new Map([[neighbour(free, state, action), 1 - slip]]);
  for (let move = 0; move < 4; move++) {
    const next = neighbour(free, state, move);
    row.set(next, (row.get(next) ?? 0) + slip / 4);
  }
  return [...row];
}

/** The state one step away, or `state` itself where a wall or the border is in the way. */
function neighbour(
  { rows, columns, state: states, cells }: FreeCells,
  state: number,
  action: number,
): number {
  const row = cells[state]![0] + directions[action]![0];
  const column = cells[state]![1] + directions[action]![1];
  if (row < 0 || row >= rows || column < 0 || column >= columns) return state;
  const next = states[row * columns + column]!;
  return next < 0 ? state : next;
}
