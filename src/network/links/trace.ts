// Latencies that were measured: a file of them.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { uniformInt } from "../../math/random.ts";
import { csvRows } from "../../topology/files/csv-rows.ts";
import { textOf } from "../../topology/files/text.ts";
import { directedEdges, type Edge, type Link, type LinkContext, type LinkKind } from "../link.ts";
import { latencyPlaces } from "./latency.ts";

interface Trace {
  readonly path: string;
  readonly pick: "drawn" | "in order";
}

/** What an edge goes through: its latencies in ms, and which of them comes next. */
interface Reading {
  readonly latencies: readonly number[];
  readonly next: number;
}

export const trace: LinkKind = {
  kind: "trace",
  summary: "packets travel as long as was measured: a CSV file with the header ms or from,to,ms",
  places: latencyPlaces,
  options: z.strictObject({
    path: z
      .string()
      .min(1)
      .describe(
        "the file; without from and to, every edge goes through all of it; one way, in milliseconds",
      ),
    pick: z
      .enum(["drawn", "in order"])
      .default("drawn")
      .describe("each packet draws a line, or edges go through them in order, over and over"),
  }),
  build({ path, pick }: Trace, { file, topology }: LinkContext): Link<Reading> {
    const latenciesOf = readTrace(textOf(file(path), path), path);
    // What is missing is told before the run, not when the first packet needs it.
    for (const edge of directedEdges(topology)) latenciesOf(edge);
    return {
      init: (edge) => ({ latencies: latenciesOf(edge), next: 0 }),
      carry(_, now, state, rng) {
        const { latencies, next } = state;
        if (pick === "drawn")
          return { arrivals: [now + latencies[uniformInt(rng, latencies.length)]!], state };
        const reading = { latencies, next: (next + 1) % latencies.length };
        return { arrivals: [now + latencies[next]!], state: reading };
      },
    };
  },
};

/**
 * The latencies of each edge.
 * @throws ScenarioError naming file and line; the function returned, where the file has none for an edge
 */
export function readTrace(text: string, path: string): (edge: Edge) => readonly number[] {
  const [header, ...rows] = csvRows(text, path);
  const columns = header!.record.join(",");
  if (columns !== "ms" && columns !== "from,to,ms")
    throw new ScenarioError(
      `${path}:${header!.info.lines}`,
      columns,
      "the header must be ms or from,to,ms",
    );
  if (rows.length === 0)
    throw new ScenarioError(path, "no latencies", "at least one line after the header");
  const byEdge = new Map<string, number[]>();
  for (const { record, info } of rows) {
    const ms = Number(record.at(-1));
    if (record.length !== header!.record.length || record.at(-1) === "" || !(ms >= 0 && ms <= 1e9)) {
      const allowed = `a row of ${columns} with milliseconds, zero or more`;
      throw new ScenarioError(`${path}:${info.lines}`, record.join(","), allowed);
    }
    const edge = record.slice(0, -1).join(",");
    if (!byEdge.has(edge)) byEdge.set(edge, []);
    byEdge.get(edge)!.push(ms);
  }
  return ({ from, to }) => {
    const found = byEdge.get(columns === "ms" ? "" : `${from},${to}`) ?? byEdge.get(`${to},${from}`);
    if (found !== undefined) return found;
    throw new ScenarioError(
      path,
      `no latency from ${from} to ${to}`,
      "a line for every edge, one way at least",
    );
  };
}
