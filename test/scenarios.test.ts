// Every shipped scenario: well formed, certified, run for a few rounds, its bits equal to those committed.
// HEARSAY_UPDATE_SNAPSHOTS=1 rewrites the snapshot.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import t from "tap";
import { agentDigest, rowDigest } from "../src/journal/state-digest.ts";
import { trackingMetric } from "../src/metrics/tracking.ts";
import { loadExperiment, loadScenario } from "../src/runners/load.ts";
import { lockstep } from "../src/runners/lockstep.ts";
import { withMixer } from "../src/runners/measured-row.ts";
import type { Recorder, Snapshot } from "../src/runners/runner.ts";
import { virtual } from "../src/runners/virtual.ts";
import { certifyExperiment, refuseExperiment } from "../src/scenario/certify.ts";
import type { Experiment } from "../src/scenario/experiment.ts";
import { scenarioJsonSchema } from "../src/scenario/json-schema.ts";
import { builtIn } from "../src/scenario/registry.ts";
import { isExact } from "./parity/exact.ts";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "scenarios");
const snapshotPath = join(root, "test", "snapshots", "scenarios.json");
const schemaPath = join(folder, "hearsay.schema.json");
const shortRounds = 3;

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => name.replaceAll("\\", "/"))
  .sort();

/** Studies have a test of their own. */
const paths = files.filter((name) => !name.startsWith("studies/"));

/** The last of a few rounds; no metric is prepared, so that no optimum has to be found. */
async function lastOf(experiment: Experiment): Promise<Snapshot> {
  let last: Snapshot | undefined;
  const recorder: Recorder = {
    record(snapshot) {
      last = snapshot;
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  await (isExact(experiment) ? lockstep : virtual)(experiment, recorder, {});
  return last!;
}

async function short(path: string, rounds = shortRounds): Promise<Experiment> {
  const set = [`rounds=${rounds}`, `measure.every=${rounds}`];
  return loadExperiment(await loadScenario(join(folder, path), { set }));
}

t.test("every scenario runs to the same bits", async (t) => {
  const digests: Record<string, string> = {};
  for (const path of paths) {
    const experiment = await short(path);
    const certificate = certifyExperiment(experiment);
    refuseExperiment(experiment, certificate);
    const { states, views, round, mixers } = await lastOf(experiment);
    t.equal(round, shortRounds, path);
    digests[path] = rowDigest(states.map((state, n) => agentDigest(withMixer(state, mixers?.[n]))));
    const { world, shares, algorithm } = experiment;
    if (algorithm.name !== "fednpg" || !isExact(experiment)) continue;
    const metric = trackingMetric.build({}, { world, shares, temperature: algorithm.temperature ?? 0 });
    const gap = metric.measure(views).row.tracking_gap!;
    // Mean tracker = mean of the tracked, exactly where and only where columns of W sum to 1.
    if (certificate.doublyStochastic) t.ok(gap < 1e-11, `${path}: tracking gap ${gap}`);
    else t.ok(gap > 1e-6, `${path}: a biased W loses the mean, tracking gap ${gap}`);
  }
  if (process.env.HEARSAY_UPDATE_SNAPSHOTS === "1") {
    writeFileSync(snapshotPath, `${JSON.stringify({ rounds: shortRounds, digests }, null, 2)}\n`);
  }
  const { rounds, digests: committed } = JSON.parse(readFileSync(snapshotPath, "utf8"));
  t.equal(rounds, shortRounds);
  t.same(digests, committed, "HEARSAY_UPDATE_SNAPSHOTS=1 rewrites them, if they were meant to change");
});

t.test("the committed schema is the one the kinds give, and every scenario points at it", async (t) => {
  const schema: unknown = JSON.parse(readFileSync(schemaPath, "utf8"));
  t.same(
    schema,
    JSON.parse(JSON.stringify(scenarioJsonSchema(builtIn))),
    "hearsay schema --out rewrites it",
  );
  for (const path of paths) {
    const [line] = readFileSync(join(folder, path), "utf8").split("\n");
    const [, target] = /^# yaml-language-server: \$schema=(\S+)$/.exec(line!) ?? [];
    t.equal(resolve(folder, dirname(path), target ?? ""), schemaPath, path);
  }
});

t.test("names tell scenarios apart and claims say what they show", async (t) => {
  const scenarios = await Promise.all(
    paths.map(async (path) => (await loadScenario(join(folder, path))).scenario),
  );
  t.equal(new Set(scenarios.map(({ name }) => name)).size, paths.length);
  scenarios.forEach(({ claim }, k) => {
    t.ok(claim.split(" ").length > 5, `${paths[k]} claims something`);
  });
});

t.test("what is started together differs in the graph alone", async (t) => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const started: string[] = scripts.start.split(" ").filter((word: string) => word.endsWith(".yaml"));
  t.ok(started.length >= 3);
  const rest = await Promise.all(
    started.map(async (path) => {
      const { name, claim, topology, ...same } = (await loadScenario(join(root, path))).scenario;
      return same;
    }),
  );
  for (const other of rest) t.same(other, rest[0]);
});

t.test("log2 N rounds of the right graph average exactly", async (t) => {
  for (const path of ["averaging/one-peer-exponential.yaml", "averaging/de-bruijn.yaml"]) {
    const experiment = await short(path, 4);
    const columns = experiment.shares.map((share) => ("values" in share ? share.values : []));
    const mean = Array.from(columns[0]!, (_, k) => columns.reduce((sum, row) => sum + row[k]!, 0) / 16);
    const errors = async (rounds: number) => {
      const { views } = await lastOf(rounds === 4 ? experiment : await short(path, rounds));
      return Math.max(...views.flatMap(({ values }) => mean.map((x, k) => Math.abs(values![k]! - x))));
    };
    t.ok((await errors(4)) < 1e-15, path);
    t.ok((await errors(3)) > 1e-3, `${path}: not a round sooner`);
  }
});

t.test("every reproduction page names scenarios and figures that exist", async (t) => {
  const pagesFolder = join(root, "docs", "reproductions");
  const pages = readdirSync(pagesFolder).filter((name) => name.endsWith(".md"));
  t.ok(pages.includes("README.md"));
  for (const page of pages) {
    const text = readFileSync(join(pagesFolder, page), "utf8");
    const links = [...text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)];
    t.ok(links.length > 0, `${page} shows something`);
    for (const [, target, anchor] of links) {
      const path = resolve(pagesFolder, target!);
      t.ok(existsSync(path), `${page}: ${target}`);
      if (anchor !== undefined) t.ok(anchorsOf(readFileSync(path, "utf8")).includes(anchor), anchor);
    }
    // A file, a folder or the beginning of a pattern.
    for (const [named] of text.matchAll(/scenarios\/[\w/-]+(?:\.\d+[\w-]*)*(?:\.yaml)?/g)) {
      t.ok(
        files.some((path) => `scenarios/${path}`.startsWith(named)),
        `${page}: ${named}`,
      );
    }
  }
});

/** What links call the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading]) =>
      `#${heading!
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-")}`,
  );
}
