// Outcomes of studies that were never run, with numbers of known laws.
import type { Curve, OutcomeValue, StudyOutcome } from "../../../src/runners/study/outcome.ts";
import type { Cell, StudyPlan } from "../../../src/scenario/study/study-plan.ts";

/** A run to be invented. */
export interface Invented {
  readonly point: Readonly<Record<string, Cell>>;
  readonly row: Readonly<Record<string, OutcomeValue>>;
  readonly world?: number;
  readonly graph?: number;
  readonly status?: StudyOutcome["status"];
  readonly error?: string;
  readonly curve?: Curve;
}

export const noCurve: Curve = {
  round: [],
  optimality_gap: [],
  worst_gap: [],
  policy_consensus: [],
  bytes: [],
};

/** A curve of 100 rounds whose gap falls by `rate`. */
export function curveAt(rate: number): Curve {
  const round = Array.from({ length: 101 }, (_, k) => k);
  const gap = round.map((x) => rate ** x);
  return {
    round,
    optimality_gap: gap,
    worst_gap: gap,
    policy_consensus: round.map((x) => (x === 0 ? 0 : 2 * rate ** x)),
    bytes: round.map((x) => 1000 * x),
  };
}

/** Plan and outcomes of invented runs. */
export function study(runs: readonly Invented[], plan: Partial<StudyPlan> = {}) {
  const axes = Object.keys(runs[0]?.point ?? {});
  const outcomes = runs.map(
    ({ point, row, world = 1, graph = 1, status = "finished", error, curve }, index): StudyOutcome => ({
      index,
      question: `question ${index}`,
      version: "0.0.0+test",
      point,
      seeds: { graph, world, learning: 1 },
      runId: `run${index}`,
      status,
      error: error ?? null,
      row,
      curve: curve ?? noCurve,
      seconds: 1,
    }),
  );
  const planned = outcomes.map(({ index, point, seeds }) => ({ index, point, seeds, scenario: {} }));
  return {
    plan: {
      name: "study",
      claim: "",
      axes,
      gaps: [1e-1, 1e-3],
      columns: [],
      runs: planned,
      remarks: [],
      ...plan,
    },
    outcomes,
  };
}

/** A dial of sigma: rounds to 1e-3 follow (1 − σ)^power, times a factor that depends on the seed. */
export function dialStudy(power: number, spread = 1.1) {
  const lefts = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
  return study(
    lefts.flatMap((left) =>
      [1, 2, 3].map((world) => ({
        point: { "mixing.gap": left },
        world,
        row: {
          sigma: 1 - left,
          sigma_per_round: 1 - left,
          alpha: 0.3,
          final_gap: 1e-12,
          rate: (1 - left) ** 2,
          consensus_rate: 1 - left,
          consensus_rate_low: 1 - left - 1e-9,
          consensus_rate_high: 1 - left + 1e-9,
          final_consensus: 1e-3,
          "rounds_to_1e-3": 7 * left ** power * spread ** (world - 2),
          "bytes_to_1e-3": 700 * left ** power,
          bytes: 1e6,
        },
        curve: curveAt(1 - left),
      })),
    ),
  );
}
