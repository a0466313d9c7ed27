// Runs the trials of real-networks.md, prints its table and draws its figure: node
// docs/reproductions/real-networks.ts Needs root and network namespaces; [name …] runs some trials only,
// and then draws nothing.
import { join } from "node:path";
import { writeWhole } from "../../src/journal/files.ts";
import type { Spec } from "../../src/report/figures/figure.ts";
import { render } from "../../src/report/render.ts";
import { figureSize, palette, referenceColor } from "../../src/report/theme.ts";
import { relayObstacle } from "../../test/deploy/relayed-hosts.ts";
import { byRelay, Calibration, predictedMs, type Trial } from "../../test/deploy/trial.ts";
import { lossyTrial, trials } from "../../test/deploy/trials.ts";

interface Row {
  readonly name: string;
  readonly bound: string;
  readonly predicted: number;
  readonly measured: number;
}

/** What the road of a trial is like, in words. */
function roadOf({ road: { line, others = [], uplink } }: Trial): string {
  const rate = (bytesPerSecond: number) => `${bytesPerSecond / 125_000} Mbit/s`;
  return [
    `${line.latencyMs} ms`,
    ...others.map(({ latencyMs }) => `one edge ${latencyMs} ms`),
    ...(line.bytesPerSecond === undefined ? [] : [rate(line.bytesPerSecond)]),
    ...(uplink === undefined ? [] : [`${rate(uplink)} a host`]),
    ...(line.loss === undefined ? [] : [`${100 * line.loss} % lost`]),
  ].join(", ");
}

function boundOf({ road }: Trial): string {
  return road.line.bytesPerSecond === undefined && road.uplink === undefined ? "latency" : "bandwidth";
}

function print(cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}

const calibration = new Calibration();

async function compare(trial: Trial): Promise<Row> {
  const computing = await calibration.computingMs(trial);
  const predicted = await predictedMs(trial, computing);
  const { medianMs: measured, bits, expectedBits } = await byRelay(trial);
  const { name, agents, topology, bytes, exchanges = 1 } = trial;
  const times = [computing, predicted, measured].map((ms) => ms.toFixed(1));
  const isEqual = JSON.stringify(bits) === JSON.stringify(expectedBits);
  print([
    ...[
      name,
      `${topology} of ${agents}`,
      roadOf(trial),
      `${bytes / 1024} KiB${exchanges > 1 ? " twice" : ""}`,
    ],
    ...[...times, (predicted / measured).toFixed(2), isEqual ? "equal" : "DIFFERENT"],
  ]);
  return { name, bound: boundOf(trial), predicted, measured };
}

/** Measured against predicted, with the band of 25 %. */
function figureOf(rows: readonly Row[]): Spec {
  const ends = [4, 1000];
  const band = ends.map((x) => ({ x, low: x / 1.25, high: x / 0.75 }));
  const scale = { type: "log", domain: ends, nice: false };
  const axis = { values: [5, 10, 20, 50, 100, 200, 500] };
  const bounds = ["latency", "bandwidth"];
  const key = { title: "bound by", legend: { orient: "top" } };
  return {
    ...figureSize,
    height: figureSize.width,
    title: {
      text: "Milliseconds of a round",
      subtitle: "line: as predicted; grey: predicted within 25 % of measured",
    },
    layer: [
      {
        data: { values: band },
        mark: { type: "area", color: referenceColor, opacity: 0.15, clip: true },
        encoding: {
          x: { field: "x", type: "quantitative", scale, axis, title: "predicted in virtual time, ms" },
          y: { field: "low", type: "quantitative", scale, axis, title: "median measured, ms" },
          y2: { field: "high" },
        },
      },
      {
        data: { values: ends.map((x) => ({ x })) },
        mark: { type: "line", color: referenceColor, strokeWidth: 1 },
        encoding: { x: { field: "x", type: "quantitative" }, y: { field: "x", type: "quantitative" } },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 55, opacity: 0.9 },
        encoding: {
          x: { field: "predicted", type: "quantitative" },
          y: { field: "measured", type: "quantitative" },
          color: { field: "bound", scale: { domain: bounds, range: palette.slice(0, 2) }, ...key },
          shape: { field: "bound", scale: { domain: bounds, range: ["circle", "square"] }, ...key },
        },
      },
    ],
  };
}

const obstacle = relayObstacle();
if (obstacle !== undefined) throw new Error(obstacle);
const asked = process.argv.slice(2);
const chosen = trials.filter(({ name }) => asked.length === 0 || asked.includes(name));
print([
  "trial",
  "graph",
  "lines, one way",
  "message",
  "computing, ms",
  "predicted, ms",
  "measured, ms",
  "ratio",
  "bits",
]);
print(Array.from({ length: 9 }, () => "---"));
const rows: Row[] = [];
for (const trial of chosen) rows.push(await compare(trial));
if (asked.length === 0) {
  const { bits, expectedBits } = await byRelay(lossyTrial);
  const isEqual = JSON.stringify(bits) === JSON.stringify(expectedBits);
  print([
    "loss",
    "ring of 4",
    roadOf(lossyTrial),
    "4 KiB",
    "",
    "",
    "",
    "",
    isEqual ? "equal" : "DIFFERENT",
  ]);
  const figure = join(import.meta.dirname, "figures/real-networks.svg");
  writeWhole(figure, await render(figureOf(rows), "real-networks"));
}
