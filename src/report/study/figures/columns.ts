// The columns that a study names, late in its runs: against sigma, along axes that are numbers, and along
// the exchanges of a mix.
import { endColumns } from "../../../runners/study/run-row.ts";
import { columnName } from "../../series.ts";
import { isDial } from "../dial.ts";
import { clauseOf, type Fit, fitsDotted, fitsOf, linesOf, withSlopes } from "../fits.ts";
import { countDistinct, type MarkedSeries, markedSeries } from "../marks.ts";
import { logScale } from "../scales.ts";
import { scatterSpec } from "../scatter.ts";
import { seriesBesideAxis, seriesBesideSigma } from "../series.ts";
import { hasSign, isLevel } from "../slope.ts";
import {
  axisName,
  isOfGraph,
  numberIn,
  type StudyRecord,
  type StudyRun,
  sigmaOf,
  varied,
} from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";
import { clauses, count, marksMean } from "../words.ts";
import { numberAxes, placed, slug } from "./along-axis.ts";

/** For each named column a figure against 1 − σ, if there are three σ, and one along each of these axes. */
export function columnFigures(study: StudyRecord): StudyFigure[] {
  return study.plan.columns.flatMap((column) => {
    const axes = [...numberAxes(study), ...exchangesOf(study)];
    const along = axes.map((axis) => alongAxis(study, column, axis));
    return [besideSigma(study, column), ...along].filter((figure) => figure !== undefined);
  });
}

/** The axis of exchanges a mix, if nothing else of the graph varies. */
function exchangesOf(study: StudyRecord): string[] {
  const axes = varied(study).filter(isOfGraph);
  return axes.every((axis) => axis === "mixing.gossipRounds") ? axes : [];
}

function besideSigma(study: StudyRecord, column: string): StudyFigure | undefined {
  const marked = markedSeries(study, seriesBesideSigma(study), (run) => besideGap(run, column));
  const xs = marked.flatMap(({ samples }) => samples.map(({ x }) => x));
  if (countDistinct(xs) < 3) return undefined;
  const axis = { x: "1 − σ", name: "sigma", base: "(1 − σ)", joined: isDial(study) };
  return drawn({ study, marked, column, ...axis });
}

function besideGap(run: StudyRun, column: string) {
  const [sigma, y] = [sigmaOf(run), numberIn(run, endColumns(column)[1])];
  return sigma === undefined || sigma >= 1 || y === undefined || y <= 0 ? undefined : { x: 1 - sigma, y };
}

function alongAxis(study: StudyRecord, column: string, axis: string): StudyFigure | undefined {
  const late = endColumns(column)[1];
  const marked = markedSeries(study, seriesBesideAxis(study, axis), placed(axis, late));
  const xs = marked.flatMap(({ samples }) => samples.map(({ x }) => x));
  if (new Set(xs).size < 3) return undefined;
  const x = axisName(axis);
  return drawn({ study, marked, column, x, name: slug(axis), base: `(${x})`, joined: true });
}

interface Drawn {
  readonly study: StudyRecord;
  readonly marked: readonly MarkedSeries[];
  readonly column: string;
  /** The title of the axis, and what a power of it is called. */
  readonly x: string;
  readonly base: string;
  /** What the figure's name says of the axis. */
  readonly name: string;
  readonly joined: boolean;
}

function drawn({ study, marked, column, x, base, name, joined }: Drawn): StudyFigure {
  const fits = fitsOf(marked);
  const noun = columnName(column);
  const title = `${capital(noun)} by ${x}`;
  const samples = marked.flatMap((one) => one.samples);
  return {
    name: `${slug(column)}-by-${name}`,
    title,
    finding: findingOf(noun, { x, base }, fits),
    caption: `Means over the last 30 % of rounds. ${marksMean} ${fitsDotted}${leftOut(study, column)}`,
    spec: scatterSpec({
      title,
      x: logScale(
        x,
        samples.map((sample) => sample.x),
      ),
      y: logScale(
        noun,
        samples.map((sample) => sample.y),
      ),
      series: withSlopes(marked, fits),
      lines: linesOf(fits),
      joined,
    }),
  };
}

function findingOf(noun: string, { x, base }: Pick<Drawn, "x" | "base">, fits: readonly Fit[]): string {
  if (fits.length === 0) return `No power of ${x} can be fitted to ${noun}: fewer than three values each.`;
  if (fits.every(({ law }) => isLevel(law))) return `${capital(noun)} does not depend on ${x}.`;
  const powers = `${base}^s: ${clauses(fits.map((fit) => clauseOf(fit, x)))}`;
  const sure = fits.some(({ law }) => hasSign(law));
  return `${capital(noun)} ${sure ? "goes" : "neither rises nor falls for certain, fitted"} as ${powers}.`;
}

function capital(noun: string): string {
  return `${noun[0]!.toUpperCase()}${noun.slice(1)}`;
}

/** What a logarithmic scale has no place for. */
function leftOut({ runs }: StudyRecord, column: string): string {
  const hidden = runs.filter((run) => (numberIn(run, endColumns(column)[1]) ?? 1) <= 0).length;
  return hidden === 0
    ? ""
    : ` Not shown and not fitted: ${count(hidden, "run")} with a mean of 0 or below.`;
}
