// Every shipped study: planned whole, its first and its last run run for a few rounds, their bits equal to
// those committed. HEARSAY_UPDATE_SNAPSHOTS=1 rewrites the snapshot.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { agentDigest, rowDigest } from "../src/journal/state-digest.ts";
import { loadExperiment } from "../src/runners/load.ts";
import { lockstep } from "../src/runners/lockstep.ts";
import { type LoadedStudy, loadStudy } from "../src/runners/study/load-study.ts";
import { builtIn } from "../src/scenario/registry.ts";
import { resolveScenario } from "../src/scenario/scenario.ts";
import { studyJsonSchema } from "../src/scenario/study/study-json-schema.ts";
import { readYaml } from "../src/scenario/yaml.ts";
import { accepts } from "./scenario/json-schema-rules.ts";

const root = resolve(import.meta.dirname, "../scenarios");
const folder = join(root, "studies");
const schemaPath = join(root, "hearsay-study.schema.json");
const snapshotPath = join(import.meta.dirname, "snapshots", "studies.json");
const shortRounds = 3;

const paths = readdirSync(folder).sort();
const textOf = (path: string) => readFileSync(join(folder, path), "utf8");
const studies = new Map<string, LoadedStudy>();
for (const path of paths) studies.set(path, await loadStudy(join(folder, path)));

/** The digest after a few rounds of one run of a study. */
async function digestOf({ plan, folder, registry }: LoadedStudy, index: number): Promise<string> {
  const raw = { ...plan.runs[index]!.scenario, rounds: shortRounds, measure: { every: shortRounds } };
  const experiment = loadExperiment({ scenario: resolveScenario(raw, registry), registry, folder });
  let digest = "";
  const record = ({ states }: { states: readonly object[] }) => {
    digest = rowDigest(states.map((state) => agentDigest(state as never)));
    return false;
  };
  await lockstep(experiment, { record, pass: () => false, save: () => {} }, {});
  return digest;
}

t.test("every study comes to the same runs with the same bits", async (t) => {
  const found: Record<string, unknown> = {};
  for (const [path, study] of studies) {
    const last = study.plan.runs.length - 1;
    const digests = [await digestOf(study, 0), await digestOf(study, last)];
    found[path] = { runs: last + 1, digests };
  }
  if (process.env.HEARSAY_UPDATE_SNAPSHOTS === "1")
    writeFileSync(snapshotPath, `${JSON.stringify(found, null, 2)}\n`);
  const committed: unknown = JSON.parse(readFileSync(snapshotPath, "utf8"));
  t.same(found, committed, "HEARSAY_UPDATE_SNAPSHOTS=1 rewrites them, if they were meant to change");
});

t.test("the committed schema is the one the code gives, and every study keeps to it", async (t) => {
  const schema = studyJsonSchema(builtIn);
  const committed: unknown = JSON.parse(readFileSync(schemaPath, "utf8"));
  t.same(committed, JSON.parse(JSON.stringify(schema)), "hearsay schema --study --out rewrites it");
  for (const path of paths) {
    const [line] = textOf(path).split("\n");
    const [, target] = /^# yaml-language-server: \$schema=(\S+)$/.exec(line!) ?? [];
    t.equal(resolve(folder, target ?? ""), schemaPath, path);
    t.ok(accepts(schema as never, readYaml(textOf(path), path)), `${path} is valid`);
  }
});

t.test("names tell studies apart and claims say what they show", async (t) => {
  const plans = [...studies.values()].map(({ plan }) => plan);
  t.equal(new Set(plans.map(({ name }) => name)).size, plans.length);
  for (const { name, claim } of plans) t.ok(claim.split(" ").length > 5, `${name} claims something`);
});
