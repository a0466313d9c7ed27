// Graphs as graphology's export() writes them.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { Topology } from "../topology.ts";
import { type Edge, fromEdges, weightOf } from "./edges.ts";

const label = z.union([z.string(), z.number()]).transform(String);

const serializedGraph = z.looseObject({
  options: z
    .looseObject({ type: z.enum(["directed", "undirected", "mixed"]).default("mixed") })
    .prefault({}),
  nodes: z.array(z.looseObject({ key: label })).min(1),
  edges: z.array(
    z.looseObject({
      source: label,
      target: label,
      undirected: z.boolean().optional(),
      attributes: z.looseObject({ weight: z.unknown() }).optional(),
    }),
  ),
});

/**
 * The graph of a serialised graphology graph. Direction from each edge's `undirected`, else from the graph's type
 * (mixed: directed), unless told.
 *
 * @throws ScenarioError naming file and member
 */
export function readGraphologyJson(text: string, path: string, directed?: boolean): Topology {
  const checked = serializedGraph.safeParse(parsed(text, path));
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    const place = [path, ...issue.path].join(".");
    throw new ScenarioError(place, issue.code, `a serialised graphology graph: ${issue.message}`);
  }
  const { nodes, edges, options } = checked.data;
  const labels = new Set<string>();
  nodes.forEach(({ key }, k) => {
    if (labels.has(key))
      throw new ScenarioError(`${path}.nodes.${k}`, key, "every node has a key of its own");
    labels.add(key);
  });
  const listed = edges.map(({ source, target, undirected, attributes }, k): Edge => {
    const place = `${path}.edges.${k}`;
    if (!labels.has(source) || !labels.has(target)) {
      throw new ScenarioError(place, `${source},${target}`, "source and target must be keys of nodes");
    }
    const bothWays = undirected ?? options.type === "undirected";
    return {
      source,
      target,
      undirected: directed === undefined ? bothWays : !directed,
      weight: attributes?.weight === undefined ? undefined : weightOf(attributes.weight, place),
      place,
    };
  });
  return fromEdges(path, labels, listed);
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScenarioError(path, (error as Error).message, "well-formed JSON");
  }
}
