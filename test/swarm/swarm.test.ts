// Ten seeds of the swarm, all that it has found before, and whether it would find anything at all.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { toSelfRule } from "../../src/mixing/missing/to-self.ts";
import { Neighbour } from "../../src/runners/neighbour.ts";
import { readYaml } from "../../src/scenario/yaml.ts";
import { experimentOf } from "../runners/experiments.ts";
import { draw, type Raw } from "./draw.ts";
import { breachOf } from "./judge.ts";
import { shrink } from "./shrink.ts";
import { Breach, watch } from "./watch.ts";

const regressions = join(import.meta.dirname, "../../scenarios/regressions");

t.test("ten seeds", async (t) => {
  for (let seed = 1; seed <= 10; seed++) {
    const raw = draw(seed);
    t.same(draw(seed), raw, "the same seed draws the same scenario");
    t.equal((await breachOf(raw))?.message, undefined, JSON.stringify(raw));
  }
});

t.test("what the swarm has found stays mended", async (t) => {
  for (const file of readdirSync(regressions)) {
    const raw = readYaml(readFileSync(join(regressions, file), "utf8"), file) as Record<string, unknown>;
    t.equal((await breachOf(raw))?.message, undefined, file);
  }
});

t.test("a rule whose rows sum to more than 1 is caught", async (t) => {
  const raw = draw(1);
  const network = { ...(raw.network as object), whenMissing: { kind: "to-self" }, liars: [] };
  const experiment = experimentOf({ ...raw, network });
  const missing = {
    ...toSelfRule,
    mixerOf: (agent: number) => ({
      mixed: (...given: Parameters<ReturnType<typeof toSelfRule.mixerOf>["mixed"]>) => {
        const reply = toSelfRule.mixerOf(agent).mixed(...given);
        for (const name in reply) for (let i = 0; i < reply[name]!.length; i++) reply[name]![i]! *= 1.5;
        return reply;
      },
    }),
  };
  const caught = await watch({ ...experiment, missing }).catch((error: Breach) => error);
  t.match(caught, { what: "applied rows sum to 1" });
});

t.test("peers that send without credit are caught", async (t) => {
  const network = {
    links: { latency: { kind: "uniform", lowestMs: 0, highestMs: 9 } },
    agents: { computing: { kind: "shifted-exponential", leastMs: 1, meanExtraMs: 20 } },
  };
  const raw = {
    ...draw(1),
    agents: 6,
    topology: { kind: "directed-ring" },
    mixing: { kind: "equal" },
    network,
  };
  t.equal((await breachOf(raw))?.message, undefined);
  const own = Object.getOwnPropertyDescriptor(Neighbour.prototype, "hasCredit")!;
  Object.defineProperty(Neighbour.prototype, "hasCredit", { ...own, get: () => true });
  t.teardown(() => Object.defineProperty(Neighbour.prototype, "hasCredit", own));
  t.match(await watch(experimentOf(raw)).catch((error: Breach) => error), { what: "inboxes are bounded" });
});

t.test("what fails is made small, and fails alike to the end", async (t) => {
  const judge = async (raw: Raw) => {
    const { whenMissing, liars } = raw.network as { whenMissing?: { kind: string }; liars?: unknown };
    const isWrong = whenMissing?.kind === "median" && liars !== undefined && (raw.rounds as number) >= 5;
    return isWrong ? new Breach("it was to be", `${raw.rounds} rounds`) : undefined;
  };
  const network = {
    mode: { kind: "synchronous" },
    whenMissing: { kind: "median" },
    patience: 9,
    links: {
      latency: { kind: "uniform", lowestMs: 0, highestMs: 5 },
      loss: { kind: "independent", probability: 0.1 },
    },
    agents: { computing: { kind: "constant", ms: 1 }, factors: [1, 2] },
    liars: [{ agents: [0], kind: "sign-flip" }],
    crashes: [{ agent: 1, atMs: 4, downMs: 2 }],
  };
  const raw = {
    ...draw(1),
    agents: 7,
    rounds: 53,
    topology: { kind: "complete" },
    mixing: { kind: "metropolis" },
    network,
  };
  const small = await shrink(raw, (await judge(raw))!, judge);
  t.equal(small.breach.message, "it was to be: 5 rounds");
  t.equal(small.raw.agents, 2);
  t.same(Object.keys(small.raw.network as object).sort(), ["agents", "liars", "links", "whenMissing"]);
});
