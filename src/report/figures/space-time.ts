// Who spoke when: agents are horizontal lines, thick while they compute; packets lead from their sender's
// line to their receiver's.
import { formatCount, formatSeconds } from "../number.ts";
import type { NumberRow, Report } from "../report.ts";
import { figureSize, palette, referenceColor } from "../theme.ts";
import type { Figure } from "./figure.ts";

/** No more agents and packets than an eye can follow. */
const [mostAgents, mostPackets] = [16, 320];

/** Where a line is thick, its agent computes. */
const computingColor = "#e3b67e";

const kinds = {
  message: { color: palette[0], dash: [1, 0] },
  confirmation: { color: referenceColor, dash: [2, 2] },
  lost: { color: palette[1], dash: [4, 3] },
} as const;

type Kind = keyof typeof kinds;

/** A packet as it is drawn: from (x, y) to (x2, y2), in ms and agents. */
interface Line {
  readonly x: number;
  readonly x2: number;
  readonly y: number;
  readonly y2: number;
  readonly kind: Kind;
}

/** The first packets between the first agents; undefined where none took any time. */
export function spaceTimeFigure({ network, topology }: Report): Figure | undefined {
  const among = (network?.packets ?? []).filter(({ from, to }) => from! < mostAgents && to! < mostAgents);
  const shown = among.slice(0, mostPackets);
  const typical = typicalDelay(shown);
  if (typical === undefined) return undefined;
  const lines = shown.map((packet) => lineOf(packet, typical));
  const end = lines.reduce((latest, { x }) => Math.max(latest, x), 0);
  const spells = (network?.computing ?? [])
    .filter(({ agent, from_ms }) => agent! < mostAgents && from_ms! < end)
    .map(({ agent, from_ms, to_ms }) => ({ agent: agent!, x: from_ms!, x2: to_ms! }));
  const title = "Who spoke when";
  return {
    name: "space-time",
    title,
    caption: wordsOf(shown, end, topology.size) + (spells.length > 0 ? " Thick: the agent computes." : ""),
    spec: spaceTimeSpec(title, lines, spells, Math.min(topology.size, mostAgents), end),
  };
}

/** The middle of all delays, in ms; undefined where nothing arrives later than it was sent. */
function typicalDelay(packets: readonly NumberRow[]): number | undefined {
  const delays = packets
    .map(({ sent_ms, arrived_ms }) => arrived_ms! - sent_ms!)
    .filter((delay) => delay > 0)
    .sort((a, b) => a - b);
  return delays[delays.length >> 1];
}

/** A lost packet goes half its way, for half of the time that others need. */
function lineOf({ sent_ms, arrived_ms, from, to, message }: NumberRow, typical: number): Line {
  if (Number.isNaN(arrived_ms)) {
    return {
      ...{ x: sent_ms!, x2: sent_ms! + typical / 2 },
      ...{ y: from!, y2: (from! + to!) / 2, kind: "lost" },
    };
  }
  const kind = message === 1 ? "message" : "confirmation";
  return { x: sent_ms!, x2: arrived_ms!, y: from!, y2: to!, kind };
}

function wordsOf(packets: readonly NumberRow[], end: number, size: number): string {
  const lost = packets.filter(({ arrived_ms }) => Number.isNaN(arrived_ms)).length;
  const whom = size > mostAgents ? ` between the first ${mostAgents} agents` : "";
  const within = formatSeconds(end / 1000);
  const first = `The first ${formatCount(packets.length)} packets${whom}, sent within ${within}.`;
  const how = " Each line leads from sender and sending to receiver and arrival: the flatter, the later.";
  const crosses = lost > 0 ? ` ${formatCount(lost)} never arrive: their lines end in a cross.` : "";
  return `${first}${how}${crosses}`;
}

function spaceTimeSpec(
  title: string,
  lines: readonly Line[],
  spells: readonly object[],
  agents: number,
  end: number,
) {
  const x = {
    type: "quantitative",
    title: "milliseconds",
    scale: { domain: [0, lines.reduce((latest, { x2 }) => Math.max(latest, x2), end)], nice: false },
    axis: { grid: false, tickCount: 6 },
  };
  const y = {
    type: "quantitative",
    title: "agent",
    scale: { domain: [-0.5, agents - 0.5], nice: false, reverse: true, zero: false },
    axis: { grid: false, format: "d", tickMinStep: 1, tickCount: agents },
  };
  const everybody = Array.from({ length: agents }, (_, agent) => ({ agent }));
  const lost = lines.filter(({ kind }) => kind === "lost");
  return {
    width: figureSize.width,
    height: Math.max(figureSize.height, 18 * agents),
    title,
    layer: [
      {
        data: { values: everybody },
        mark: { type: "rule", color: "#dadce0", strokeWidth: 1 },
        encoding: { y: { ...y, field: "agent" } },
      },
      {
        data: { values: spells },
        mark: { type: "rule", color: computingColor, strokeWidth: 6, clip: true },
        encoding: { x: { ...x, field: "x" }, x2: { field: "x2" }, y: { ...y, field: "agent" } },
      },
      packetLayer(lines, x, y),
      {
        data: { values: lost },
        mark: { type: "point", shape: "cross", angle: 45, size: 40, filled: true, color: kinds.lost.color },
        encoding: { x: { ...x, field: "x2" }, y: { ...y, field: "y2" } },
      },
    ],
  };
}

function packetLayer(lines: readonly Line[], x: object, y: object) {
  const present = (Object.keys(kinds) as Kind[]).filter((kind) => lines.some((line) => line.kind === kind));
  const style = (range: readonly unknown[]) => ({
    field: "kind",
    type: "nominal",
    scale: { type: "ordinal", domain: present, range },
    legend: present.length > 1 ? { orient: "top", title: null, symbolType: "stroke", offset: 6 } : null,
  });
  return {
    data: { values: lines },
    mark: { type: "rule", strokeWidth: 1, opacity: 0.8, clip: true },
    encoding: {
      x: { ...x, field: "x" },
      x2: { field: "x2" },
      y: { ...y, field: "y" },
      y2: { field: "y2" },
      color: style(present.map((kind) => kinds[kind].color)),
      strokeDash: style(present.map((kind) => kinds[kind].dash)),
    },
  };
}
