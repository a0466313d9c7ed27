// What the pages show is what stands in the code, and their scenarios are scenarios.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { certificateText } from "../../src/cli/certificate-text.ts";
import { certify } from "../../src/mixing/certify.ts";
import { closedFormOf } from "../../src/mixing/spectrum/closed-forms.ts";
import { loadStudy } from "../../src/runners/study/load-study.ts";
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
