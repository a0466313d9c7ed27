// Graphs as graphology's export() writes them.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import type { Topology } from "../topology.ts";
import { type Attributes, type Edge, fromEdges, weightOf } from "./edges.ts";
import { parseJson } from "./json.ts";

const label = z.union([z.string(), z.number()], "text or a number").transform(String);

const attributes = z.looseObject({ weight: z.unknown().optional() }, "an object").optional();

/** Every message says what is allowed: it ends an error line. */
const serializedGraph = z.looseObject(
  {
    options: z
      .looseObject(
        {
          type: z
            .enum(["directed", "undirected", "mixed"], "directed, undirected or mixed")
            .default("mixed"),
        },
        "an object",
      )
      .prefault({}),
    nodes: z
      .array(z.looseObject({ key: label, attributes }, "an object with a key"), "a list of nodes")
      .min(1, "at least one node"),
    edges: z.array(
      z.looseObject(
        {
          source: label,
          target: label,
          undirected: z.boolean("true or false").optional(),
          attributes,
        },
        "an object with source and target",
      ),
      "a list of edges",
    ),
  },
  "an object with nodes and edges",
);

/**
 * The graph of a serialised graphology graph. Direction from each edge's `undirected`, else from the
 * graph's type (mixed: directed), unless told.
 *
 * @throws ScenarioError naming file and member
 */
export function readGraphologyJson(text: string, path: string, directed?: boolean): Topology {
  const value = parseJson(text, path);
  const checked = serializedGraph.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0]!;
    const place = [path, ...issue.path].join(".");
    const allowed = `a graph as graphology writes it has here ${issue.message}`;
    throw new ScenarioError(place, memberAt(value, issue.path), allowed);
  }
  const { nodes, edges, options } = checked.data;
  const labels = new Map<string, Attributes | undefined>();
  nodes.forEach(({ key, attributes: given }, k) => {
    if (labels.has(key))
      throw new ScenarioError(`${path}.nodes.${k}`, key, "every node has a key of its own");
    labels.set(key, given);
  });
  const listed = edges.map(({ source, target, undirected, attributes: given }, k): Edge => {
    const place = `${path}.edges.${k}`;
    if (!labels.has(source) || !labels.has(target)) {
      throw new ScenarioError(place, `${source},${target}`, "source and target must be keys of nodes");
    }
    const bothWays = undirected ?? options.type === "undirected";
    return {
      source,
      target,
      undirected: directed === undefined ? bothWays : !directed,
      weight: given?.weight === undefined ? undefined : weightOf(given.weight, place),
      attributes: given,
      place,
    };
  });
  return fromEdges(path, labels, listed);
}

function memberAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | null)?.[key], value);
}
