// The files of a study's report, as text by name; writing them is the caller's.
import type { StudyOutcome } from "../../runners/study/outcome.ts";
import type { StudyPlan } from "../../scenario/study/study-plan.ts";
import type { ReportFiles } from "../files.ts";
import { draw } from "../render.ts";
import { axisFigures } from "./figures/along-axis.ts";
import { columnFigures } from "./figures/columns.ts";
import { consensusFigure, consensusRateFigure } from "./figures/consensus.ts";
import { curvePanels } from "./figures/curves.ts";
import { noiseFigures } from "./figures/noise.ts";
import { ratesFigure } from "./figures/rates.ts";
import { roundsFigure } from "./figures/rounds.ts";
import { stepMapFigures } from "./figures/step-map.ts";
import { trafficFigure } from "./figures/traffic.ts";
import { studyPage } from "./page.ts";
import { type StudyRecord, studyOf } from "./study.ts";
import type { StudyFigure } from "./study-figure.ts";

/** The figures of a study in the order of the page; those without data are left out. */
export function studyFigures(study: StudyRecord): StudyFigure[] {
  const figures = [
    roundsFigure(study),
    ...noiseFigures(study),
    consensusFigure(study),
    consensusRateFigure(study),
    ratesFigure(study),
    ...stepMapFigures(study),
    ...axisFigures(study),
    ...columnFigures(study),
    trafficFigure(study),
  ];
  return figures.filter((figure) => figure !== undefined);
}

/**
 * `report.html` and `figures/<name>.svg` of a study. Outcomes may be missing: the page then says how many.
 * Equal input gives equal text.
 */
export async function studyFiles(plan: StudyPlan, outcomes: readonly StudyOutcome[]): Promise<ReportFiles> {
  const study = studyOf(plan, outcomes);
  const [figures, panels] = await Promise.all([draw(studyFigures(study)), draw(curvePanels(study))]);
  const page = studyPage({ study, outcomes, figures, panels });
  const drawings = [...figures, ...panels].map(({ name, svg }) => [`figures/${name}.svg`, svg] as const);
  return { "report.html": page, ...Object.fromEntries(drawings) };
}
