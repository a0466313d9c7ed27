// What the pages show is what stands in the code, and their scenarios are scenarios.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { certificateText } from "../../src/cli/certificate-text.ts";
import { shortBytes } from "../../src/cli/text-table.ts";
import { certify } from "../../src/mixing/certify.ts";
import { closedFormOf } from "../../src/mixing/spectrum/closed-forms.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { type RunResult, run } from "../../src/runners/run.ts";
import { loadStudy } from "../../src/runners/study/load-study.ts";
import { certifyExperiment } from "../../src/scenario/certify.ts";
import { buildMixing } from "../../src/scenario/experiment.ts";
import { builtIn } from "../../src/scenario/registry.ts";
import { resolveChoice, resolveScenario } from "../../src/scenario/scenario.ts";
import { readYaml } from "../../src/scenario/yaml.ts";

const root = resolve(import.meta.dirname, "../..");
const guide = readdirSync(join(root, "docs/guide")).filter((name) => name.endsWith(".md"));
const pages = ["README.md", ...guide.map((name) => join("docs/guide", name))];
const textOf = (page: string) => readFileSync(join(root, page), "utf8");

function blocks(page: string, language: string): string[] {
  return [...textOf(page).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, block]) => block!,
  );
}

t.test("the scenarios of the pages are valid", async (t) => {
  const found = pages.flatMap((page) => blocks(page, "yaml")).map((text) => readYaml(text, "page"));
  const scenarios = found.filter((raw) => !("scenario" in raw));
  t.ok(scenarios.length >= 2);
  for (const raw of scenarios) t.doesNotThrow(() => resolveScenario(raw, builtIn));
});

t.test("the studies of the pages plan", async (t) => {
  const found = pages.flatMap((page) => blocks(page, "yaml").map((text) => ({ page, text })));
  const studies = found.filter(({ text }) => "scenario" in readYaml(text, "page"));
  t.ok(studies.length >= 1);
  for (const { page, text } of studies) {
    const path = join(t.testdir({ "study.yaml": text }), "study.yaml");
    await t.resolves(loadStudy(path), page);
  }
});

t.test("the README shows FedNPG as it stands in its file", async (t) => {
  const [shown = ""] = blocks("README.md", "ts");
  const source = textOf("src/algorithms/fed-npg.ts");
  t.ok(shown.length > 500);
  for (const line of shown.trimEnd().split("\n"))
    t.ok(source.includes(`\n${line && `    ${line}`}\n`), line);
});

t.test("the README shows the certificate as it is printed", async (t) => {
  const topology = resolveChoice("topology", { kind: "ring" }, builtIn, 1);
  const rule = resolveChoice("mixing", { kind: "metropolis" }, builtIn, 1);
  const choices = { topology, mixing: rule } as never;
  const { mixing } = buildMixing(choices, builtIn, { agents: 8, file: () => new Uint8Array() });
  const certificate = certify(mixing, { closedForm: closedFormOf(topology, rule, 8) });
  const printed = certificateText("ring, 8 agents, metropolis", { ...certificate, used: true }, undefined);
  t.ok(blocks("README.md", "console").some((block) => block.includes(printed)));
});

const smallStep = join(root, "scenarios/fednpg/variations/small-step.yaml");

async function small(...set: string[]) {
  return loadExperiment(await loadScenario(smallStep, { set }));
}

/** The cells of the table under a heading cell, row by row. */
function table(page: string, heading: string): string[][] {
  const lines = textOf(page).split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} |`));
  const end = lines.findIndex((line, k) => k > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Whether a page shows a number rightly rounded. */
function near(shown: string, value: number): boolean {
  const [mantissa, exponent = "0"] = shown.split("e");
  const decimals = mantissa!.split(".")[1]?.length ?? 0;
  return Math.abs(Number(shown) - value) <= 0.51 * 10 ** (Number(exponent) - decimals);
}

t.test("the guide's numbers are those of the scenario it names", async (t) => {
  const out = t.testdir();
  const page = "docs/guide/3-graphs-and-mixing.md";
  const last = ({ rows }: RunResult) => rows.at(-1)!.metrics;
  const graphs = table(page, "Graph").map(([name, ...cells]) => [name!.split(",")[0]!, ...cells]);
  t.equal(graphs.length, 7);
  for (const [kind, gap, shownGap, shownConsensus, sent] of graphs) {
    const rule = kind === "exponential" ? "equal" : "metropolis";
    const result = await run(await small(`topology.kind=${kind}`, `mixing.kind=${rule}`), { out });
    t.ok(near(gap!, result.certificate.oneMinusSigma), `${kind}: 1 − sigma`);
    t.ok(near(shownGap!, last(result).optimality_gap!), `${kind}: gap`);
    t.ok(near(shownConsensus!, last(result).policy_consensus!), `${kind}: consensus`);
    t.equal(sent, shortBytes(result.rows.at(-1)!.bytes));
  }
  for (const [step, shown] of table(page, "η | gap")) {
    const { optimality_gap } = last(await run(await small(`algorithm.stepSize=${step}`), { out }));
    t.ok(near(shown!, optimality_gap!), `step ${step}: ${optimality_gap}`);
  }
  const limit = certifyExperiment(await small()).stepSizeLimit!;
  t.ok(textOf(page).includes(`For \`small-step.yaml\` it is ${limit.toPrecision(2)}.`), `${limit}`);
});

t.test("the guide's lines of Python say what the run folder holds", async (t) => {
  const { rows, folder } = await run(await small(), { out: t.testdir() });
  const text = textOf("docs/guide/4-run-folder-in-python.md");
  const gaps = rows.map(({ metrics }) => metrics.optimality_gap!);
  t.ok(text.includes(`# ${gaps.findIndex((gap) => gap <= 1e-2)}: first round at that gap`));
  const [, rate] = /# (\S+): rate per round/.exec(text)!;
  t.ok(near(rate!, (gaps.at(-1)! / gaps.at(-51)!) ** (1 / 50)), rate);
  t.ok(text.includes(`# ${rows.at(-1)!.metrics.policy_consensus!.toFixed(4)}…: policy_consensus`));
  t.ok(text.includes(`# (${rows.length}, 16)`));
  t.ok(folder.split(/[\\/]/).includes("small-step") && text.includes('glob.glob("runs/small-step/*")'));
});
