import t from "tap";
import type { EpisodicTask, MarkovModel, World, WorldKind } from "../../src/environments/environment.ts";
import { worldKinds } from "../../src/environments/worlds.ts";
import { environmentLaws, type WorldSubject } from "../../src/laws/environment-laws.ts";
import { examine } from "../../src/laws/law.ts";
import { contextOf } from "../environments/fixtures.ts";

const files = {
  m: JSON.stringify({
    discount: 0.5,
    start: [1],
    transitions: [[0, 0, 0, 1]],
    rewards: [[[1]], [[0]], [[0]], [[0]]],
  }),
  k: JSON.stringify([
    [0, 0, 1, 0.25],
    [0, 0, 0, 0.75],
    [1, 0, 0, 1],
  ]),
};
const context = {
  ...contextOf(4, 1, files),
  data: (agent: number) => ({ place: `agent ${agent}`, reward: [[agent], [0.5]] }),
};

/** Options beyond the defaults: what a kind cannot do without, and variants worth examining. */
const variants: Record<string, { options: object; seeded: boolean }[]> = {
  file: [{ options: { path: "m" }, seeded: false }],
  "own-data": [
    { options: { states: 2, actions: 1, kernel: "k" }, seeded: false },
    { options: { states: 2, actions: 1, kernel: "k", start: [[1, 1]] }, seeded: false },
  ],
  "path-grid": [
    { options: { size: 4 }, seeded: true },
    { options: { pathSeed: 3, split: "blocks" }, seeded: false },
  ],
  gridworld: [
    { options: { rows: 3, slip: 0.5, stay: true, absorbing: true }, seeded: true },
    { options: { goals: [[0, 0]] }, seeded: false },
  ],
  "subspace-prediction": [
    { options: { states: 9, dimension: 4, heterogeneity: 0 }, seeded: true },
    { options: { states: 9, dimension: 4, criterion: "discounted", outside: 0.2 }, seeded: true },
  ],
  "subspace-control": [{ options: { states: 9, rank: 2, dimension: 4 }, seeded: true }],
  acrobot: [
    { options: { firstLinks: [1, 2], mirrored: [false, true] }, seeded: false },
    { options: { policy: "pump", features: { kind: "random", count: 6 } }, seeded: true },
  ],
  "cart-pole": [
    { options: { gravities: [9.8, 15] }, seeded: false },
    { options: { features: { kind: "random", count: 6 } }, seeded: true },
  ],
  garnet: [
    { options: { states: 9, rewardHeterogeneity: 0 }, seeded: true },
    { options: { states: 7, kernelHeterogeneity: 0.5 }, seeded: true },
  ],
  values: [
    { options: { draw: "one-hot" }, seeded: false },
    { options: { dimension: 3 }, seeded: true },
  ],
};

async function faults(subject: WorldSubject): Promise<string[]> {
  const found: string[] = [];
  for await (const { law, fault } of examine(environmentLaws, subject)) {
    if (fault !== undefined) found.push(`${law}: ${fault}`);
  }
  return found;
}

t.test("every world of the registry keeps the laws", async (t) => {
  for (const kind of worldKinds) {
    const subjects: Omit<WorldSubject, "kind">[] = (variants[kind.kind] ?? []).map((variant) => ({
      ...variant,
      context,
    }));
    if (kind.options.safeParse({}).success) subjects.push({ options: {}, context });
    t.ok(subjects.length > 0);
    for (const subject of subjects) {
      t.same(await faults({ kind, ...subject }), [], `${kind.kind} ${JSON.stringify(subject.options)}`);
    }
  }
});

const garnet = worldKinds.find(({ kind }) => kind === "garnet")!;

/** Garnet with a fault in it. */
function broken(change: (model: MarkovModel, build: number) => Partial<MarkovModel>): WorldKind {
  let builds = 0;
  return {
    ...garnet,
    build: (options, context): World => {
      const world = garnet.build(options, context);
      const build = builds++;
      const alter = (model: MarkovModel) => ({ ...model, ...change(model, build) });
      return {
        shares: world.shares.map((share) => ("model" in share ? { model: alter(share.model) } : share)),
        meanTask: world.meanTask!,
      };
    },
  };
}

t.test("each law catches the fault it is about", async (t) => {
  const cases: [string, Parameters<typeof broken>[0]][] = [
    ["kernels, discounts", () => ({ discount: 1 })],
    ["kernels, discounts", ({ initial }) => ({ initial: initial.map((p) => p * 1.1) })],
    ["start follows", () => ({ start: () => 0 })],
    ["step follows", ({ step }) => ({ step: (s, a, rng) => ({ ...step(s, a, rng), state: 0 }) })],
    ["step follows", ({ step }) => ({ step: (s, _, rng) => step(s, 0, rng) })],
    ["step follows", ({ step }) => ({ step: (s, a, rng) => ({ ...step(s, a, rng), reward: 2 }) })],
    ["observations", () => ({ observe: (s) => new Float64Array(s + 1) })],
    ["the mean task", ({ reward }) => ({ reward: reward.map((r) => r + 1) })],
    ["the mean task", ({ kernel }) => ({ kernel: { ...kernel } })],
    ["equal seeds", ({ reward }, build) => ({ reward: reward.map((r) => r + build) })],
  ];
  for (const [law, change] of cases) {
    const found = await faults({ kind: broken(change), options: { states: 6 }, context });
    t.ok(
      found.some((fault) => fault.startsWith(law)),
      `${law}: ${found}`,
    );
  }
  let calls = 0;
  const remembering = broken(({ start }) => ({ start: (rng) => (start(rng) + calls++) % 6 }));
  const found = await faults({ kind: remembering, options: { states: 6 }, context });
  t.match(found.join(), /equal addresses give equal draws/);
});

t.test("the law of tasks catches what walks differently, and what is not finite", async (t) => {
  const kind = worldKinds.find((candidate) => candidate.kind === "cart-pole")!;
  let calls = 0;
  const cases: [RegExp, (task: EpisodicTask) => Partial<EpisodicTask>][] = [
    [/a step shows \[.*NaN/, () => ({ observe: () => Float64Array.of(Number.NaN) })],
    [/two walks with the same addresses differ/, () => ({ observe: () => Float64Array.of(calls++) })],
  ];
  for (const [reason, change] of cases) {
    const odd: WorldKind = {
      ...kind,
      build: (options, context) => ({
        shares: kind.build(options, context).shares.map((share) => {
          return "task" in share ? { task: { ...share.task, ...change(share.task) } } : share;
        }),
      }),
    };
    t.match((await faults({ kind: odd, options: {}, context })).join(), reason);
  }
});

t.test("a wrong claim about seeds, too few shares and a thrown error are faults", async (t) => {
  const of = (kind: WorldKind, seeded: boolean) =>
    faults({ kind, options: { states: 6 }, context, seeded });
  t.same(await of(garnet, true), []);
  t.match((await of(garnet, false)).join(), /^other seeds .* changed the world/);
  const short: WorldKind = { ...garnet, build: (o, c) => garnet.build(o, { ...c, agents: 3 }) };
  t.match((await of(short, true)).join(), /3 shares for 4 agents/);
  const fixed: WorldKind = { ...garnet, build: (o, c) => garnet.build(o, { ...c, seed: 0 }) };
  t.match((await of(fixed, true)).join(), /never changed the world/);
  const late: WorldKind = {
    ...garnet,
    build(options, asked) {
      const { shares } = garnet.build(options, { agents: 4, seed: 1, file: context.file });
      const { model } = shares[0] as { model: MarkovModel };
      const start: MarkovModel["start"] = (rng) => (asked.seed < 0 ? 0 : model.start(rng));
      return { shares: shares.map(() => ({ model: { ...model, start } })) };
    },
  };
  t.match((await of(late, false)).join(), /a seed that is read at all .*: the seed is first read when/);
  const thrower: WorldKind = {
    ...garnet,
    build: () => {
      throw new TypeError("no world today");
    },
  };
  const all = await of(thrower, true);
  t.equal(all.length, environmentLaws.length);
  t.match(all[0], /TypeError: no world today/);
});

t.test("vectors that are not finite, or of several lengths, are faults", async (t) => {
  const values = worldKinds.find(({ kind }) => kind === "values")!;
  const of = (lengths: (agent: number) => Float64Array) => ({
    ...values,
    build: (): World => ({ shares: [0, 1, 2, 3].map((agent) => ({ values: lengths(agent) })) }),
  });
  const faultsOf = async (kind: WorldKind) => (await faults({ kind, options: {}, context })).join();
  t.equal(await faultsOf(of(() => new Float64Array(2))), "");
  t.match(await faultsOf(of((agent) => new Float64Array(agent))), /^vectors .*agent 1 has 1, agent 0 0/);
  t.match(
    await faultsOf(of(() => Float64Array.of(Number.NaN))),
    /^vectors .*agent 0: a value is not finite/,
  );
});
