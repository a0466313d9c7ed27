// What the report shows of a network: numbers and captions are those of the tables.
import t from "tap";
import { linkFigures } from "../../../src/report/figures/links.ts";
import { overlayFigures } from "../../../src/report/figures/overlay.ts";
import { secondsFigure } from "../../../src/report/figures/seconds.ts";
import { spaceTimeFigure } from "../../../src/report/figures/space-time.ts";
import { stragglerFigures } from "../../../src/report/figures/stragglers.ts";
import { figuresOf } from "../../../src/report/files.ts";
import { comparisonFinding, findingOf } from "../../../src/report/finding.ts";
import { formatSeconds } from "../../../src/report/number.ts";
import { draw } from "../../../src/report/render.ts";
import type { NetworkRecord, Report } from "../../../src/report/report.ts";
import { comparisonTable, outcomeTable } from "../../../src/report/tables.ts";
import { geometricRows, sampleReport } from "../sample.ts";

/** Eight agents on a ring, 0.1 s a round; edge 0→1 carries and loses more than the others. */
const network: NetworkRecord = {
  preset: "wan",
  links: Array.from({ length: 8 }, (_, from) => ({
    ...{ from, to: (from + 1) % 8, packets: 40, bytes: from === 0 ? 9000 : 4000 },
    ...{ lost: from === 0 ? 4 : 0, duplicates: 1, late: 2, seconds: 0.05 + 0.001 * from },
  })),
  packets: [
    { sent_ms: 0, arrived_ms: 50, from: 0, to: 1, round: 0, exchange: 0, message: 1, bytes: 100 },
    { sent_ms: 5, arrived_ms: Number.NaN, from: 1, to: 2, round: 0, exchange: 0, message: 1, bytes: 100 },
    { sent_ms: 10, arrived_ms: 70, from: 2, to: 3, round: 0, exchange: 0, message: 0, bytes: 36 },
  ],
  computing: [
    { agent: 3, from_ms: 0, to_ms: 8 },
    { agent: 4, from_ms: 11, to_ms: 20 },
  ],
  peers: Array.from({ length: 8 }, (_, agent) => ({
    ...{
      agent,
      rounds: 41,
      computing_seconds: agent === 3 ? 3 : 0.5,
      waiting_seconds: agent === 3 ? 1 : 3.5,
    },
    awaited: agent === 3 ? 60 : 20,
  })),
};

function timed(perRound: number, changes: Partial<Report> = {}): Report {
  const metrics = geometricRows(40).map((row) => ({ ...row, virtual_seconds: perRound * row.round! }));
  return sampleReport(8, { metrics, network, ...changes });
}

interface Layered {
  readonly layer: readonly { readonly data: { readonly values: readonly Record<string, unknown>[] } }[];
}
const valuesOf = (spec: unknown) => (spec as { data: { values: Record<string, number>[] } }).data.values;

t.test("a run without a network shows nothing of one", async (t) => {
  const report = sampleReport();
  t.equal(secondsFigure(report), undefined);
  t.equal(spaceTimeFigure(report), undefined);
  t.same([stragglerFigures(report), linkFigures(report)], [[], []]);
  t.notMatch(outcomeTable(report).text, "virtual time");
  t.notMatch(comparisonTable([report]).text, "virtual time");
});

t.test("the gap against virtual time", async (t) => {
  const { spec, caption } = secondsFigure(timed(0.1))!;
  t.same(
    valuesOf(spec).map(({ x }) => x),
    geometricRows(40).map(({ round }) => 0.1 * round!),
  );
  t.match(caption, "after 4 s. A round took 100 ms in the mean.");
  t.equal(secondsFigure(timed(0)), undefined, "where no time passes there is nothing to see");
});

t.test("space and time: a line for each packet, half a line and a cross for a lost one", async (t) => {
  const { spec, caption } = spaceTimeFigure(timed(0.1))!;
  const [agents, spells, lines, crosses] = (spec as unknown as Layered).layer.map(
    ({ data }) => data.values,
  );
  t.equal(agents!.length, 8);
  t.same(spells, [{ agent: 3, x: 0, x2: 8 }], "what begins after the last packet was sent is not drawn");
  t.same(lines, [
    { x: 0, x2: 50, y: 0, y2: 1, kind: "message" },
    { x: 5, x2: 35, y: 1, y2: 1.5, kind: "lost" },
    { x: 10, x2: 70, y: 2, y2: 3, kind: "confirmation" },
  ]);
  t.equal(crosses!.length, 1);
  t.match(caption, "The first 3 packets, sent within 10 ms.");
  t.match(caption, "1 never arrive");
  t.match(caption, "Thick: the agent computes.");
});

t.test("stragglers: who computes, and whom the others wait for", async (t) => {
  const [times, awaited] = stragglerFigures(timed(0.1));
  t.match(times!.caption, "computed for 20.3 % of their time");
  t.match(times!.caption, "agent 3 computed longest, 3 s");
  t.match(awaited!.caption, "agent 3 in 30 % of them; 12.5 % would be an equal share");
  const shares = valuesOf(awaited!.spec).map(({ seconds }) => seconds!);
  t.ok(Math.abs(shares.reduce((a, b) => a + b) - 100) < 1e-9);
});

t.test("links: bytes, delays and losses", async (t) => {
  const [bytes, delays, losses] = linkFigures(timed(0.1));
  t.match(bytes!.caption, "320 packets, 37 kB over 8 links");
  t.match(bytes!.caption, "9 kB on the busiest, from 0 to 1");
  t.match(delays!.caption, "53.5 ms in the mean of all links, 57 ms from 7 to 0");
  t.match(losses!.caption, "4 of 320 packets (1.25 %) were lost, 10 % from 0 to 1");
  const lossless = { ...network, links: network.links.map((link) => ({ ...link, lost: 0 })) };
  t.equal(linkFigures(timed(0.1, { network: lossless })).length, 2);
});

t.test("large graphs get histograms", async (t) => {
  const links = Array.from({ length: 400 }, (_, from) => ({
    ...{ from, to: (from + 1) % 400, packets: 1, bytes: 100 + from, lost: 0, duplicates: 0, late: 0 },
    seconds: 0.1,
  }));
  const peers = Array.from({ length: 400 }, (_, agent) => ({ ...network.peers[0]!, agent }));
  const report = sampleReport(400, { network: { ...network, links, peers } });
  const specs = [...linkFigures(report), ...stragglerFigures(report)].map(({ spec }) => valuesOf(spec));
  t.ok(
    specs.every((values) => values.every((value) => "count" in value)),
    "bars",
  );
});

t.test("tables and findings say what time it took", async (t) => {
  const [fast, slow] = [
    timed(0.1, { name: "fast" }),
    timed(2, { name: "slow", runId: "fedcba9876543210" }),
  ];
  const { text } = outcomeTable(fast);
  for (const part of ["virtual time to a gap of 1e-3", "1 s", "2 s", "packets lost", "wan"])
    t.match(text, part);
  t.match(findingOf(fast), "20 kB and 2 s of virtual time");
  t.match(
    comparisonFinding([fast, slow]),
    "First in virtual time: fast, after 2 s; last: slow, after 40 s.",
  );
  const table = comparisonTable([fast, slow]).text;
  for (const part of ["virtual time to 1e-6", "a round", "100 ms", "40 s"]) t.match(table, part);
  const overlay = overlayFigures([fast, slow]).find(({ name }) => name === "seconds")!;
  t.match(JSON.stringify(overlay.spec), '"log"', "times that differ twentyfold are seen side by side");
});

t.test("all of them can be drawn", async (t) => {
  const drawings = await draw(figuresOf(timed(0.1)));
  const names = drawings.map(({ name }) => name);
  for (const name of [
    "seconds",
    "space-time",
    "agent-times",
    "awaited",
    "link-bytes",
    "link-delays",
    "link-losses",
  ])
    t.ok(names.includes(name), name);
  t.ok(drawings.every(({ svg }) => svg.startsWith("<svg")));
});

t.test("durations as people read them", async (t) => {
  const shown = [0, 1e-5, 0.0421, 0.9999, 1, 61, 119, 120, 7199, 7200].map(formatSeconds);
  t.same(shown, ["0 s", "0.01 ms", "42.1 ms", "1 s", "1 s", "61 s", "119 s", "2 min", "2 h", "2 h"]);
});
