// What all families share: the bounds on N, the check against `agents`, the check that the graph is
// connected.
import type { z } from "zod";
import { ScenarioError } from "../error.ts";
import { requireConnected } from "./components.ts";
import type { Topology, TopologyContext, TopologyFamily } from "./topology.ts";

/** The most agents a topology may have: 2^20. */
export const maximumAgents = 2 ** 20;

/** A family as its file states it. */
export interface FamilyDefinition<Options> {
  readonly kind: string;
  /** One line for `hearsay list`. */
  readonly summary: string;
  readonly options: z.ZodType<Options>;
  /** Builds the graph; what it returns is checked against `agents` and for connectivity. */
  build(options: Options, context: TopologyContext): Topology;
  /** False for the one family that is meant to be disconnected. */
  readonly connected?: boolean;
  /** Where a graph that is not connected comes from, as errors should say it: "topology" unless given. */
  place?(options: Options): string;
}

/**
 * A family whose graphs are checked: N is a whole number in 1 … 2^20 and equal to the scenario's agents
 * where it names them, and every agent reaches every other.
 */
export function family<Options>(definition: FamilyDefinition<Options>): TopologyFamily {
  const { kind, summary, options, connected = true } = definition;
  return {
    kind,
    summary,
    options,
    build(chosen: Options, context: TopologyContext) {
      if (context.agents !== undefined) requireAgents(context.agents);
      const topology = definition.build(chosen, context);
      requireAgents(topology.size);
      if (context.agents !== undefined && context.agents !== topology.size) {
        throw new ScenarioError("agents", context.agents, `this ${kind} has ${topology.size} agents`);
      }
      return connected ? requireConnected(topology, definition.place?.(chosen)) : topology;
    },
  };
}

/**
 * N where the scenario names it.
 *
 * @throws ScenarioError where it does not
 */
export function agentsOf(context: TopologyContext): number {
  if (context.agents === undefined) {
    throw new ScenarioError("agents", undefined, "this topology needs the number of agents");
  }
  return context.agents;
}

/** @throws ScenarioError where N is not a whole number in 1 … 2^20 */
export function requireAgents(agents: number): void {
  if (Number.isInteger(agents) && agents >= 1 && agents <= maximumAgents) return;
  throw new ScenarioError("agents", agents, `a whole number from 1 to ${maximumAgents}`);
}

/**
 * The whole number k with 2^k = `agents`.
 *
 * @throws ScenarioError naming the powers of two around `agents` where there is none
 */
export function exponentOf(agents: number, kind: string): number {
  const exponent = ceilingOfLogarithm(agents);
  if (2 ** exponent === agents) return exponent;
  const near = `${2 ** (exponent - 1)} or ${2 ** exponent}`;
  throw new ScenarioError("agents", agents, `a ${kind} has a power of two of agents, such as ${near}`);
}

/** ⌈log₂ n⌉ for a whole number n from 1 to 2^31. */
export function ceilingOfLogarithm(n: number): number {
  return 32 - Math.clz32(n - 1);
}
