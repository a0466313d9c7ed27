// Which steps converge at which sigma, beside the largest step that theory covers.
import { gapName } from "../../../runners/study/run-row.ts";
import type { Spec } from "../../figures/figure.ts";
import { formatNumber } from "../../number.ts";
import { figureSize, palette, referenceColor } from "../../theme.ts";
import { leastOf } from "../marks.ts";
import { factorScale, logScale, type Scale } from "../scales.ts";
import { numberIn, type StudyRecord, type StudyRun, sigmaOf } from "../study.ts";
import type { StudyFigure } from "../study-figure.ts";

/** How a run ended, in the order of the key. */
const endings = ["converged", "not converged", "diverged"] as const;

type Ending = (typeof endings)[number];

/** A run on the map. */
interface Spot {
  readonly sigma: number;
  readonly step: number;
  readonly ending: Ending;
  readonly limit: number | undefined;
}

/** Undefined unless at least three sigmas and three steps were run. */
export function stepMapFigure(study: StudyRecord): StudyFigure | undefined {
  const threshold = study.plan.gaps.find((gap) => gap <= 1e-3) ?? study.plan.gaps.at(-1);
  const spots = threshold === undefined ? [] : study.runs.flatMap((run) => spotOf(run, threshold) ?? []);
  const [sigmas, steps] = [
    new Set(spots.map(({ sigma }) => sigma)),
    new Set(spots.map(({ step }) => step)),
  ];
  if (threshold === undefined || sigmas.size < 3 || steps.size < 3) return undefined;
  const title = "Steps that converge";
  const x = factorScale("σ", [...sigmas]);
  const y = logScale("step size η", [...steps, leastOf([...steps]) / 3]);
  return {
    name: "steps",
    title,
    finding: findingOf(spots, threshold),
    caption: captionOf(spots, threshold),
    spec: mapSpec(title, spots, x, y),
  };
}

function spotOf(run: StudyRun, threshold: number): Spot | undefined {
  const [sigma, step, gap] = [sigmaOf(run), numberIn(run, "step_size"), numberIn(run, "final_gap")];
  if (sigma === undefined || sigma >= 1 || step === undefined) return undefined;
  const small = gap !== undefined && gap <= threshold;
  const ending = run.status === "diverged" ? "diverged" : small ? "converged" : "not converged";
  return { sigma, step, ending, limit: numberIn(run, "step_size_limit") };
}

function mapSpec(title: string, spots: readonly Spot[], x: Scale, y: Scale): Spec {
  const values = spots.map(({ sigma, step, ending }) => ({ x: x.drawn(sigma), y: y.drawn(step), ending }));
  const key = { orient: "top", title: null, symbolSize: 70, offset: 6 };
  const color = { domain: endings, range: [palette[2], palette[4], palette[1]] };
  const shape = { domain: endings, range: ["circle", "triangle-down", "cross"] };
  const channel = (scale: Spec) => ({ field: "ending", type: "nominal", scale, legend: key });
  const place = {
    x: { field: "x", type: "quantitative", ...x.channel },
    y: { field: "y", type: "quantitative", ...y.channel },
  };
  return {
    ...figureSize,
    title,
    layer: [
      {
        data: {
          values: limitsOf(spots).map(({ sigma, limit }) => ({
            x: x.drawn(sigma),
            y: limit,
            line: "largest step theory covers (bound)",
          })),
        },
        mark: { type: "line", clip: true, color: referenceColor, strokeWidth: 1.6 },
        encoding: {
          ...place,
          strokeDash: {
            field: "line",
            type: "nominal",
            scale: { range: [[6, 4]] },
            legend: { orient: "top", title: null, symbolType: "stroke", symbolSize: 260, offset: 6 },
          },
        },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, size: 80, opacity: 0.9 },
        encoding: { ...place, color: channel(color), shape: channel(shape) },
      },
    ],
  };
}

/** The smallest limit at each sigma, ascending. */
function limitsOf(spots: readonly Spot[]): { sigma: number; limit: number }[] {
  const limits = new Map<number, number>();
  for (const { sigma, limit } of spots) {
    if (limit !== undefined) limits.set(sigma, Math.min(limit, limits.get(sigma) ?? limit));
  }
  return [...limits].map(([sigma, limit]) => ({ sigma, limit })).sort((a, b) => a.sigma - b.sigma);
}

function findingOf(spots: readonly Spot[], threshold: number): string {
  const share = (ending: Ending) => spots.filter((spot) => spot.ending === ending).length;
  const counts = endings.map((ending) => `${share(ending)} ${ending}`).join(", ");
  const good = spots.filter(({ ending }) => ending === "converged");
  const beyond = good.filter(({ step, limit }) => limit !== undefined && step > limit);
  const factor = leastOf(beyond.map(({ step, limit }) => step / limit!));
  const words =
    beyond.length === 0
      ? "none of them with a larger step than theory covers"
      : `${beyond.length} of them with a larger step than theory covers, at least ${formatNumber(factor, 2)} times as large`;
  return `Of ${spots.length} runs ${counts} (final gap of at most ${gapName(threshold)}); ${good.length === 0 ? "none converged" : words}.`;
}

function captionOf(spots: readonly Spot[], threshold: number): string {
  const limits = limitsOf(spots);
  const steps = spots.map(({ step }) => step);
  const hidden = limits.filter(({ limit }) => limit < leastOf(steps) / 3);
  const below =
    hidden.length === 0
      ? ""
      : ` It lies below the axis for ${hidden.length} of ${limits.length} values of σ, down to ${formatNumber(leastOf(limits.map(({ limit }) => limit)), 2)}.`;
  const bound =
    limits.length === 0 ? "" : ` Dashed: the largest step that FedNPG's theorem covers, a bound.${below}`;
  return `Converged: the gap ended at most at ${gapName(threshold)}; diverged: a state left the numbers.${bound}`;
}
