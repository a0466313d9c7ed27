// The exam of every mixing rule.
import type { Mixing, MixingContext, MixingRule, Weights } from "../mixing/mixing.ts";
import { demandEarlySeed, readsSeedEarly } from "./early-seed.ts";
import { demand, type Law } from "./law.ts";

/** A rule with options and a topology it builds on. */
export interface MixingSubject {
  readonly kind: MixingRule;
  readonly options: unknown;
  readonly context: MixingContext;
}

const tolerance = 1e-12;

/** All laws of mixing rules; they hold for doubly, row- and column-stochastic rules alike. */
export const mixingLaws: readonly Law<MixingSubject>[] = [
  {
    name: "weights are finite, in ascending order of agents",
    examine: (subject) => everyRow(subject, ordered),
  },
  { name: "rows sum to 1, or columns do", examine: stochastic },
  { name: "a weight needs an edge", examine: supported },
  { name: "columns are the transpose of rows", examine: transposes },
  { name: "equal seeds give equal weights", examine: repeatable },
  { name: readsSeedEarly, examine: seedEarly },
];

function build({ kind, options, context }: MixingSubject): Mixing {
  return kind.build(kind.options.parse(options), context);
}

function everyRow(
  subject: MixingSubject,
  check: (weights: Weights, agent: number, step: number, mixing: Mixing) => void,
): void {
  const mixing = build(subject);
  for (let step = 0; step < mixing.topology.period; step++) {
    for (let agent = 0; agent < mixing.topology.size; agent++)
      check(mixing.row(agent, step), agent, step, mixing);
  }
}

function ordered({ agents, weights }: Weights, agent: number): void {
  demand(
    agents.length === weights.length,
    `row ${agent}: ${agents.length} agents, ${weights.length} weights`,
  );
  agents.forEach((other, n) => {
    demand(n === 0 || agents[n - 1]! < other, `row ${agent} is not ascending: ${agents}`);
    demand(Number.isFinite(weights[n]!), `row ${agent}: the weight of ${other} is ${weights[n]}`);
  });
}

function stochastic(subject: MixingSubject): void {
  const mixing = build(subject);
  for (let step = 0; step < mixing.topology.period; step++) {
    const faultOf = (direction: "row" | "column"): string | undefined => {
      for (let agent = 0; agent < mixing.topology.size; agent++) {
        const sum = mixing[direction](agent, step).weights.reduce((total, weight) => total + weight, 0);
        if (Math.abs(sum - 1) > tolerance) return `${direction} ${agent} sums to ${sum}`;
      }
      return undefined;
    };
    const faults = [faultOf("row"), faultOf("column")];
    demand(faults.includes(undefined), `step ${step}: ${faults.join(" and ")}`);
  }
}

function supported(subject: MixingSubject): void {
  everyRow(subject, ({ agents }, agent, step, { topology }) => {
    const heard = new Set(topology.hears(agent, step));
    for (const other of agents) {
      demand(other === agent || heard.has(other), `agent ${agent} weighs ${other}, whom it does not hear`);
    }
  });
}

function transposes(subject: MixingSubject): void {
  const mixing = build(subject);
  const { size, period } = mixing.topology;
  for (let step = 0; step < period; step++) {
    let entries = 0;
    for (let agent = 0; agent < size; agent++) {
      const { agents, weights } = mixing.column(agent, step);
      entries += mixing.row(agent, step).agents.length - agents.length;
      agents.forEach((other, n) => {
        const row = mixing.row(other, step);
        const there = row.weights[row.agents.indexOf(agent)];
        demand(
          there === weights[n],
          `W[${other}][${agent}] is ${there} in its row, ${weights[n]} in its column`,
        );
      });
    }
    demand(entries === 0, `step ${step}: rows have ${entries} entries more than columns`);
  }
}

function repeatable(subject: MixingSubject): void {
  const again = build(subject);
  everyRow(subject, ({ weights }, agent, step) => {
    const other = again.row(agent, step).weights;
    demand(`${weights}` === `${other}`, `row ${agent} is ${weights}, built again ${other}`);
  });
}

function seedEarly({ kind, options, context }: MixingSubject): void {
  const make = (noting: MixingContext) => kind.build(kind.options.parse(options), noting);
  demandEarlySeed(context, make, (mixing) => {
    const { size, period } = mixing.topology;
    for (let step = 0; step < period; step++) {
      for (let agent = 0; agent < size; agent++) {
        mixing.row(agent, step);
        mixing.column(agent, step);
      }
    }
  });
}
