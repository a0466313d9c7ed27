// From graphology's graphs to topologies.
import graphology from "graphology";
import type { AbstractGraph, GraphConstructor } from "graphology-types";
import type { Topology } from "../topology.ts";
import { type Edge, fromEdges, weightOf } from "./edges.ts";

/**
 * graphology's class of mixed graphs; its types take the module for CommonJS and hide the class one
 * level deeper.
 */
export const Graph = graphology as unknown as GraphConstructor;

/**
 * The topology of a graphology graph: its nodes are the labels, its edges carry weights where they have
 * the attribute `weight`. Mixed graphs keep each edge's direction unless `directed` decides for all;
 * directed: the source speaks to the target.
 *
 * @param path names the graph in errors
 * @throws ScenarioError where the graph has parallel edges or loops
 */
export function fromGraph(graph: AbstractGraph, path: string, directed?: boolean): Topology {
  const edges = graph.mapEdges((_, attributes, source, target, __, ___, undirected): Edge => {
    const { weight } = attributes;
    const place = `${path}, edge ${source} to ${target}`;
    return {
      source,
      target,
      undirected: directed === undefined ? undirected : !directed,
      weight: weight === undefined || weight === null ? undefined : weightOf(weight, place),
      attributes,
      place,
    };
  });
  const nodes = new Map(graph.mapNodes((node, attributes) => [node, attributes] as const));
  return fromEdges(path, nodes, edges);
}
