// How a rule's file states it, and what every rule shares: the option `lazy` and the check of the graph.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { AgentId, Topology } from "../../topology/topology.ts";
import { withLaziness } from "../lazy.ts";
import type { AcceptedGraphs, Mixing, MixingContext, MixingRule, Stochasticity } from "../mixing.ts";
import { requireStorableGraph } from "../weights.ts";

/** A rule as its file states it. */
export interface RuleDefinition<Shape extends z.ZodRawShape> {
  readonly kind: string;
  /** One line for `hearsay list` and the reference page. */
  readonly summary: string;
  readonly stochasticity: Stochasticity;
  /** Checked before `weigh` is called. */
  readonly graphs: AcceptedGraphs;
  /** The rule's own options; `lazy` is added to them. */
  readonly options: Shape;
  /** What the laws examine the rule by, where defaults will not do. */
  readonly examples?: readonly z.input<z.ZodObject<Shape>>[];
  /** W without laziness. */
  weigh(options: z.output<z.ZodObject<Shape>>, context: MixingContext): Mixing;
}

/** The rules for graphs with one-way edges, as a refused user should read them. */
export const rulesForDirectedGraphs = ["equal", "random-row", "out-degree", "sinkhorn", "given"] as const;

const laziness = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe("s in W' = (1 − s) W + s I, from 0 to below 1; raises the smallest eigenvalue");

/** The rule with the shared option `lazy` and its graph checked. */
export function rule<Shape extends z.ZodRawShape>(definition: RuleDefinition<Shape>): MixingRule {
  const { kind, summary, stochasticity, graphs } = definition;
  type Options = z.output<z.ZodObject<Shape>> & { readonly lazy?: number };
  return {
    kind,
    summary,
    stochasticity,
    graphs,
    options: z.strictObject({ ...definition.options, lazy: laziness }),
    ...(definition.examples && { examples: definition.examples }),
    build(options: Options, context: MixingContext): Mixing {
      if (graphs !== "complete") requireStorableGraph(context.topology);
      if (graphs === "undirected") requireUndirected(context.topology, kind);
      if (graphs === "complete") requireComplete(context.topology, kind);
      return withLaziness(definition.weigh(options, context), options.lazy ?? 0);
    },
  };
}

/** @throws ScenarioError naming the first edge without its opposite, and the rules that do without */
export function requireUndirected(topology: Topology, kind: string): void {
  for (let step = 0; step < topology.period; step++) {
    for (let agent = 0; agent < topology.size; agent++) {
      const heard = topology.hears(agent, step);
      const hearing = topology.isHeardBy(agent, step);
      const at = firstDifference(heard, hearing);
      if (at === -1) continue;
      const [source, listener] = oneWay(agent, heard[at], hearing[at]);
      const [edge, opposite] = [`${source}→${listener}${atStep(topology, step)}`, `${listener}→${source}`];
      const fault = `this rule needs an undirected graph, but the edge ${edge} has no edge ${opposite}`;
      const allowed = `${fault}; one-way edges suit the rules`;
      throw new ScenarioError("mixing.kind", kind, `${allowed} ${rulesForDirectedGraphs.join(", ")}`);
    }
  }
}

/** The most agents for which completeness is checked at every agent: more edges no stored graph can have. */
const everyoneChecked = 6000;

/**
 * Refuses graphs that are not complete. Up to 6,000 agents every agent is asked whom it hears; beyond, 64 of
 * them spread evenly, as only a graph that makes its lists on demand can be complete then (asking all would
 * take N² time).
 *
 * @throws ScenarioError naming the first pair that is not linked
 */
export function requireComplete(topology: Topology, kind: string): void {
  const { size, period } = topology;
  const stride = size <= everyoneChecked ? 1 : Math.floor(size / 64);
  for (let step = 0; step < period; step++) {
    for (let agent = 0; agent < size; agent += stride) {
      const heard = topology.hears(agent, step);
      if (heard.length === size - 1) continue;
      const missing = heard.findIndex((other, k) => other !== (k < agent ? k : k + 1));
      const at = missing === -1 ? heard.length : missing;
      const unheard = at < agent ? at : at + 1;
      const gap = `${agent} does not hear ${unheard}${atStep(topology, step)}`;
      const allowed = `this rule needs every pair linked, but ${gap}; it suits the topology complete`;
      throw new ScenarioError("mixing.kind", kind, allowed);
    }
  }
}

/** " at step t" where the graph varies with time, else nothing. */
export function atStep(topology: Topology, step: number): string {
  return topology.period === 1 ? "" : ` at step ${step}`;
}

function firstDifference(a: readonly AgentId[], b: readonly AgentId[]): number {
  for (let k = 0; k < Math.max(a.length, b.length); k++) if (a[k] !== b[k]) return k;
  return -1;
}

/** Source and listener of the one-way edge that shows where two ascending lists first differ. */
function oneWay(agent: AgentId, heard: AgentId | undefined, hearing: AgentId | undefined) {
  const speaks = hearing === undefined || (heard !== undefined && heard < hearing);
  return speaks ? ([heard!, agent] as const) : ([agent, hearing] as const);
}
