// The columns that a study names: which figures they have, and what these find.
import t from "tap";
import { columnFigures } from "../../../src/report/study/figures/columns.ts";
import { studyOf } from "../../../src/report/study/study.ts";
import type { StudyFigure } from "../../../src/report/study/study-figure.ts";
import { study } from "./outcomes.ts";

const record = ({ plan, outcomes }: ReturnType<typeof study>) => studyOf(plan, outcomes);

t.test(
  "named columns: a power of sigma's gap and of every axis of numbers, late in the runs",
  async (t) => {
    const steps = [0.01, 0.02, 0.05];
    const byStep = steps.flatMap((step) =>
      [1, 2].map((world) => ({
        point: { "algorithm.basisStep": step },
        world,
        row: { sigma: 0.9, late_critic_error: 3 * step ** 2 * 1.1 ** world },
      })),
    );
    const columns = ["critic_error", "subspace_angle"];
    const [along, ...none] = columnFigures(record(study(byStep, { columns })));
    t.same(none, [], "a column that no run has, a sigma that stands still");
    t.match(along!.finding, /^Critic error goes as \(basis step\)\^s: s = 2\.00 .*6 runs at 3 values/);
    t.equal(along!.name, "critic-error-by-algorithm-basisStep");
    t.match(along!.caption, /certain\.$/, "nothing is left out");
    const dotted = ({ spec }: StudyFigure) => JSON.stringify(spec).includes('"strokeDash":[1.5,3]');
    t.ok(dotted(along!), "the fit is drawn");
    const lost = [0, -1].map((value) => ({
      ...byStep[0]!,
      row: { ...byStep[0]!.row, late_critic_error: value },
    }));
    const [fewer] = columnFigures(record(study([...byStep, ...lost], { columns })));
    t.match(fewer!.caption, "Not shown and not fitted: 2 runs with a mean of 0 or below.");
    t.equal(fewer!.finding, along!.finding);
    const level = byStep.map((run) => ({ ...run, row: { sigma: 0.9, late_critic_error: run.world } }));
    const [flat] = columnFigures(record(study(level, { columns })));
    t.equal(flat!.finding, "Critic error does not depend on basis step.");
    const valley = byStep.map((run, k) => ({
      ...run,
      row: { sigma: 0.9, late_critic_error: [4, 5, 1, 1, 3, 4][k]! },
    }));
    const [open] = columnFigures(record(study(valley, { columns })));
    t.match(
      open!.finding,
      /^Critic error neither rises nor falls for certain, fitted as \(basis step\)\^s/,
    );
    t.notOk(dotted(open!), "a line through a valley would say what is not so");
    const rings = [0.99, 0.9, 0.5].map((sigma) => ({
      point: { topology: `ring ${sigma}` },
      row: { sigma, late_basis_consensus: (1 - sigma) ** -1.5 },
    }));
    const [beside] = columnFigures(record(study(rings, { columns: ["basis_consensus"] })));
    t.match(beside!.finding, "Basis consensus goes as (1 − σ)^s: s = −1.50");
  },
);

t.test("named columns along the exchanges of a mix, where nothing else of the graph varies", async (t) => {
  const exchanges = (topologies: readonly string[]) =>
    topologies.flatMap((topology) =>
      [1, 2, 4].map((q) => ({
        point: { topology, "mixing.gossipRounds": q },
        row: { sigma: 0.9, sigma_per_round: 0.9 ** q, late_basis_consensus: 3 / q },
      })),
    );
  const figuresOf = (topologies: readonly string[]) =>
    columnFigures(record(study(exchanges(topologies), { columns: ["basis_consensus"] })));
  const [beside, along, ...none] = figuresOf(["ring"]);
  t.same([beside!.name, none], ["basis-consensus-by-sigma", []]);
  t.equal(along!.name, "basis-consensus-by-mixing-gossipRounds");
  t.match(along!.finding, /^Basis consensus goes as \(gossip rounds\)\^s: s = −1\.00 .*3 values/);
  t.equal(figuresOf(["ring", "path"]).length, 1, "of several graphs sigma is what they have in common");
});
