// Agents that alone know their rewards: the bits are those of the scenario in which everybody knows
// them, and what they alone know does not leave them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t, { type Test } from "tap";
import { stringify } from "yaml";
import type { MarkovModel } from "../../src/environments/environment.ts";
import { libp2pOver } from "../../src/runners/libp2p.ts";
import { experimentAt, type Overrides } from "../../src/runners/load.ts";
import { lockstep } from "../../src/runners/lockstep.ts";
import { codecOf } from "../../src/runners/real-peer.ts";
import { splitScenario } from "../../src/runners/split.ts";
import { threads } from "../../src/runners/threads.ts";
import { virtual } from "../../src/runners/virtual.ts";
import { certifyExperiment } from "../../src/scenario/certify.ts";
import { sectionDigests } from "../../src/scenario/section-digests.ts";
import { collect, type Seen, small } from "./experiments.ts";
import { found } from "./secrets.ts";

const bits = (seen: readonly Seen[]) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, traffic }));

const worlds = {
  "one kernel": small.environment,
  "kernels of their own": { ...small.environment, kernelHeterogeneity: 0.5 },
  "a start of its own": { kind: "gridworld", rows: 3, columns: 2, slip: 0.3, start: [2, 1], discount: 0.9 },
};

/** A scenario with a graph in a file, split. */
async function split(t: Test, environment: object, change: object = {}) {
  const raw = { ...small, environment, topology: { kind: "file", path: "graphs/g.csv" }, ...change };
  const dir = t.testdir({
    "s.yaml": stringify(raw),
    graphs: { "g.csv": "source,target\n0,1\n1,2\n2,3\n0,2\n" },
  });
  const whole = await experimentAt(join(dir, "s.yaml"));
  const out = join(dir, "own");
  return { whole: whole.experiment, out, ...splitScenario(whole, out) };
}

const loaded = async (path: string, overrides: Overrides = {}) =>
  (await experimentAt(path, overrides)).experiment;

for (const [name, environment] of Object.entries(worlds)) {
  t.test(`the bits of the plain scenario: ${name}`, async (t) => {
    const { whole, scenario, data, out } = await split(t, environment);
    const expected = await collect(whole);
    const own = await loaded(scenario, { data });
    for (const runner of [lockstep, virtual, libp2pOver("memory")])
      t.same(bits(await collect(own, runner)), bits(expected));
    t.same((await collect(own))[3]!.row, expected[3]!.row, "with all data at hand metrics are whole");
    const seen: unknown[] = [];
    const recorder = { record: ({ round }: { round: number }) => void seen.push(round) === null };
    const options = { threads: 2, folder: out, data };
    await threads(own, { ...recorder, pass: () => false, save: () => {} }, options);
    t.equal(seen.length, small.rounds + 1, "threads read the data themselves");
  });

  t.test(`what is known without anybody's data: ${name}`, async (t) => {
    const { whole, scenario, data } = await split(t, environment);
    const all = await loaded(scenario, { data });
    const none = await loaded(scenario);
    const one = await loaded(scenario, { data: join(data, "agent-2.json"), dataOf: [2] });
    t.same(
      one.shares.map((share) => "model" in share),
      [false, false, true, false],
    );
    for (const some of [none, one]) {
      t.equal(some.digest, all.digest);
      t.same(sectionDigests(some, "1"), sectionDigests(all, "1"));
      const { notes: _, ...certificate } = certifyExperiment(some);
      t.match(certificate, { stepSizeLimit: certifyExperiment(whole).stepSizeLimit, used: true });
    }
    t.not(all.digest, whole.digest, "the plain scenario has the rewards in its digest");
  });
}

t.test("a digest covers shapes and the kernel of all, not the rewards", async (t) => {
  const { scenario, data, out } = await split(t, small.environment);
  const { digest } = await loaded(scenario, { data });
  const change = (path: string, from: RegExp, to: string) => {
    const text = readFileSync(path, "utf8");
    t.match(text, from);
    return { text, path, changed: text.replace(from, to) };
  };
  const reward = change(join(data, "agent-0.json"), /\[0\.\d+, /, "[0.25, ");
  writeFileSync(reward.path, reward.changed);
  t.equal((await loaded(scenario, { data })).digest, digest);
  const kernel = change(join(out, "kernel.json"), /\n/, " \n");
  writeFileSync(kernel.path, kernel.changed);
  t.not((await loaded(scenario, { data })).digest, digest);
});

t.test("numbers come back as they were, to the last bit", async (t) => {
  const { kernel, initial, discount } = (await split(t, small.environment)).whole.world.meanTask!;
  const size = kernel.states * kernel.actions;
  const value = fc.double({ min: -1e100, max: 1e100, noNaN: true });
  let trial = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 4 * size, maxLength: 4 * size }), async (numbers) => {
      const { whole } = await split(t, small.environment);
      const shares = whole.shares.map((share, agent) => {
        const reward = Float64Array.from(numbers.slice(agent * size, (agent + 1) * size));
        return {
          model: { ...("model" in share && share.model), reward, kernel, initial, discount } as MarkovModel,
        };
      });
      const raw = { ...small, topology: { kind: "ring" } };
      const experiment = { ...whole, world: { shares } };
      const written = splitScenario(
        { raw, experiment, folder: t.testdirName },
        join(t.testdirName, `${trial++}`),
      );
      const own = await loaded(written.scenario, { data: written.data });
      const same = (a: Float64Array, b: Float64Array) => a.every((entry, k) => Object.is(entry, b[k]));
      own.shares.forEach((share, agent) => {
        if (!("model" in share)) throw new Error("a model is missing");
        const { reward, kernel: read } = share.model;
        if (!same(reward, shares[agent]!.model.reward)) throw new Error("another reward");
        if (!same(read.probability, kernel.probability)) throw new Error("another kernel");
      });
    }),
    { seed: 5, numRuns: 20 },
  );
});

/** All numbers that agents alone know. */
function secretsOf({ shares }: Awaited<ReturnType<typeof loaded>>): number[] {
  return shares.flatMap((share) =>
    "model" in share ? [...share.model.reward, ...share.model.kernel.probability] : [],
  );
}

t.test("nothing that only an agent knows is sent", async (t) => {
  const { scenario, data } = await split(t, worlds["kernels of their own"]);
  const own = await loaded(scenario, { data });
  const secrets = secretsOf(own).filter((secret) => secret !== 1);
  const codec = codecOf(own);
  let packets = 0;
  const runner = libp2pOver("memory", async (networks) => {
    for (const network of networks) {
      const send = network.send.bind(network);
      network.send = (to, packet) => {
        packets++;
        const frame = codec.decode(packet);
        t.ok(
          typeof frame === "object" &&
            Object.keys(frame.message ?? {}).every((n) => own.algorithm.shares.includes(n)),
        );
        t.same(found(packet, secrets), []);
        send(to, packet);
      };
    }
  });
  await collect(own, runner);
  t.ok(packets > 100);
  t.same(found(Buffer.from(`x${secrets[0]}`), secrets), [secrets[0]], "it would be found as text,");
  const base64 = Buffer.from(Float64Array.of(7, secrets[3]!).buffer).toString("base64");
  t.same(found(Buffer.from(base64), secrets), [secrets[3]], "and in base64");
});
