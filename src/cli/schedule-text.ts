// What `hearsay run --dry-run` prints of a schedule.
import { formatSeconds } from "../report/number.ts";
import type { Schedule } from "../runners/schedule.ts";
import { shortBytes, shortNumber, textTable } from "./text-table.ts";

type Row = Readonly<Record<string, number>>;

/** A schedule in lines: time, traffic, the busiest links, the agents that the others wait for. */
export function scheduleText(
  name: string,
  { seconds, messages, wireBytes, links, peers }: Schedule,
): string {
  const whole = seconds.at(-1)!;
  const rounds = seconds.length - 1;
  const each = seconds.slice(1).map((time, k) => time - seconds[k]!);
  const lost = sumOf(links, "lost");
  const time = [
    ["all rounds", `${rounds} rounds in ${formatSeconds(whole)} of virtual time`],
    ["round 0", formatSeconds(seconds[0]!)],
    ["a round", `${formatSeconds(whole / Math.max(1, rounds))} in the mean, ${rangeOf(each)}`],
    ["traffic", `${messages} messages, ${shortBytes(wireBytes)} on the wire, headers included`],
    ["a link", linkWords(links, rounds)],
    ["lost", lost === 0 ? "nothing" : `${lost} of ${sumOf(links, "packets")} packets`],
    ["computing", shareWords(peers)],
  ];
  const heading = `${name}: ${peers.length} agents, without learning\n`;
  const lines = time.map(([what, words]) => `${what!.padEnd(12)}${words}\n`).join("");
  return `${heading}${lines}${stragglers(peers)}`;
}

function rangeOf(each: readonly number[]): string {
  if (each.length === 0) return "no round after round 0";
  const sorted = [...each].sort((a, b) => a - b);
  const of = [sorted[0], sorted.at(-1), sorted[sorted.length >> 1]];
  const [least, most, median] = of.map((time) => formatSeconds(time!));
  return `${least} to ${most}, half of them below ${median}`;
}

function linkWords(links: readonly Row[], rounds: number): string {
  if (links.length === 0) return "nobody sends anything";
  const busiest = links.reduce((most, link) => (link.bytes! > most.bytes! ? link : most));
  const mean = sumOf(links, "bytes") / links.length / (rounds + 1);
  const top = busiest.bytes! / (rounds + 1);
  const most = `${shortBytes(top)} from ${busiest.from} to ${busiest.to}`;
  return `${shortBytes(mean)} a round in the mean over ${links.length} links, ${most}`;
}

function shareWords(peers: readonly Row[]): string {
  const computing = sumOf(peers, "computing_seconds");
  const all = computing + sumOf(peers, "waiting_seconds");
  return all === 0 ? "takes no time" : `${shortNumber((100 * computing) / all)} % of the agents' time`;
}

/** The agents that their neighbours waited for most often, against what would be its share of each. */
function stragglers(peers: readonly Row[]): string {
  const all = sumOf(peers, "awaited");
  const slow = [...peers]
    .sort((a, b) => b.awaited! - a.awaited! || a.agent! - b.agent!)
    .filter(({ awaited }) => awaited! > 0)
    .slice(0, 5);
  const rows = slow.map(({ agent, awaited, computing_seconds, waiting_seconds }) => [
    `  ${agent}`,
    `${shortNumber((100 * awaited!) / all)} % of all exchanges`,
    formatSeconds(computing_seconds!),
    formatSeconds(waiting_seconds!),
  ]);
  return textTable(["awaited", "last in", "computing", "waiting"], rows);
}

function sumOf(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + row[column]!, 0);
}
