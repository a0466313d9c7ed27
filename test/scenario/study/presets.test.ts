// Presets: each plans over an ordinary scenario, and yields to what the file says itself.
import t from "tap";
import { presetNames, presets } from "../../../src/scenario/study/presets.ts";
import { small } from "../../runners/experiments.ts";
import { planned } from "./studies.ts";

/** Sixteen agents, a step that the largest preset temperature still allows. */
const scenario = {
  ...small,
  agents: 16,
  environment: { kind: "path-grid", size: 9, discount: 0.95 },
  algorithm: { kind: "fednpg", stepSize: 0.5, temperature: 0 },
};
const plan = (preset: string, parts = {}) => planned({ scenario, preset, ...parts }).plan;

t.test("every preset plans, for sixteen agents and for thirty", async (t) => {
  t.same([...presetNames].sort(), ["evaluation-noise", "size", "spectral-gap", "step-size", "temperature"]);
  for (const { name, summary } of presets) {
    const { runs, axes } = plan(name);
    t.ok(runs.length >= 9, `${name}: ${runs.length} runs over ${axes}`);
    t.ok(summary.length > 20);
    t.equal(
      plan(name, { scenario: { ...scenario, agents: 30 } }).runs.length,
      runs.length,
      `${name} at 30`,
    );
  }
});

t.test("spectral-gap: the same agents over at least twelve graphs and over the dial", async (t) => {
  const { runs } = plan("spectral-gap");
  t.ok(new Set(runs.map(({ point }) => point.topology)).size >= 12);
  const dial = runs.filter(({ point }) => String(point.mixing).startsWith("mix-topology"));
  t.ok(dial.length >= 5);
  for (const { scenario: run } of dial) t.match(run, { topology: { kind: "complete" }, agents: 16 });
});

t.test("the file's own words replace the preset's, path by path", async (t) => {
  const steps = plan("step-size", { vary: { "algorithm.stepSize": [0.1, 0.2] } });
  t.same(steps.axes, ["mixing.gap", "algorithm.stepSize"], "the axis keeps its place");
  t.equal(steps.runs.length, 14);
  const fixed = plan("step-size", { set: { "mixing.gap": 0.5 } });
  t.same(fixed.axes, ["algorithm.stepSize"]);
  for (const { scenario: run } of fixed.runs) t.match(run.mixing, { kind: "mix-topology", gap: 0.5 });
  const more = plan("step-size", { vary: { "algorithm.temperature": [0, 0.01] } });
  t.same(more.axes, ["mixing.gap", "algorithm.stepSize", "algorithm.temperature"]);
  const graphs = plan("spectral-gap", { vary: { topology: [{ kind: "ring" }] } });
  t.same(graphs.axes, ["topology"], "a zipped axis goes whole");
  t.equal(graphs.runs[0]!.scenario.mixing && graphs.runs.length, 1);
  const seeds = plan("temperature", { seeds: { world: 2 } });
  const kinds = (name: "graph" | "world") => new Set(seeds.runs.map((run) => run.seeds[name])).size;
  t.same([kinds("graph"), kinds("world")], [3, 2]);
  t.same(plan("size", { gaps: [0.5] }).gaps, [0.5]);
});
