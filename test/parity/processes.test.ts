// Sim-to-wire parity, third part: eight processes over TCP compute the bits of lockstep.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { mergeWay } from "../../src/runners/deployment/merge-way.ts";
import { freePorts } from "../../src/runners/deployment/ports.ts";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { expectedBits, journalBits } from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";

const agents = 8;
const graphs = {
  ring: { kind: "ring" },
  star: { kind: "star" },
  random: { kind: "erdos-renyi", probability: 0.5 },
};
const temperatures = { vanilla: 0, entropy: 0.1 };

const cases = Object.entries(graphs).flatMap(([graph, topology]) =>
  Object.entries(temperatures).map(([name, temperature]) => {
    const algorithm = { ...small.algorithm, temperature };
    return [`${graph}-${name}`, { ...small, agents, topology, algorithm }] as const;
  }),
);

t.test("FedNPG, vanilla and entropy, on ring, star and random graph", async (t) => {
  const ports = await freePorts(agents * cases.length);
  const folders = cases.map(([name, raw], k) => {
    const own = ports.slice(agents * k, agents * (k + 1));
    const peers = Object.fromEntries(own.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]));
    return [name, { "s.yaml": stringify(raw), "hosts.yaml": stringify({ peers }) }] as const;
  });
  const dir = t.testdir(Object.fromEntries(folders));
  const places = cases.map(([name]) => join(dir, name));
  const program = resolve(import.meta.dirname, "host.ts");
  const ends = Array.from({ length: agents }, async (_, agent) => {
    const child = spawn(process.execPath, [program, String(agent), ...places], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, "exit");
    return { code, said };
  });
  for (const { code, said } of await Promise.all(ends)) t.equal(code, 0, said);
  for (const [k, [name]] of cases.entries()) {
    const path = join(places[k]!, "s.yaml");
    const { experiment } = await experimentAt(path);
    const merged = await run(experiment, { way: mergeWay, out: join(places[k]!, "runs") });
    t.same(journalBits(merged.folder), await expectedBits(path), name);
  }
});
