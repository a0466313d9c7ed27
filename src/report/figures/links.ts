// What every link carried, and how much of it was lost.
import { formatBytes, formatCount, formatNumber, formatSeconds } from "../number.ts";
import { largestDrawing, type NumberRow, type Report } from "../report.ts";
import type { Figure } from "./figure.ts";
import { barsFigure } from "./histogram.ts";
import { heatMap } from "./weights.ts";

/** Bytes, lost packets and delays per link: heat maps up to `largestDrawing` agents, histograms beyond. */
export function linkFigures({ network, topology }: Report): Figure[] {
  const links = network?.links ?? [];
  if (links.length === 0) return [];
  const lost = sumOf(links, "lost");
  const late = links.some(({ seconds }) => seconds! > 0);
  return [
    linkFigure(links, topology.size, {
      ...{ name: "link-bytes", title: "Bytes sent over each link", legend: "bytes", format: "~s" },
      value: ({ bytes }) => bytes!,
      caption: bytesWords(links),
    }),
    ...(late ? [delayFigure(links, topology.size)] : []),
    ...(lost > 0 ? [lossFigure(links, topology.size)] : []),
  ];
}

interface LinkFigure {
  readonly name: string;
  readonly title: string;
  readonly legend: string;
  readonly format: string;
  readonly value: (link: NumberRow) => number;
  readonly caption: string;
}

function linkFigure(links: readonly NumberRow[], size: number, wanted: LinkFigure): Figure {
  const { name, title, legend, format, value, caption } = wanted;
  const known = links.filter((link) => !Number.isNaN(value(link)));
  if (size > largestDrawing)
    return { ...barsFigure(name, title, known.map(value), legend, "links"), caption };
  const cells = known.map((link) => {
    const [x, y] = [link.from!, link.to!];
    return { x, x2: x + 1, y, y2: y + 1, w: value(link) };
  });
  const axes = { x: "sender", y: "receiver", legend, format };
  return { name, title, caption, spec: heatMap(title, size, cells, axes) };
}

function bytesWords(links: readonly NumberRow[]): string {
  const busiest = links.reduce((most, link) => (link.bytes! > most.bytes! ? link : most));
  const all = `${formatCount(sumOf(links, "packets"))} packets, ${formatBytes(sumOf(links, "bytes"))}`;
  const top = `${formatBytes(busiest.bytes!)} on the busiest, from ${busiest.from} to ${busiest.to}`;
  return `${all} over ${formatCount(links.length)} links, headers included; ${top}.`;
}

function delayFigure(links: readonly NumberRow[], size: number): Figure {
  const known = links.filter(({ seconds }) => !Number.isNaN(seconds));
  const slowest = known.reduce((most, link) => (link.seconds! > most.seconds! ? link : most));
  const mean = sumOf(known, "seconds") / known.length;
  const top = `${formatSeconds(slowest.seconds!)} from ${slowest.from} to ${slowest.to}`;
  return linkFigure(links, size, {
    ...{ name: "link-delays", title: "How long packets took", legend: "ms", format: "~r" },
    value: ({ seconds }) => 1000 * seconds!,
    caption: `From sending to arrival, queues too: ${formatSeconds(mean)} in the mean of all links, ${top}.`,
  });
}

function lossFigure(links: readonly NumberRow[], size: number): Figure {
  const [lost, packets] = [sumOf(links, "lost"), sumOf(links, "packets")];
  const share = ({ lost: some, packets: all }: NumberRow) => (100 * some!) / all!;
  const worst = links.reduce((most, link) => (share(link) > share(most) ? link : most));
  const words = `${formatCount(lost)} of ${formatCount(packets)} packets`;
  const top = `${formatNumber(share(worst), 3)} % from ${worst.from} to ${worst.to}`;
  return linkFigure(links, size, {
    ...{ name: "link-losses", title: "Packets that never arrived", legend: "% lost", format: "~r" },
    value: share,
    caption: `${words} (${formatNumber((100 * lost) / packets, 3)} %) were lost, ${top}.`,
  });
}

function sumOf(rows: readonly NumberRow[], column: string): number {
  return rows.reduce((sum, row) => sum + row[column]!, 0);
}
