// Edge lists: CSV with the header source,target[,weight].
import { ScenarioError } from "../../error.ts";
import type { Topology } from "../topology.ts";
import { csvRows } from "./csv-rows.ts";
import { type Edge, fromEdges, weightOf } from "./edges.ts";

/**
 * The graph of an edge list. Undirected unless told; directed: the source speaks to the target. White
 * space around values and blank lines are dropped.
 *
 * @throws ScenarioError naming file and line
 */
export function readEdgeList(text: string, path: string, directed = false): Topology {
  const [header, ...rows] = csvRows(text, path);
  const columns = header!.record;
  const weighted = columns.length === 3 && columns[2] === "weight";
  if (columns[0] !== "source" || columns[1] !== "target" || (columns.length !== 2 && !weighted)) {
    const allowed = "the header must be source,target or source,target,weight";
    throw new ScenarioError(`${path}:${header!.info.lines}`, columns.join(","), allowed);
  }
  if (rows.length === 0) throw new ScenarioError(path, "no edges", "at least one edge after the header");
  const edges = rows.map((row): Edge => {
    const place = `${path}:${row.info.lines}`;
    const [source = "", target = "", weight] = row.record;
    if (row.record.length !== columns.length || source === "" || target === "") {
      throw new ScenarioError(place, row.record.join(","), `a row of ${columns.join(",")}`);
    }
    return {
      source,
      target,
      undirected: !directed,
      weight: weighted ? weightOf(weight, place) : undefined,
      place,
    };
  });
  return fromEdges(path, new Map(), edges);
}
