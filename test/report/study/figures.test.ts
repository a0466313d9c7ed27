import t from "tap";
import { axisFigures } from "../../../src/report/study/figures/along-axis.ts";
import { consensusFigure, consensusRateFigure } from "../../../src/report/study/figures/consensus.ts";
import { curvePanels } from "../../../src/report/study/figures/curves.ts";
import { noiseFigures } from "../../../src/report/study/figures/noise.ts";
import { ratesFigure } from "../../../src/report/study/figures/rates.ts";
import { roundsFigure } from "../../../src/report/study/figures/rounds.ts";
import { stepMapFigures } from "../../../src/report/study/figures/step-map.ts";
import { trafficFigure } from "../../../src/report/study/figures/traffic.ts";
import { seriesBesideSigma } from "../../../src/report/study/series.ts";
import { studyOf } from "../../../src/report/study/study.ts";
import { studyFigures } from "../../../src/report/study/study-files.ts";
import type { Curve } from "../../../src/runners/study/outcome.ts";
import { curveAt, dialStudy, type Invented, study } from "./outcomes.ts";

const record = ({ plan, outcomes }: ReturnType<typeof study>) => studyOf(plan, outcomes);

t.test("the power of 1 − σ is found, with its verdict on theory", async (t) => {
  const exact = roundsFigure(record(dialStudy(-1)))!;
  t.match(exact.finding, "Rounds to a gap of 1e-3 go as (1 − σ)^s: s = −1.00");
  t.match(exact.finding, "18 runs at 6 values of σ");
  t.match(exact.finding, "theory's −1 lies in the interval");
  t.match(roundsFigure(record(dialStudy(-0.5)))!.finding, /s = −0\.50 .*theory's −1 lies below it/);
  t.match(roundsFigure(record(dialStudy(-2)))!.finding, /s = −2\.00 .*theory's −1 lies above it/);
});

t.test("where α ≥ σ the step size sets the pace: such runs do not bend the fit", async (t) => {
  const { plan, outcomes } = dialStudy(-1);
  // At σ = 0.5 an α of 0.6 is slower: the rounds stay at what they were at σ = 0.8.
  const capped = outcomes.map((outcome) => {
    const rounds = outcome.row.sigma === 0.5 ? 35 : outcome.row["rounds_to_1e-3"]!;
    return { ...outcome, row: { ...outcome.row, alpha: 0.6, "rounds_to_1e-3": rounds } };
  });
  t.match(roundsFigure(studyOf(plan, capped))!.finding, /s = −1\.00 .*15 runs at 5 values of σ/);
});

t.test("runs that never got there are counted, not fitted", async (t) => {
  const { plan, outcomes } = dialStudy(-1);
  const some = outcomes.map((outcome, k) =>
    k === 0 ? { ...outcome, row: { ...outcome.row, "rounds_to_1e-3": null } } : outcome,
  );
  t.match(roundsFigure(studyOf(plan, some))!.finding, "17 runs at 6 values of σ");
  t.match(roundsFigure(studyOf(plan, some))!.finding, "1 run of 18 did not reach it.");
});

t.test("the exponent of the noise is found and held against the linear bound", async (t) => {
  const runs = (power: number): Invented[] =>
    [1e-4, 1e-3, 1e-2, 1e-1].flatMap((noise) =>
      [1, 2].map((world) => ({
        point: { "algorithm.evaluationNoise.size": noise },
        world,
        row: { noise, final_gap: world * noise ** power, final_policy_error: noise, sigma: 0.5 },
      })),
    );
  const [gap, policy] = noiseFigures(record(study(runs(2))));
  t.match(
    gap!.finding,
    /goes the final gap: s = 2\.00 .*8 runs at 4 values of the noise; it vanishes faster/,
  );
  t.match(policy!.finding, /log π̄: s = 1\.00 .*1, linear, lies in the interval/);
  t.match(noiseFigures(record(study(runs(0.5))))[0]!.finding, /s = 0\.50 .*less than linear/);
  t.same(noiseFigures(record(dialStudy(-1))), [], "no noise, no figure");
});

t.test("rates that are what the estimate says fall at its pace", async (t) => {
  const figure = ratesFigure(record(dialStudy(-1)))!;
  t.match(figure.finding, "The gap falls at 1 times the estimated pace in the median of 18 runs (1 to 1)");
  t.match(figure.finding, "disagreement falls at 1 times the estimated pace");
  const { plan, outcomes } = dialStudy(-1);
  const slower = outcomes.map((outcome) => {
    const rate = Math.sqrt(Number(outcome.row.rate));
    return { ...outcome, row: { ...outcome.row, rate } };
  });
  t.match(ratesFigure(studyOf(plan, slower))!.finding, "The gap falls at 0.5 times the estimated pace");
});

t.test("disagreement against sigma", async (t) => {
  const rate = consensusRateFigure(record(dialStudy(-1)))!;
  t.match(rate.finding, "Disagreement falls at 1 times the pace of σᵗ in the median of 18 runs");
  t.match(rate.finding, "in 18 of them");
  t.match(consensusFigure(record(dialStudy(-1)))!.finding, "0.001 at σ = 0.5 and 0.001 at σ = 0.99");
});

const mapped = (ending: (step: number) => Partial<Invented>) =>
  [0, 0.5, 0.9].flatMap((sigma) =>
    [0.01, 0.1, 1].map((step) => ({
      point: { "mixing.gap": 1 - sigma, "algorithm.stepSize": step },
      row: {
        algorithm: "fednpg",
        sigma,
        step_size: step,
        final_gap: 1e-6,
        step_size_limit: sigma === 0 ? null : 0.05,
      },
      ...ending(step),
    })),
  );

t.test("the map of steps counts what converged beyond theory's limit", async (t) => {
  const [figure] = stepMapFigures(
    record(study(mapped((step) => (step === 1 ? { status: "diverged" } : {})))),
  );
  t.match(figure!.finding, "6 of 9 runs ended at a gap of at most 1e-3, 3 diverged");
  // At σ = 0.5 and 0.9 the step 0.1 is twice the limit; at σ = 0 there is none.
  t.match(figure!.finding, "2 of the former with a larger step than theory covers, 2 to 2 times as large");
  const rounded = mapped(() => ({})).map(({ point, row }) => ({
    point,
    row: { ...row, step_size_limit: Number(row.step_size) * (1 - 1e-15) },
  }));
  t.match(stepMapFigures(record(study(rounded)))[0]!.finding, "none of the former had a larger step");
  t.same(stepMapFigures(record(dialStudy(-1))), [], "no steps, no map");
});

t.test("along an axis of numbers: powers, and the rate", async (t) => {
  const runs = [8, 16, 32].flatMap((agents) =>
    ["ring", "star"].map((topology) => ({
      point: { topology, agents },
      row: {
        sigma: 0.9,
        rate: 1 - 1 / agents,
        final_gap: 1e-9,
        "rounds_to_1e-3": agents ** (topology === "ring" ? 2 : 1),
      },
    })),
  );
  const figures = axisFigures(record(study(runs)));
  t.same(
    figures.map(({ name }) => name),
    ["rate-by-agents", "rounds-by-agents"],
  );
  t.match(figures[0]!.finding, "ring, 0.875 at agents 8 and 0.969 at agents 32");
  t.match(figures[1]!.finding, /agents\^s: ring, s = 2\.00 .*; star, s = 1\.00/);
});

t.test("traffic names the cheapest way to a gap and the dearest", async (t) => {
  const { finding } = trafficFigure(record(dialStudy(-1)))!;
  t.match(
    finding,
    "A gap of 1e-3 cost least with mixing gap 0.5: 1.4 kB; most with mixing gap 0.01: 70 kB",
  );
});

t.test("where one sigma is all there is, colours of traffic tell graphs apart", async (t) => {
  const runs = ["ring", "star"].flatMap((topology) =>
    Array.from({ length: 9 }, (_, k) => ({
      point: { topology, "algorithm.stepSize": k + 1 },
      row: { sigma: 0.9, algorithm: "fednpg" },
      curve: curveAt(0.9),
    })),
  );
  const colour = (given: typeof runs) => {
    const { encoding } = trafficFigure(record(study(given)))!.spec as { encoding: { color: unknown } };
    return encoding.color;
  };
  t.match(colour(runs), { field: "kind", scale: { domain: ["ring", "star"] } });
  const two = runs.map((run, k) => ({ ...run, row: { ...run.row, sigma: k < 9 ? 0.9 : 0.8 } }));
  t.match(colour(two), { field: "left" }, "of two sigmas they are shades of 1 − σ");
});

t.test("panels share their axes and say how each ended", async (t) => {
  const runs = ["ring", "star"].map((topology, k) => ({
    point: { topology },
    row: { sigma: 0.9, algorithm: "fednpg" },
    curve: curveAt(k === 0 ? 0.9 : 0.8),
  }));
  const panels = curvePanels(record(study(runs)));
  t.same(
    panels.map(({ name }) => name),
    ["gap-1", "gap-2", "disagreement-1", "disagreement-2"],
  );
  t.match(
    panels[0]!.caption,
    `ring, σ = 0.9: gap ${(0.9 ** 100).toPrecision(3)} at round 100`.replace("0.0000266", "2.66e-5"),
  );
});

t.test("panels of runs of different lengths say from when to when they ended", async (t) => {
  const runs = [50, 100].map((agents) => {
    const { round, optimality_gap, worst_gap, policy_consensus, bytes } = curveAt(0.9);
    const columns = { round, optimality_gap, worst_gap, policy_consensus, bytes };
    const curve = Object.fromEntries(
      Object.entries(columns).map(([name, all]) => [name, all.slice(0, agents + 1)]),
    );
    return { point: { topology: "ring", agents }, row: { sigma: 0.9 }, curve: curve as unknown as Curve };
  });
  const star = runs.map((run) => ({ ...run, point: { ...run.point, topology: "star" } }));
  const [panel] = curvePanels(record(study([...runs, ...star])));
  t.match(panel!.caption, "(agents 50) at the end, after 50 to 100 rounds.");
});

t.test(
  "a gap that not all seeds of any setting reached has no price, and the report is made",
  async (t) => {
    const runs = [1, 2, 3].map((world): Invented => {
      const reached: Invented["row"] = world < 3 ? { "rounds_to_1e-3": 9, "bytes_to_1e-3": 9000 } : {};
      return { point: {}, world, row: { sigma: 0.9, final_gap: 1e-3, ...reached }, curve: curveAt(0.9) };
    });
    t.equal(
      trafficFigure(record(study(runs)))!.finding,
      "A gap of 1e-3 was reached, but in no setting by all seeds.",
    );
  },
);

t.test("figures without data are left out", async (t) => {
  t.same(studyFigures(record(study([]))), []);
  t.same(studyFigures(record(study([{ point: {}, row: {} }]))), []);
  t.same(curvePanels(record(study([{ point: {}, row: {} }]))), []);
});

t.test("axes that advance together are one", async (t) => {
  const runs = [8, 16, 32].map((agents) => ({
    point: { agents, rounds: 10 * agents, topology: "ring" },
    row: { sigma: 1 - 1 / agents, final_gap: 1e-9, "rounds_to_1e-3": agents },
  }));
  const names = axisFigures(record(study(runs))).map(({ name }) => name);
  t.same(names, ["rounds-by-agents"], "rounds follow agents, and there is one topology");
});

t.test(
  "two axes beside sigma: a colour for the algorithm, a shape for the step, a map for each algorithm",
  async (t) => {
    const algorithms = ["fednpg", "local-q", "frozen-tracker"];
    const runs = algorithms.flatMap((algorithm) =>
      mapped(() => ({})).map(({ point, row }) => ({
        point: { ...point, "algorithm.kind": algorithm },
        row: { ...row, algorithm, final_consensus: 1, final_gap: algorithm === "fednpg" ? 1e-6 : 1 },
      })),
    );
    const series = seriesBesideSigma(record(study(runs)));
    t.equal(series.length, 9);
    t.equal(new Set(series.map(({ look }) => look!.hue)).size, 3);
    t.equal(new Set(series.map(({ look }) => `${look!.hue} ${look!.shape}`)).size, 9);
    const maps = stepMapFigures(record(study(runs)));
    t.same(
      maps.map(({ title }) => title),
      algorithms.map((algorithm) => `Where steps lead, ${algorithm}`),
    );
    t.match(maps[0]!.finding, "9 of 9 runs ended at a gap of at most 1e-3");
    t.match(
      maps[1]!.finding,
      /0 of 9 runs ended at a gap of at most 1e-3, 0 diverged\.$/,
      "no theorem, no limit",
    );
  },
);
