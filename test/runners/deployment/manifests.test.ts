// Manifests of containers: what they say is what Compose and Kubernetes take, and their very commands, with
// addresses and paths of this machine in place of the containers', come to the digests of lockstep.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { parse, parseAllDocuments } from "yaml";
import { readHosts } from "../../../src/runners/deployment/hosts.ts";
import { writeManifests } from "../../../src/runners/deployment/manifests/write-manifests.ts";
import { freePorts } from "../../../src/runners/deployment/ports.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { splitScenario } from "../../../src/runners/split.ts";
import { hearsay, root } from "../../cli/child.ts";
import { composeFaults, kubernetesFaults, type Manifest } from "../../docs/manifest-faults.ts";
import { collect } from "../experiments.ts";
import { journalBits } from "./processes.ts";

const scenario = `name: Small_one
seed: 3
agents: 3
rounds: 40
topology: { kind: file, path: graphs/g.csv }
environment: { kind: garnet, states: 5, actions: 3, branching: 3, discount: 0.9 }
algorithm: { kind: fednpg, stepSize: 0.05, temperature: 0.1 }
`;

type Choice = { readonly keys: boolean; readonly ownData: boolean };
const plain = { keys: false, ownData: false };
const guarded = { keys: true, ownData: true };

async function emitted(t: Test, format: "compose" | "kubernetes", { keys, ownData }: Choice) {
  const dir = t.testdir({ "s.yaml": scenario, graphs: { "g.csv": "source,target\n0,1\n1,2\n" } });
  const whole = await experimentAt(join(dir, "s.yaml"));
  const split = splitScenario(whole, join(dir, "own"));
  const origin = ownData ? await experimentAt(split.scenario, { data: split.data }) : whole;
  const out = join(dir, "out");
  const data = ownData ? { data: split.data } : {};
  const options = { ...origin, ...data, out, image: "hearsay:1", keys, checkpointSeconds: 5 };
  const names = await writeManifests(format, options);
  for (const name of names) t.ok(existsSync(join(out, name)), name);
  return { dir, out, names, expected: await collect(whole.experiment) };
}

interface Project {
  readonly services: Readonly<
    Record<string, { readonly command: string[]; readonly secrets?: readonly string[] }>
  >;
  readonly secrets?: Readonly<Record<string, { readonly file: string }>>;
}

const projectIn = (out: string) => parse(readFileSync(join(out, "compose.yaml"), "utf8")) as Project;

function manifestsIn(out: string): Manifest[] {
  return ["kubernetes.yaml", "secrets.yaml"]
    .filter((name) => existsSync(join(out, name)))
    .flatMap((name) => parseAllDocuments(readFileSync(join(out, name), "utf8")).map((one) => one.toJS()));
}

/** Runs the commands of all peers, then merges; `place` turns paths of containers into paths of here. */
async function carriedOut(
  t: Test,
  dir: string,
  commands: readonly (readonly string[])[],
  place: (text: string, agent: number) => string,
) {
  const ports = await freePorts(commands.length);
  const hosts = place("/etc/hearsay/hosts.yaml", 0);
  const local = readFileSync(hosts, "utf8").replace(
    /\/dns4\/agent-(\d)\/tcp\/4000/g,
    (_, agent) => `/dns4/localhost/tcp/${ports[Number(agent)]}`,
  );
  t.match(local, /dns4\/localhost/);
  for (const agent of commands.keys()) writeFileSync(place("/etc/hearsay/hosts.yaml", agent), local);
  const codes = commands.map((words, agent) => {
    const here = words.map((word) =>
      place(word.replace("/ip4/0.0.0.0/tcp/4000", `/ip4/127.0.0.1/tcp/${ports[agent]}`), agent),
    );
    const child = spawn(process.execPath, [join(root, "src/cli/hearsay.ts"), ...here], { cwd: dir });
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    return new Promise((done) => child.on("close", (code) => done(code === 0 ? 0 : text)));
  });
  t.same(await Promise.all(codes), [0, 0, 0], "all peers have finished");
  const merge = ["merge", place("/etc/hearsay/scenario.yaml", 0), "--out", place("/home/node/runs", 0)];
  const merged = hearsay(dir, ...merge, "--no-report");
  t.equal(merged.status, 0, merged.stderr);
  const runs = join(place("/home/node/runs", 0), "Small_one");
  return journalBits(join(runs, readdirSync(runs)[0]!));
}

const bits = (seen: Awaited<ReturnType<typeof collect>>) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));

for (const [name, choice] of Object.entries({ plain, guarded })) {
  t.test(`compose, ${name}`, async (t) => {
    const { dir, out, expected } = await emitted(t, "compose", choice);
    const project = projectIn(out);
    t.same(composeFaults(project), []);
    t.same(Object.keys(project.services), ["agent-0", "agent-1", "agent-2", "merge"]);
    for (const file of ["scenario/hosts.yaml", "hosts-outside.yaml"]) {
      const { addresses } = await readHosts(join(out, file), 3, 3);
      t.equal(addresses.length, 3, file);
    }
    const secrets = Object.entries(project.secrets ?? {});
    t.equal(secrets.length, choice.keys ? 6 : 0);
    for (const [, { file }] of secrets) t.ok(existsSync(join(out, file)), file);
    const place = (text: string, agent: number) => {
      const secret = /^\/run\/secrets\/(.+)$/.exec(text)?.[1];
      if (secret !== undefined) {
        t.ok(
          project.services[`agent-${agent}`]!.secrets!.includes(secret),
          "only what its service is given",
        );
        return join(out, project.secrets![secret]!.file);
      }
      return text
        .replace("/etc/hearsay", join(out, "scenario"))
        .replace("/home/node/runs", join(out, "runs"));
    };
    const commands = [0, 1, 2].map((agent) => project.services[`agent-${agent}`]!.command);
    t.same(await carriedOut(t, dir, commands, place), bits(expected));
  });

  t.test(`kubernetes, ${name}`, async (t) => {
    const { dir, out, expected } = await emitted(t, "kubernetes", choice);
    const manifests = manifestsIn(out);
    t.same(await kubernetesFaults(manifests), []);
    const of = <T>(kind: string) => manifests.filter((one) => one.kind === kind) as unknown as T[];
    const names = (kind: string) =>
      of<{ metadata: { name: string } }>(kind).map(({ metadata }) => metadata.name);
    for (const kind of ["Job", "Service", "PersistentVolumeClaim"])
      t.same(names(kind), ["agent-0", "agent-1", "agent-2"], kind);
    t.same(names("Namespace"), ["hearsay-small-one"]);
    t.equal(names("Secret").length, choice.keys ? 6 : 0);
    mkdirSync(join(dir, "map"));
    const [map] = of<{ data: Record<string, string> }>("ConfigMap");
    for (const [file, text] of Object.entries(map!.data)) writeFileSync(join(dir, "map", file), text);
    const jobs = of<{
      spec: { template: { spec: { containers: [{ args: string[] }]; volumes: unknown } } };
    }>("Job").map(({ spec }) => spec.template.spec);
    for (const secret of of<{ metadata: { name: string }; data: Record<string, string> }>("Secret")) {
      const agent = Number(/\d/.exec(secret.metadata.name)![0]);
      t.match(JSON.stringify(jobs[agent]!.volumes), secret.metadata.name);
      mkdirSync(join(dir, `secrets-${agent}`), { recursive: true });
      for (const [file, text] of Object.entries(secret.data))
        writeFileSync(join(dir, `secrets-${agent}`, file), Buffer.from(text, "base64"));
    }
    const place = (text: string, agent: number) =>
      text
        .replace("/etc/hearsay-own", join(dir, `secrets-${agent}`))
        .replace("/etc/hearsay", join(dir, "map"))
        .replace("/home/node/runs", join(dir, "runs"));
    const commands = jobs.map(({ containers }) => containers[0].args);
    t.same(await carriedOut(t, dir, commands, place), bits(expected));
  });
}

t.test("the checks see what is wrong", async (t) => {
  const compose = await emitted(t, "compose", plain);
  const project = projectIn(compose.out);
  const service = project.services["agent-0"]!;
  const services = (change: object) => ({ ...project, services: { a: { ...service, ...change } } });
  t.match(composeFaults(services({ comand: [] })), [/comand/]);
  t.match(composeFaults(services({ ports: "4000" })), [/ports must be array/]);
  t.match(composeFaults({ ...project, volume: {} }), [/volume/]);
  const { out } = await emitted(t, "kubernetes", plain);
  const text = JSON.stringify(manifestsIn(out));
  for (const [from, to, fault] of [
    ['"accessModes"', '"acessModes"', /acessModes/],
    ['"containerPort":4000', '"containerPort":"4000"', /string/],
    ['"restartPolicy":"Never"', '"restartpolicy":"Never"', /restartpolicy/],
    ['"template":', '"templates":', /template/],
    ['"apiVersion":"batch/v1"', '"apiVersion":"apps/v1"', /Job/],
  ] as const) {
    const broken = JSON.parse(text.replace(from, to)) as Manifest[];
    const faults = await kubernetesFaults(broken).catch((error: Error) => [`Job: ${error.message}`]);
    t.match(faults.join("\n"), fault, to);
  }
});

t.test("as a user asks for them", async (t) => {
  const { dir } = await emitted(t, "compose", guarded);
  const line = ["deploy", "own/scenario.yaml", "--emit"];
  const first = hearsay(dir, ...line, "kubernetes", "--keys");
  t.equal(first.status, 0, first.stderr);
  t.match(first.stdout, /^wrote deployment\/kubernetes\.yaml$/m);
  t.match(first.stdout, /bring the data of every agent/, "data that are elsewhere are asked for");
  const key = readFileSync(join(dir, "deployment/keys/agent-1.key"));
  t.equal(hearsay(dir, ...line, "compose", "--keys").status, 0);
  t.same(readFileSync(join(dir, "deployment/keys/agent-1.key")), key, "keys are kept");
  t.equal(hearsay(dir, "key", "deployment/keys/agent-1.key").status, 0);
  t.same(
    readdirSync(join(dir, "deployment")).sort(),
    ["compose.yaml", "hosts-outside.yaml", "keys", "kubernetes.yaml", "scenario", "secrets.yaml"],
    "no data are written where none were given",
  );
  const readers = (name: string) => statSync(join(dir, "deployment", name)).mode & 0o077;
  t.same(["secrets.yaml", "keys/observer.key"].map(readers), [0, 0], "what no container is handed");
  t.not(readers("keys/agent-1.key"), 0, "Compose hands it to the user in the container");
  const refused = hearsay(dir, ...line, "compose", "--processes", "2");
  t.match(refused, { status: 2, stderr: /^hearsay: .*--processes: got 2; nothing, with --emit/ });
  writeFileSync(join(dir, "graphs/g.csv"), `source,target\n0,1\n1,2\n${"\n".repeat(2 ** 20)}`);
  const large = hearsay(dir, "deploy", "s.yaml", "--emit", "kubernetes", "--out", "large");
  t.match(large, { status: 2, stderr: /the scenario's files: got "\d+ bytes"; at most 1048576/ });
  t.notOk(existsSync(join(dir, "large")), "nothing half-written");
});
