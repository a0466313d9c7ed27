// The files of a report, as text by name; writing them is the caller's.

import { consensusFigure, gapFigure } from "./figures/convergence.ts";
import type { Figure, Spec } from "./figures/figure.ts";
import { graphFigure, graphSpec, lastDisagreement } from "./figures/graph.ts";
import { degreesFigure, weightsHistogramFigure } from "./figures/histogram.ts";
import { linkFigures } from "./figures/links.ts";
import { distinctNames, overlayFigures } from "./figures/overlay.ts";
import { secondsFigure } from "./figures/seconds.ts";
import { spaceTimeFigure } from "./figures/space-time.ts";
import { spectrumFigure } from "./figures/spectrum.ts";
import { stragglerFigures } from "./figures/stragglers.ts";
import { trackingFigure } from "./figures/tracking.ts";
import { trafficFigure } from "./figures/traffic.ts";
import { valueFigure } from "./figures/value.ts";
import { weightsFigure } from "./figures/weights.ts";
import { linesOf } from "./layout.ts";
import { formatCount, formatNumber } from "./number.ts";
import { comparisonPage, runPage } from "./page.ts";
import { type Drawing, draw } from "./render.ts";
import { largestDrawing, type Report } from "./report.ts";

/** Text by file name relative to the run folder: `report.html` and `figures/<name>.svg`. */
export type ReportFiles = Readonly<Record<string, string>>;

/** The figures of one run, in the order of the page; those without data are left out. */
export function figuresOf(report: Report): Figure[] {
  const figures = [
    gapFigure(report),
    consensusFigure(report),
    valueFigure(report),
    trackingFigure(report),
    trafficFigure(report),
    graphFigure(report),
    degreesFigure(report),
    weightsFigure(report),
    weightsHistogramFigure(report),
    spectrumFigure(report.certificate),
    secondsFigure(report),
    spaceTimeFigure(report),
    ...stragglerFigures(report),
    ...linkFigures(report),
  ];
  return figures.filter((figure) => figure !== undefined);
}

/** The page of one run and its figures. Equal input gives equal text. */
export async function reportFiles(report: Report): Promise<ReportFiles> {
  const drawings = await draw(figuresOf(report));
  return { "report.html": runPage(report, drawings), ...svgFiles(drawings) };
}

/** The page that compares runs, and its figures. Equal input gives equal text. */
export async function comparisonFiles(title: string, reports: readonly Report[]): Promise<ReportFiles> {
  const overlays = await draw(overlayFigures(reports));
  const graphs = await draw(smallGraphs(reports));
  const pageText = comparisonPage(title, reports, overlays, graphs);
  return { "report.html": pageText, ...svgFiles([...overlays, ...graphs]) };
}

function svgFiles(drawings: readonly Drawing[]): ReportFiles {
  return Object.fromEntries(drawings.map(({ name, svg }) => [`figures/${name}.svg`, svg]));
}

/** A small drawing of each run's graph that is not too large to draw. */
function smallGraphs(reports: readonly Report[]): Figure[] {
  const among = reports.flatMap(({ agents, topology }) => lastDisagreement(agents, topology.size) ?? []);
  return distinctNames(reports).flatMap(({ label, report }, index) => {
    const { topology, agents, certificate } = report;
    if (topology.size > largestDrawing) return [];
    const lines = linesOf(topology);
    const disagreement = lastDisagreement(agents, topology.size);
    const spec: Spec = {
      ...graphSpec(topology, lines, { side: 220, disagreement, among, ids: false }),
      title: label,
    };
    const sigma = certificate.sigma === null ? "" : `, σ = ${formatNumber(certificate.sigma)}`;
    const links = `${formatCount(lines.length)} links`;
    const caption = `${label}: ${formatCount(topology.size)} agents, ${links}${sigma}.`;
    return [{ name: `graph-${index + 1}`, title: label, caption, spec }];
  });
}
