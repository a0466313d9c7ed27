// The guide's examples run, pass the laws, and say what the guide says they do.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";
import { readNpz } from "../../src/environments/npz.ts";
import { examineKinds } from "../../src/laws/examination.ts";
import { log } from "../../src/math/logarithm.ts";
import { cos } from "../../src/math/trigonometry.ts";
import { certify } from "../../src/mixing/certify.ts";
import type { Message } from "../../src/mixing/mixing.ts";
import { loadExperiment, loadPlugin, loadScenario } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import type { Plugin } from "../../src/scenario/registry.ts";

const folder = resolve(import.meta.dirname, "../../docs/guide/examples");
const plugins = [
  "local-steps.ts",
  "policy-entropy.ts",
  "river-swim.ts",
  "random-walk.ts",
  "rush-hour.ts",
  "carousel.ts",
];
const scenario = join(folder, "river.yaml");

async function experimentOf(...set: string[]) {
  return loadExperiment(await loadScenario(scenario, { set }));
}

t.test("the plug-ins pass the laws of their interfaces", async (t) => {
  let examined = 0;
  for (const name of plugins) {
    const plugin = (await loadPlugin(join(folder, name))) as Plugin;
    for await (const { kind, law, fault } of examineKinds(plugin)) {
      t.equal(fault, undefined, `${kind}: ${law}`);
      examined++;
    }
  }
  t.ok(examined > 30);
});

t.test("one local step and a server's average are the centralised method", async (t) => {
  const out = t.testdir();
  const federated = await run(await experimentOf("rounds=40"), { out });
  const central = await run(
    await experimentOf("rounds=40", "algorithm={ kind: centralised-npg, stepSize: 0.5 }", "name=central"),
    { out },
  );
  t.equal(federated.rows.length, 41);
  federated.rows.forEach(({ round, metrics }, n) => {
    const difference = Math.abs(metrics.value! - central.rows[n]!.metrics.value!);
    t.ok(difference <= 1e-12 * central.rows[n]!.metrics.value!, `round ${round}: ${difference}`);
  });
  const entropies = federated.rows.map(({ metrics }) => metrics.policy_entropy!);
  t.ok(Math.abs(entropies[0]! - log(2)) <= 1e-15, "uniform policies have the entropy log A");
  t.ok(entropies.at(-1)! < 0.5 * entropies[0]!);
});

t.test("agents on a carousel find the two features that all their values need", async (t) => {
  const carousel = await loadExperiment(await loadScenario(join(folder, "carousel.yaml")));
  const { rows, folder: written } = await run(carousel, { out: t.testdir() });
  const [first, last] = [rows[0]!.metrics, rows.at(-1)!.metrics];
  t.ok(first.subspace_angle! > 0.5 && first.critic_error! > 1, "nothing is known at first");
  t.ok(last.subspace_angle_worst! < 1e-12, `angle ${last.subspace_angle_worst}`);
  t.ok(last.critic_error! < 1e-12, `error ${last.critic_error}`);
  // The truth, from the array that the guide tells to read: values are cos(2π(s − place)/S).
  const { basis, head } = readNpz(readFileSync(join(written, "policies.npz")), "policies.npz");
  const at = (agent: number, i: number) =>
    [0, 1].reduce((sum, j) => sum + basis!.data[agent * 16 + i * 2 + j]! * head!.data[agent * 2 + j]!, 0);
  for (let agent = 0; agent < 8; agent++) {
    t.ok(Math.abs(at(agent, 0) - 2 * cos((2 * Math.PI * agent) / 8)) < 1e-5, `agent ${agent}`);
    t.ok(Math.abs(at(agent, 5)) < 1e-5, `agent ${agent}: no other wave`);
  }
});

t.test("a lazy random walk weighs agents by their degree", async (t) => {
  const set = ["mixing.kind=random-walk", "topology.kind=star", "allowBiasedMixing=true"];
  const { mixing } = await experimentOf(...set);
  const { stationaryWeights, doublyStochastic, rowStochastic } = certify(mixing);
  t.notOk(doublyStochastic);
  t.ok(rowStochastic);
  stationaryWeights!.forEach((weight, agent) => {
    const expected = (agent === 0 ? 7 : 1) / 14;
    t.ok(Math.abs(weight - expected) <= 1e-12, `agent ${agent}: ${weight}`);
  });
});

t.test("FedNPG's first message gives the reward away", async (t) => {
  const { example, largestError, rewardFrom } = await import(join(folder, "reward-from-first-message.ts"));
  for (const temperature of [0, 0.1, 1]) {
    const { reward, found } = example(0.05, temperature);
    t.ok(largestError(found, reward) <= 1e-14, `temperature ${temperature}`);
  }
  const { message, common, reward } = example(0.05, 0);
  const shifted: Message = { logits: message.logits.map((z: number, i: number) => z + (i >> 1)) };
  t.ok(largestError(rewardFrom(shifted, common), reward) > 1e-3, "normalised messages would not");
});
