import type { AnyKind } from "../kind.ts";

/** Agents are numbered 0 … N−1. */
export type AgentId = number;

/** Who may speak to whom. `step` counts exchanges; a static graph ignores it. */
export interface Topology {
  /** The number of agents N. */
  readonly size: number;
  /** Number of steps after which a time-varying graph repeats; 1 for a static graph. */
  readonly period: number;
  /** The agents that `agent` hears at `step`: ascending, itself excluded. */
  hears(agent: AgentId, step: number): readonly AgentId[];
  /** The agents that hear `agent` at `step`: ascending, itself excluded. */
  isHeardBy(agent: AgentId, step: number): readonly AgentId[];
  /** Weight of the edge source→listener where the graph carries weights (files, de Bruijn). */
  edgeWeight?(listener: AgentId, source: AgentId): number | undefined;
  /** The graph with all its edges, where this one lacks some now and then (`outage.ts`). */
  readonly whole?: Topology;
  /** A number that a graph's file gives the edge source→listener under a name. */
  edgeAttribute?(listener: AgentId, source: AgentId, name: string): number | undefined;
  /** A number that a graph's file gives an agent under a name. */
  agentAttribute?(agent: AgentId, name: string): number | undefined;
  /** Coordinates x₀ y₀ x₁ y₁ … where the family has natural ones. */
  readonly positions?: Float64Array;
}

/** What a topology family gets beside its own options. */
export interface TopologyContext {
  /** N, or undefined where the options or a file decide it (`certify graph.csv`). */
  readonly agents: number | undefined;
  /** Seed of the graph's own draws. Read by `build` or not at all: what never reads it draws nothing. */
  readonly seed: number;
  /** Bytes of a file that an option names. */
  file(path: string): Uint8Array;
}

/** What `topology.kind` names; `build` throws ScenarioError where N or the options make no such graph. */
export type TopologyFamily = AnyKind<TopologyContext, Topology>;
