// However it ends, a process with peers on a real network ends by itself.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import { freePorts } from "../../src/runners/deployment/ports.ts";
import { small } from "../runners/experiments.ts";
import { hearsay, interrupted, shell } from "./child.ts";

/** A folder with `s.yaml` and `hosts.yaml`. */
async function place(t: Test, scenario: object): Promise<string> {
  const dir = t.testdir({ "s.yaml": stringify({ ...small, agents: 3, ...scenario }) });
  const ports = await freePorts(3);
  const addresses = ports.map((port, agent) => [agent, `/ip4/127.0.0.1/tcp/${port}`]);
  writeFileSync(join(dir, "hosts.yaml"), stringify({ peers: Object.fromEntries(addresses) }));
  return dir;
}

t.test("peers that would go on without each other do not once they are interrupted", async (t) => {
  const dir = await place(t, { rounds: 1_000_000, measure: { every: 1000 }, network: { patience: 200 } });
  const line = ["peer", "s.yaml", "--agent", "0-2", "--peers", "hosts.yaml"];
  const { code, text } = await interrupted(dir, { sign: "ready" }, ...line);
  t.equal(code, 130, text);
  t.match(text, /(agent \d: interrupted after round \d+\n.*){3}$/);
});

for (const on of ["libp2p", "libp2p-tcp"]) {
  t.test(`nor do those of a run that has met its stopping rule, on ${on}`, async (t) => {
    const dir = await place(t, { rounds: 1_000_000, stop: { gap: 0.5 }, network: { patience: 200 } });
    const { status, stdout, stderr } = hearsay(dir, "run", "s.yaml", "--on", on, "--no-report");
    t.equal(status, 0, stderr);
    t.match(stdout, /^small +stopped/m);
  });
}

t.test("a joiner whose first line the disk does not take", async (t) => {
  const environment = { kind: "garnet", states: 400, actions: 4, branching: 3, discount: 0.9 };
  const membership = [{ kind: "joins", agent: 2, round: 5 }];
  const dir = await place(t, { environment, network: { membership } });
  const line = "hearsay peer s.yaml --agent 2 --peers hosts.yaml --out runs";
  const { status, stderr } = shell(dir, `ulimit -f 16; unset NODE_OPTIONS NODE_COMPILE_CACHE; ${line}`);
  t.equal(status, 2, stderr);
  t.match(stderr, /^hearsay: .*journal\.jsonl: got "EFBIG"; cannot write it/m);
});
