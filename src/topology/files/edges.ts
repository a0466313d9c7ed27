// What every file format comes down to: labels and edges; here they become agents and a topology.
import { ScenarioError } from "../../error.ts";
import { fromNeighbours } from "../adjacency.ts";
import { requireAgents } from "../family.ts";
import type { AgentId, Topology } from "../topology.ts";

/** One edge as a file states it. */
export interface Edge {
  readonly source: string;
  readonly target: string;
  /** True: both speak. False: the source speaks to the target. */
  readonly undirected: boolean;
  /** Finite, not negative; on all edges of a file or on none. */
  readonly weight: number | undefined;
  /** What else the file says of it. */
  readonly attributes?: Attributes | undefined;
  /** File and line, or file and edge, for errors. */
  readonly place: string;
}

/** What a file says of a node or an edge, by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The most edges a file may have: 2^22. */
export const maximumFileEdges = 2 ** 22;

/**
 * The topology of a file's edges. `nodes` holds labels in order of first appearance, with their attributes;
 * nodes that only edges name come after them.
 *
 * @throws ScenarioError naming file and line for self-loops, repeated edges and weights on some edges only
 */
export function fromEdges(
  path: string,
  nodes: ReadonlyMap<string, Attributes | undefined>,
  edges: readonly Edge[],
): Topology {
  if (edges.length > maximumFileEdges) {
    throw new ScenarioError(path, `${edges.length} edges`, `at most ${maximumFileEdges} edges in a file`);
  }
  const ids = agentIds(allLabels(nodes.keys(), edges));
  const size = ids.size;
  requireAgents(size);
  const sources: AgentId[][] = Array.from({ length: size }, () => []);
  const known = new Map<number, Edge>();
  const add = (source: AgentId, listener: AgentId, edge: Edge): void => {
    const key = listener * size + source;
    if (known.has(key)) throw new ScenarioError(edge.place, names(edge), "an edge may be given only once");
    known.set(key, edge);
    sources[listener]!.push(source);
  };
  for (const edge of edges) {
    const source = ids.get(edge.source)!;
    const target = ids.get(edge.target)!;
    if (source === target) {
      throw new ScenarioError(edge.place, names(edge), "an edge must join two different agents");
    }
    add(source, target, edge);
    if (edge.undirected) add(target, source, edge);
  }
  const hears = (agent: AgentId): AgentId[] => sources[agent]!;
  const edgeAt = (listener: AgentId, source: AgentId) => known.get(listener * size + source);
  const edgeWeight = (listener: AgentId, source: AgentId) => edgeAt(listener, source)?.weight;
  return fromNeighbours(size, hears, 1, {
    ...(areWeighted(edges) && { edgeWeight }),
    edgeAttribute(listener, source, name) {
      const edge = edgeAt(listener, source);
      return numberIn(name === "weight" ? edge?.weight : edge?.attributes?.[name]);
    },
    agentAttribute: agentAttributes(ids, nodes),
  });
}

function agentAttributes(
  ids: ReadonlyMap<string, AgentId>,
  nodes: ReadonlyMap<string, Attributes | undefined>,
): (agent: AgentId, name: string) => number | undefined {
  const attributes: (Attributes | undefined)[] = [];
  for (const [label, given] of nodes) attributes[ids.get(label)!] = given;
  return (agent, name) => numberIn(attributes[agent]?.[name]);
}

/** The number that an attribute is or spells. */
function numberIn(value: unknown): number | undefined {
  const isNumber = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/**
 * Agent ids of distinct labels: the label itself where they are exactly 0 … N−1 (in any order, without
 * leading zeros), else the order of first appearance.
 */
export function agentIds(labels: Iterable<string>): Map<string, AgentId> {
  const inOrder = [...labels];
  const present = new Set(inOrder);
  const numbered = inOrder.every((_, id) => present.has(String(id)));
  return new Map(inOrder.map((label, position) => [label, numbered ? Number(label) : position]));
}

/**
 * The weight of an edge as read from a file.
 *
 * @throws ScenarioError where it is not a finite number ≥ 0
 */
export function weightOf(value: unknown, place: string): number {
  const isNumber = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  const weight = isNumber ? Number(value) : Number.NaN;
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new ScenarioError(place, value, "a weight must be a finite number, zero or more");
}

function allLabels(labels: Iterable<string>, edges: readonly Edge[]): Set<string> {
  const all = new Set(labels);
  for (const { source, target } of edges) all.add(source).add(target);
  return all;
}

function areWeighted(edges: readonly Edge[]): boolean {
  const weighted = edges.some(({ weight }) => weight !== undefined);
  const without = edges.find(({ weight }) => weight === undefined);
  if (weighted && without !== undefined) {
    throw new ScenarioError(without.place, names(without), "weights must be on all edges or on none");
  }
  return weighted;
}

function names({ source, target }: Pick<Edge, "source" | "target">): string {
  return `${source},${target}`;
}
