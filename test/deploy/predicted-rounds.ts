// What virtual time says of a network, and what the network does: a round on real hosts, with a relay
// between them, takes as long as predicted, and comes to the bits of lockstep, also where packets are
// lost.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import t from "tap";
import { Hosts } from "./hosts.ts";
import { RelayedHosts, relayObstacle } from "./relayed-hosts.ts";
import { byRelay, Calibration, onHosts, predictedMs, type Trial } from "./trial.ts";
import { checkedTrials, lossyTrial } from "./trials.ts";

/** How far a prediction may be off. */
const most = 0.25;

const echo = resolve(import.meta.dirname, "echo.ts");
const skip = relayObstacle() ?? false;
if (skip !== false) process.stderr.write(`predicted rounds: skipped, ${skip}\n`);

/** What one host finds of the line to another: milliseconds there and back, of little and of `bytes`. */
async function asked(hosts: RelayedHosts, bytes: number) {
  const server = hosts.start(1, [echo, "serve"]);
  await once(server.stderr!, "data");
  const client = hosts.start(0, [echo, "ask", hosts.address(1), String(bytes)]);
  let said = "";
  client.stderr!.on("data", (chunk) => {
    said += chunk;
  });
  await once(client, "close");
  server.kill();
  return JSON.parse(said) as { readonly roundTripMs: number; readonly bulkMs: number };
}

await t.test("the relay is the line that was asked for", { skip }, async (t) => {
  const [latencyMs, bytesPerSecond, bytes] = [20, 125_000, 200_000];
  const hosts = await RelayedHosts.make(2, { line: { latencyMs, bytesPerSecond } });
  try {
    const { roundTripMs, bulkMs } = await asked(hosts, bytes);
    t.ok(roundTripMs >= 2 * latencyMs - 1, `${roundTripMs} ms there and back`);
    t.ok(roundTripMs < 2 * latencyMs * (1 + most), `${roundTripMs} ms there and back`);
    const atRate = (1000 * bytes) / bytesPerSecond;
    t.ok(bulkMs >= atRate && bulkMs < atRate * (1 + most), `${bulkMs} ms for ${atRate} ms of bytes`);
  } finally {
    await hosts.remove();
  }
});

const calibration = new Calibration();

for (const trial of checkedTrials) {
  await t.test(`a round is as long as predicted: ${trial.name}`, { skip }, async (t) => {
    const predicted = await predictedMs(trial, await calibration.computingMs(trial));
    const { medianMs, bits, expectedBits, errors } = await byRelay(trial);
    t.same(bits, expectedBits, errors);
    const ratio = predicted / medianMs;
    t.ok(Math.abs(ratio - 1) <= most, `${predicted} ms predicted, ${medianMs} ms measured`);
  });
}

await t.test("packets are lost, bits are not", { skip }, async (t) => {
  const { bits, expectedBits, errors } = await byRelay(lossyTrial);
  t.same(bits, expectedBits, errors);
});

/** Hosts whose cables the kernel itself makes longer. */
function slowedHosts({ agents, road }: Trial): Hosts {
  const hosts = new Hosts(agents);
  try {
    for (const name of hosts.namespaces.hosts) {
      const words = ["-n", name, "qdisc", "add", "dev", "eth0", "root", "netem"];
      execFileSync("tc", [...words, "delay", `${road.line.latencyMs}ms`], { stdio: "ignore" });
    }
    return hosts;
  } catch (error) {
    hosts.remove();
    throw error;
  }
}

await t.test("the kernel's own delay is predicted too", { skip }, async (t) => {
  const trial = checkedTrials.find(({ name }) => name === "latency-20")!;
  let hosts: Hosts;
  try {
    hosts = slowedHosts(trial);
  } catch {
    return t.pass("skipped: the kernel has no netem", { skip: "no netem" });
  }
  const { medianMs } = await onHosts(trial, hosts);
  const predicted = await predictedMs(trial, await calibration.computingMs(trial));
  t.ok(Math.abs(predicted / medianMs - 1) <= most, `${predicted} ms predicted, ${medianMs} ms measured`);
});
