// The graph, its agents coloured by how far each is from the mean policy.
import { type Line, layoutOf, linesOf } from "../layout.ts";
import { formatCount, formatNumber } from "../number.ts";
import { type AgentRow, type GraphRecord, largestDrawing, type Report } from "../report.ts";
import { decadesAround, drawnFloor } from "../series.ts";
import { palette } from "../theme.ts";
import { decadeAxis } from "./axes.ts";
import type { Figure, Spec } from "./figure.ts";

/**
 * Agents closer than this to the mean policy are taken to hold it: float64 log-policies differ by
 * rounding.
 */
export const agreement = 1e-12;

/** The graph with the agents' last measured disagreement; undefined beyond `largestDrawing` agents. */
export function graphFigure({ topology, agents }: Pick<Report, "topology" | "agents">): Figure | undefined {
  if (topology.size > largestDrawing) return undefined;
  const disagreement = lastDisagreement(agents, topology.size);
  const title = disagreement ? "Who speaks to whom, and who disagrees" : "Who speaks to whom";
  const { lines, words } = described(topology);
  return {
    name: "graph",
    title,
    caption: `${words}${disagreement ? ` ${disagreementWords(disagreement)}` : ""}`,
    spec: { ...graphSpec(topology, lines, { side: 380, disagreement }), title },
  };
}

/** Each agent's disagreement at the last round where all agents have one. */
export function lastDisagreement(rows: readonly AgentRow[], size: number): readonly number[] | undefined {
  const known = rows.filter(({ disagreement }) => Number.isFinite(disagreement));
  const counts = new Map<number, number>();
  for (const { round } of known) counts.set(round, (counts.get(round) ?? 0) + 1);
  const full = [...counts].filter(([, count]) => count === size).map(([round]) => round);
  if (full.length === 0) return undefined;
  const last = full.reduce((a, b) => Math.max(a, b));
  const values = new Array<number>(size).fill(0);
  for (const { round, agent, disagreement } of known) if (round === last) values[agent] = disagreement!;
  return values;
}

const mostArrows = 2000;

/** How a graph is drawn. */
export interface GraphOptions {
  /** Width and height in pixels. */
  readonly side: number;
  /** One number ≥ 0 per agent to colour it by. */
  readonly disagreement?: readonly number[] | undefined;
  /** The numbers over which the colours range, where several drawings share one scale. */
  readonly among?: readonly number[] | undefined;
  /** Whether small graphs carry the agents' ids; they do unless told. */
  readonly ids?: boolean;
}

/** The drawing without a title, for up to `largestDrawing` agents. */
export function graphSpec(graph: GraphRecord, lines: readonly Line[], options: GraphOptions): Spec {
  const places = layoutOf(graph);
  const { side, disagreement, among = disagreement, ids = true } = options;
  const color = colorOf(disagreement && among, 0.6 * side);
  const diameter = Math.min(26, Math.max(4.5, 0.7 * side * closest(places)));
  const agents = Array.from({ length: graph.size }, (_, agent) => ({
    agent,
    x: places[2 * agent],
    y: places[2 * agent + 1],
    ...(disagreement && { disagreement: Math.max(disagreement[agent]!, color.floor) }),
    pale: color.position(disagreement?.[agent] ?? 0) > 0.55,
  }));
  const room = diameter / side;
  const scale = { domain: [-room, 1 + room], nice: false, zero: false };
  const at = (field: string): Spec => ({ field, type: "quantitative", axis: null, title: null, scale });
  const place = { x: at("x"), y: at("y") };
  const named = ids && graph.size <= 64 && diameter >= 15;
  return {
    width: side,
    height: side,
    layer: [
      ...linkLayers(lines, places, diameter / side, at),
      {
        data: { values: agents },
        mark: {
          type: "circle",
          size: diameter * diameter,
          opacity: 1,
          stroke: "#202124",
          strokeWidth: 1,
        },
        encoding: { ...place, color: color.channel },
      },
      ...(named ? [idLayer(agents, place, diameter)] : []),
    ],
    resolve: { scale: { color: "independent" } },
  };
}

// The least distance between two agents, so that no two overlap; those that share a place do not count.
function closest(places: Float64Array): number {
  let least = 2;
  for (let i = 0; i < places.length; i += 2) {
    for (let j = 0; j < i; j += 2) {
      const [dx, dy] = [places[i]! - places[j]!, places[i + 1]! - places[j + 1]!];
      const square = dx * dx + dy * dy;
      if (square > 0 && square < least) least = square;
    }
  }
  return Math.sqrt(least);
}

function idLayer(agents: readonly unknown[], place: Spec, diameter: number): Spec {
  return {
    data: { values: agents },
    mark: { type: "text", fontSize: Math.min(12, diameter * 0.5), baseline: "middle", dy: 0.5 },
    encoding: {
      ...place,
      text: { field: "agent", type: "nominal" },
      color: { condition: { test: "datum.pale", value: "#202124" }, value: "#ffffff" },
    },
  };
}

// All links are one path with gaps, so that 45,000 of them still make a small drawing.
function linkLayers(
  lines: readonly Line[],
  places: Float64Array,
  diameter: number,
  at: (field: string) => Spec,
): Spec[] {
  const ends = lines.flatMap(({ source, target }) => [source, target, -1]);
  const values = ends.map((agent, order) =>
    agent < 0 ? { order, x: null, y: null } : { order, x: places[2 * agent], y: places[2 * agent + 1] },
  );
  const opacity = Math.min(0.9, Math.max(0.12, 200 / Math.max(1, lines.length)));
  const strokeWidth = lines.length > 300 ? 0.7 : 1.3;
  const links = {
    data: { values },
    mark: { type: "line", color: "#7a828a", strokeWidth, opacity },
    encoding: { x: at("x"), y: at("y"), order: { field: "order", type: "quantitative" } },
  };
  const arrows = arrowsOf(lines, places, diameter);
  return arrows.length > 0 && arrows.length <= mostArrows ? [links, arrowLayer(arrows, at)] : [links];
}

interface Arrow {
  readonly x: number;
  readonly y: number;
  /** Degrees clockwise from upwards. */
  readonly angle: number;
}

// One-way links carry an arrowhead where they meet the listener.
function arrowsOf(lines: readonly Line[], places: Float64Array, diameter: number): Arrow[] {
  return lines.flatMap(({ source, target, oneWay }) => {
    if (!oneWay) return [];
    const [x, y] = [places[2 * target]!, places[2 * target + 1]!];
    const [dx, dy] = [x - places[2 * source]!, y - places[2 * source + 1]!];
    const length = Math.sqrt(dx * dx + dy * dy) || 1;
    const back = Math.min(0.5, (0.7 * diameter) / length);
    return [{ x: x - back * dx, y: y - back * dy, angle: (Math.atan2(dx, dy) * 180) / Math.PI }];
  });
}

function arrowLayer(arrows: readonly Arrow[], at: (field: string) => Spec): Spec {
  return {
    data: { values: arrows },
    mark: {
      type: "point",
      shape: "triangle-up",
      filled: true,
      size: 55,
      color: "#5f6368",
      opacity: 0.9,
    },
    encoding: { x: at("x"), y: at("y"), angle: { field: "angle", type: "quantitative", scale: null } },
  };
}

interface Shade {
  readonly channel: Spec;
  readonly floor: number;
  /** Where a value stands on the scale, 0 … 1. */
  position(value: number): number;
}

// Logarithmic where the agents differ by more than two orders of magnitude; plain where rounding is all
// there is.
function colorOf(disagreement: readonly number[] | undefined, gradientLength: number): Shade {
  const high = disagreement?.reduce((a, b) => Math.max(a, b), 0) ?? 0;
  if (!disagreement || high <= agreement) {
    return { channel: { value: palette[0] }, floor: 0, position: () => 0 };
  }
  const low = disagreement.reduce((a, b) => Math.min(a, b));
  const legend = {
    title: "disagreement with the mean policy",
    orient: "bottom",
    gradientLength,
    tickCount: 3,
  };
  const channel = (scale: Spec, extra: Spec) => ({
    field: "disagreement",
    type: "quantitative",
    scale: { scheme: "viridis", ...scale },
    legend: { ...legend, ...extra },
  });
  if (high <= 100 * low) {
    const ticks = [0, high / 2, high];
    const names = Object.fromEntries(ticks.map((value) => [String(value), formatNumber(value, 2)]));
    const extra = { values: ticks, labelExpr: `(${JSON.stringify(names)})[datum.value]` };
    const domain = [0, high];
    return { channel: channel({ domain, nice: false }, extra), floor: 0, position: (v) => v / high };
  }
  const domain = decadesAround(disagreement.map((value) => Math.max(value, drawnFloor)));
  const position = (value: number) => decadePosition(Math.max(value, drawnFloor), domain);
  const extra = decadeAxis(domain);
  return { channel: channel({ type: "log", domain }, extra), floor: drawnFloor, position };
}

// The share of the decades that lie below a value: fine enough to choose a text colour.
function decadePosition(value: number, [low, high]: readonly [number, number]): number {
  let [below, all] = [0, 0];
  for (let decade = low; decade < high * 0.99; decade *= 10, all++) if (value >= decade * 3) below++;
  return below / all;
}

function described(graph: GraphRecord): { lines: readonly Line[]; words: string } {
  const lines = linesOf(graph);
  const oneWay = lines.filter((line) => line.oneWay).length;
  const heads = oneWay <= mostArrows ? " (arrows point at the listener)" : ", too many for arrowheads";
  const arrows = oneWay === 0 ? "" : `, ${formatCount(oneWay)} of them one-way${heads}`;
  const links = `${formatCount(lines.length)} link${lines.length === 1 ? "" : "s"}`;
  return { lines, words: `${formatCount(graph.size)} agents, ${links}${arrows}.` };
}

function disagreementWords(values: readonly number[]): string {
  const high = values.reduce((a, b) => Math.max(a, b));
  if (high <= agreement) return "All agents hold the same policy, to rounding.";
  const low = values.reduce((a, b) => Math.min(a, b));
  const range = `from ${formatNumber(low, 2)} to ${formatNumber(high, 2)}`;
  return `Disagreement ${range}; furthest from the mean policy is agent ${values.indexOf(high)}.`;
}
