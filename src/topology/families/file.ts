// A graph from a file, in one of four formats, chosen by the path's ending.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { family } from "../family.ts";
import { readEdgeList } from "../files/edge-list.ts";
import { readGraphologyJson } from "../files/graphology-json.ts";
import { textOf } from "../files/text.ts";
import { readGexf, readGraphml } from "../files/xml.ts";
import type { Topology } from "../topology.ts";

type Reader = (text: string, path: string, directed?: boolean) => Topology;

const readers: ReadonlyMap<string, Reader> = new Map([
  ["csv", readEdgeList],
  ["graphml", readGraphml],
  ["gexf", readGexf],
  ["json", readGraphologyJson],
]);

/** A graph from a file; N follows from it, isolated nodes of GraphML, GEXF and JSON included. */
export const file = family({
  kind: "file",
  summary: "a graph from a file: edge list (.csv), .graphml, .gexf or graphology's .json",
  options: z.strictObject({
    path: z.string().min(1).describe("the file: .csv, .graphml, .gexf or .json"),
    directed: z
      .boolean()
      .optional()
      .describe("the source speaks to the target; .csv: false, others: as the file says, unless given"),
  }),
  place: ({ path }) => path,
  build({ path, directed }, context) {
    const read = readerOf(path);
    const topology = read(textOf(context.file(path), path), path, directed);
    if (context.agents === undefined || context.agents === topology.size) return topology;
    throw new ScenarioError("agents", context.agents, `${path} has ${topology.size} agents`);
  },
});

/**
 * The reader for a path's ending, in whatever case.
 *
 * @throws ScenarioError where there is none
 */
function readerOf(path: string): Reader {
  const reader = readers.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());
  if (reader !== undefined) return reader;
  const endings = [...readers.keys()].map((ending) => `.${ending}`).join(", ");
  throw new ScenarioError("topology.path", path, `a file ending in ${endings}`);
}
