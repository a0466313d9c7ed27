// What agents spend their time on, and whom the others wait for.
import { formatNumber, formatSeconds } from "../number.ts";
import { largestDrawing, type NumberRow, type Report } from "../report.ts";
import { figureSize, palette } from "../theme.ts";
import type { Figure } from "./figure.ts";
import { barsFigure } from "./histogram.ts";

/** Computing and waiting of every agent, and how often others waited for it; none where no time passed. */
export function stragglerFigures({ network }: Report): Figure[] {
  const peers = network?.peers ?? [];
  const passed = peers.some(
    ({ computing_seconds, waiting_seconds }) => computing_seconds! + waiting_seconds! > 0,
  );
  if (!passed) return [];
  const exchanges = peers.reduce((sum, { awaited }) => sum + awaited!, 0);
  return [timesFigure(peers), ...(exchanges > 0 ? [awaitedFigure(peers, exchanges)] : [])];
}

function timesFigure(peers: readonly NumberRow[]): Figure {
  const title = "What agents spent their time on";
  const computing = peers.reduce((sum, peer) => sum + peer.computing_seconds!, 0);
  const waiting = peers.reduce((sum, peer) => sum + peer.waiting_seconds!, 0);
  const busiest = most(peers, "computing_seconds");
  const share = formatNumber((100 * computing) / (computing + waiting), 3);
  const top = `agent ${busiest.agent} computed longest, ${formatSeconds(busiest.computing_seconds!)}`;
  const caption = `All agents together computed for ${share} % of their time and waited else; ${top}.`;
  if (peers.length > largestDrawing) {
    const seconds = peers.map(({ computing_seconds }) => computing_seconds!);
    return { ...barsFigure("agent-times", title, seconds, "seconds of computing", "agents"), caption };
  }
  const values = peers.flatMap((peer) => [
    { agent: peer.agent!, seconds: peer.computing_seconds!, what: "computing" },
    { agent: peer.agent!, seconds: peer.waiting_seconds!, what: "waiting" },
  ]);
  const color = {
    field: "what",
    type: "nominal",
    scale: { domain: ["computing", "waiting"], range: [palette[1], "#c9d6df"] },
    legend: { orient: "top", title: null },
  };
  return {
    name: "agent-times",
    title,
    caption,
    spec: barsByAgent(title, values, "virtual seconds", color),
  };
}

function awaitedFigure(peers: readonly NumberRow[], exchanges: number): Figure {
  const title = "Whom the others waited for";
  const first = most(peers, "awaited");
  const [share, fair] = [first.awaited! / exchanges, 1 / peers.length].map((x) => formatNumber(100 * x, 3));
  const shares = `agent ${first.agent} in ${share} % of them; ${fair} % would be an equal share`;
  const caption = `Whose packet an exchange waited for last: ${shares}.`;
  const percent = peers.map(({ agent, awaited }) => ({
    agent: agent!,
    seconds: (100 * awaited!) / exchanges,
  }));
  if (peers.length > largestDrawing) {
    const each = percent.map(({ seconds }) => seconds);
    return { ...barsFigure("awaited", title, each, "% of all exchanges", "agents"), caption };
  }
  const color = { value: palette[0] };
  return {
    name: "awaited",
    title,
    caption,
    spec: barsByAgent(title, percent, "% of all exchanges", color),
  };
}

function barsByAgent(title: string, values: readonly object[], y: string, color: object) {
  return {
    ...figureSize,
    title,
    data: { values },
    mark: { type: "bar" },
    encoding: {
      x: {
        field: "agent",
        type: "ordinal",
        title: "agent",
        axis: { labelAngle: 0, labelOverlap: true, ticks: false },
      },
      y: { field: "seconds", type: "quantitative", title: y, axis: { tickCount: 5 } },
      color,
    },
  };
}

function most(peers: readonly NumberRow[], column: string): NumberRow {
  return peers.reduce((a, b) => (b[column]! > a[column]! ? b : a));
}
