// Latencies that come with the graph: a number on every edge, or a place on earth for every agent.
import { z } from "zod";
import { ScenarioError } from "../../error.ts";
import { greatCircleKm, type Place as Site } from "../../math/great-circle.ts";
import type { AgentId, Topology } from "../../topology/topology.ts";
import { directedEdges, type Edge, type Link, type LinkContext, type LinkKind } from "../link.ts";
import { latencyPlaces } from "./latency.ts";

/** A link whose packets all travel equally long on one edge; the state is how long, in ms. */
function byEdge(delayMs: (edge: Edge) => number): Link<number> {
  return {
    init: delayMs,
    carry: (_, now, ms) => ({ arrivals: [now + ms], state: ms }),
  };
}

export const edgeAttribute: LinkKind = {
  kind: "edge-attribute",
  summary: "packets travel as long as an attribute of the graph's file says, edge by edge",
  places: latencyPlaces,
  options: z.strictObject({
    attribute: z.string().min(1).default("latency").describe("the attribute's name; `weight` works too"),
    msPerUnit: z.number().min(0).max(1e9).default(1).describe("milliseconds that one of it stands for"),
  }),
  build({ attribute, msPerUnit }: { attribute: string; msPerUnit: number }, { topology }: LinkContext) {
    const delayMs = (from: AgentId, to: AgentId) => {
      const value = topology.edgeAttribute?.(to, from, attribute);
      if (value !== undefined && value >= 0) return value * msPerUnit;
      const found = `${value === undefined ? "no" : value} ${attribute} on the edge from ${from} to ${to}`;
      const allowed = "a number, zero or more, on every edge of the graph's file";
      throw new ScenarioError("network.links.latency", found, allowed);
    };
    // What is missing is told before the run, not when the first packet needs it.
    for (const { from, to } of directedEdges(topology)) delayMs(from, to);
    // A confirmation may go against a directed edge: then the edge's own latency is that of the way back.
    return byEdge(({ from, to }) =>
      topology.edgeAttribute?.(to, from, attribute) === undefined ? delayMs(to, from) : delayMs(from, to),
    );
  },
};

interface GreatCircle {
  readonly places?: readonly (readonly [number, number])[] | undefined;
  readonly kmPerMs: number;
  readonly fixedMs: number;
}

export const greatCircle: LinkKind = {
  kind: "great-circle",
  summary: "packets travel as far as the agents' places on earth are apart",
  places: latencyPlaces,
  options: z.strictObject({
    places: z
      .array(z.tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)]))
      .min(1)
      .optional()
      .describe(
        "latitude and longitude in degrees, agents take them in turn; the file's attributes unless given",
      ),
    kmPerMs: z
      .number()
      .positive()
      .max(300)
      .default(100)
      .describe("km of the great circle in one millisecond; light in fibre makes 200, cables make detours"),
    fixedMs: z.number().min(0).max(1e9).default(0).describe("milliseconds beside the distance"),
  }),
  examples: [
    {
      places: [
        [52.5, 13.4],
        [40.7, -74],
        [-33.9, 151.2],
      ],
    },
  ],
  build({ places, kmPerMs, fixedMs }: GreatCircle, { topology }: LinkContext) {
    const sites = Array.from({ length: topology.size }, (_, agent) => siteOf(agent, places, topology));
    return byEdge(({ from, to }) => fixedMs + greatCircleKm(sites[from]!, sites[to]!) / kmPerMs);
  },
};

function siteOf(agent: AgentId, places: GreatCircle["places"], topology: Topology): Site {
  if (places !== undefined) {
    const [latitude, longitude] = places[agent % places.length]!;
    return { latitude, longitude };
  }
  const [latitude, longitude] = (["latitude", "longitude"] as const).map((name) =>
    topology.agentAttribute?.(agent, name),
  );
  if (isDegrees(latitude, 90) && isDegrees(longitude, 180)) return { latitude, longitude };
  const found = `agent ${agent} at latitude ${latitude}, longitude ${longitude}`;
  throw new ScenarioError(
    "network.links.latency.places",
    found,
    "places, or a graph's file with degrees in the attributes latitude and longitude of every agent",
  );
}

function isDegrees(value: number | undefined, most: number): value is number {
  return value !== undefined && Math.abs(value) <= most;
}
