// A process that hosts one agent of several scenarios at once: a test that needs eight processes for each
// of six scenarios starts eight.
//
//   node host.ts <agent> <folder of scenario>…
import { join } from "node:path";
import { hostPeers } from "../../src/runners/deployment/host-process.ts";
import { readHosts } from "../../src/runners/deployment/hosts.ts";
import { experimentAt } from "../../src/runners/load.ts";

const [agent, ...folders] = process.argv.slice(2);
const interrupt = new AbortController().signal;

await Promise.all(
  folders.map(async (folder) => {
    const { experiment } = await experimentAt(join(folder, "s.yaml"));
    const { agents, seed } = experiment.scenario;
    const hosts = await readHosts(join(folder, "hosts.yaml"), agents, seed);
    const own = { experiment, agents: [Number(agent)], hosts, out: join(folder, "runs") };
    await hostPeers({ ...own, checkpointSeconds: 1e6, lingerSeconds: 60, interrupt });
  }),
);
