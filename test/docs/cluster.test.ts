// The examples for clusters are what Slurm, Kubernetes and Docker take, and they start commands of ours.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { validate } from "dockerfile-utils";
import t from "tap";
import { parseAllDocuments } from "yaml";
import { hearsay, root } from "../cli/child.ts";
import { kubernetesFaults, type Manifest } from "./manifest-faults.ts";

const folder = resolve(root, "docs/guide/examples/cluster");
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

const manifests = names
  .filter((name) => name.endsWith(".yaml"))
  .flatMap((name) =>
    parseAllDocuments(textOf(name)).map((document) => {
      t.same([document.errors, document.warnings], [[], []], name);
      return { name, manifest: document.toJS() as Manifest };
    }),
  );

t.test("the manifests have the fields that Kubernetes knows, and no others", async (t) => {
  t.ok(manifests.length >= 6);
  t.same(await kubernetesFaults(manifests.map(({ manifest }) => manifest)), []);
  const wrong = { apiVersion: "batch/v1", kind: "Job", spec: { template: {}, completionmode: "Indexed" } };
  const found = await kubernetesFaults([wrong]);
  t.match(found[0], /completionmode/, "the check sees a misspelt field");
});

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

t.test("the containers start commands that hearsay knows, with options that it has", async (t) => {
  const containers = manifests.flatMap(({ manifest }) => {
    const { template } = (manifest as { spec?: { template?: { spec: { containers: Container[] } } } })
      .spec!;
    return template?.spec.containers ?? [];
  });
  const commands = containers
    .filter(({ name }) => name === "hearsay")
    .map(({ command, args }) => (command ? args!.at(-1)!.replace(/^exec hearsay /, "") : args!.join(" ")));
  t.equal(commands.length, 3);
  for (const command of [...commands, textOf("slurm-array.sh").split("exec hearsay ")[1]!]) {
    const [name] = command.split(" ");
    const { stdout, status } = hearsay(root, name!, "--help");
    t.equal(status, 0, name);
    const flags = [...command.matchAll(/(?<= )--[a-z-]+/g)].map(([flag]) => flag);
    t.ok(flags.length >= 2, command);
    for (const flag of flags) t.ok(stdout.includes(flag), `${name} has ${flag}`);
  }
});

t.test("the shards of the job are all shards of the study", async (t) => {
  const { manifest } = manifests.find(({ manifest: { kind } }) => kind === "Job")!;
  const { spec } = manifest as unknown as {
    spec: { completions: number; template: { spec: { containers: [Container] } } };
  };
  const script = spec.template.spec.containers[0].args!.join(" ");
  const shards = Array.from({ length: spec.completions }, (_, index) => {
    const line = script.replace("exec hearsay", "echo");
    const env = { PATH: process.env.PATH, JOB_COMPLETION_INDEX: String(index) };
    const { stdout } = spawnSync("sh", ["-c", line], { encoding: "utf8", env });
    return /--shard (\S+)/.exec(stdout)?.[1];
  });
  t.same(
    shards,
    shards.map((_, index) => `${index + 1}/${spec.completions}`),
  );
});

t.test("the script of Slurm hands on the study, the shard and the cores", async (t) => {
  const script = join(folder, "slurm-array.sh");
  const home = t.testdir({ hearsay: '#!/bin/sh\nprintf "%s\\n" "$@"\n' });
  spawnSync("chmod", ["+x", join(home, "hearsay")]);
  const slurm = { SLURM_ARRAY_TASK_ID: "3", SLURM_ARRAY_TASK_COUNT: "8", SLURM_CPUS_PER_TASK: "4" };
  const env = { PATH: `${home}:${process.env.PATH}`, ...slurm };
  const started = spawnSync("bash", [script, "my study.yaml", "--out", "there"], { encoding: "utf8", env });
  const words = ["study", "my study.yaml", "--out", "there", "--shard", "3/8", "--workers", "4"];
  t.equal(started.stdout, `${words.join("\n")}\n`);
  const nameless = spawnSync("bash", [script], { encoding: "utf8", env });
  t.not(nameless.status, 0);
  t.match(nameless.stderr, /name the study/);
});

t.test("the Dockerfile is one", async (t) => {
  const text = readFileSync(join(root, "Dockerfile"), "utf8");
  t.same(validate(text), []);
  t.ok(validate(text.replace("WORKDIR", "WORKDIRECTORY")).length > 0, "the check sees a wrong instruction");
  t.match(text, /^USER node$/m, "hearsay does not run as root");
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
    paths!.split(" "),
  );
  const there = readdirSync(root);
  t.ok(copied.length >= 6);
  for (const path of copied) t.ok(there.includes(path), `${path} is there to be copied`);
});
