// What an exchange leaves equal at all agents and what it leaves an agent's own, bit for bit.
import fc from "fast-check";
import t from "tap";
import type { State } from "../../../src/algorithms/algorithm.ts";
import type { World } from "../../../src/environments/environment.ts";
import { normal, rootRng } from "../../../src/math/random.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { contextOf, worldOf } from "../../environments/fixtures.ts";
import { chordedRing, server } from "../simulation.ts";
import { begin, drive, held, predictionWorld } from "./networks.ts";

const small = { states: 9, dimension: 6 };
const controlWorld = (agents: number, seed: number) =>
  worldOf({ kind: "subspace-control", ...small, rank: 2 }, contextOf(agents, seed));

/** The bits of an array or a number of a state. */
const bits = (state: State, name: string): string => {
  const value = state[name]!;
  return new BigUint64Array(Float64Array.from(typeof value === "number" ? [value] : value).buffer).join();
};

/** How many different bits the agents hold under a name. */
const variety = (states: readonly State[], name: string) =>
  new Set(states.map((state) => bits(state, name))).size;

const networks = fc.record({
  agents: fc.integer({ min: 2, max: 9 }),
  rank: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer({ min: 1, max: 1000 }),
  rounds: fc.integer({ min: 1, max: 6 }),
});

interface Learner {
  readonly kind: string;
  readonly options: object;
  /** Equal at all agents after every exchange with a server. */
  readonly common: readonly string[];
  /** Nobody else's. */
  readonly personal: readonly string[];
}

const steps = { headStep: 0.4, basisStep: 0.4 };
const heads = ["head", "averageReward", "chain"];
const forms = [
  {},
  { transportHeads: true },
  { tracking: false },
  { retraction: "polar", tracking: false, transportHeads: true },
];
const bases: Learner[] = [
  ...forms.flatMap((form): Learner[] => {
    const common = "tracking" in form ? ["basis"] : ["basis", "tracker"];
    return [
      { kind: "subspace-td", options: { ...steps, ...form }, common, personal: heads },
      {
        kind: "subspace-actor-critic",
        options: { ...steps, ...form, actorStep: 0.3, steps: 3, criterion: "average" },
        common,
        personal: [...heads, "theta"],
      },
    ];
  }),
  { kind: "deepca-td", options: steps, common: ["basis", "tracker"], personal: [...heads, "proposal"] },
  {
    kind: "dif-altgdmin-td",
    // Within a ball two exact heads of one number can be its ends.
    options: { basisStep: 0.4, headBound: 1e6 },
    common: ["basis"],
    personal: [...heads, "offset"],
  },
  { kind: "pfedtd-rep", options: steps, common: ["basis"], personal: heads },
];
const wholes: Learner[] = [
  { kind: "uniform-td", options: { step: 0.4 }, common: ["weights", "averageReward"], personal: ["chain"] },
  {
    kind: "fedavg-actor-critic",
    options: { criticStep: 0.4, actorStep: 0.3, criterion: "average" },
    common: ["weights", "theta", "averageReward"],
    personal: ["chain", "companion"],
  },
];

const worldFor = (kind: string, agents: number, seed: number): World =>
  /actor-critic/.test(kind)
    ? controlWorld(agents, seed)
    : predictionWorld(agents, { ...small, rank: 2 }, seed);

for (const { kind, options, common, personal } of [...bases, ...wholes]) {
  await t.test(`a server leaves ${kind} ${JSON.stringify(options)} with one ${common}`, async () => {
    // A chain stands in one of nine states, so that all agents may meet in one; other numbers do not.
    const own = personal.filter((name) => !/chain|companion/.test(name));
    fc.assert(
      fc.property(networks, ({ agents, rank, seed, rounds }) => {
        const ranked = bases.some((learner) => learner.kind === kind) ? { rank } : {};
        const world = worldFor(kind, agents, seed);
        const mixing = server(agents);
        const { cohort, algorithm } = begin(kind, { ...options, ...ranked }, { world, mixing, seed });
        for (let round = 1; round <= rounds; round++) {
          cohort.round(round);
          if (common.some((name) => variety(cohort.states, name) > 1)) return false;
          if (own.some((name) => variety(cohort.states, name) < agents)) return false;
        }
        return algorithm.shares.every((name) => common.includes(name) || name === "basis");
      }),
      { seed: 11, numRuns: 40 },
    );
  });
}

/** The states after rounds in which the last agents hold other numbers from the start, as bits. */
function withStrangers(
  kind: string,
  options: object,
  parts: { world: World; mixing: Mixing; own: number },
) {
  const { own } = parts;
  return [false, true].map((disturbed) => {
    const { cohort } = begin(kind, options, parts);
    const rng = rootRng(5).fork("strangers");
    const strange = (value: State[string]) =>
      typeof value === "number" ? value : value.map((x) => x + 0.1 * normal(rng));
    const names = ["weights", "head", "theta"];
    if (disturbed)
      cohort.restore(
        cohort.states.map((state, k) =>
          k < own
            ? state
            : Object.fromEntries(
                Object.entries(state).map(([name, value]) => [
                  name,
                  names.includes(name) ? strange(value) : value,
                ]),
              ),
        ),
      );
    drive(cohort, 30);
    return cohort.states.map((state) =>
      Object.keys(state)
        .map((name) => bits(state, name))
        .join(),
    );
  }) as [string[], string[]];
}

t.test("who learns alone sends nothing, and no other agent changes a bit of it", async (t) => {
  const mixing = chordedRing(6);
  const cases = [
    ["independent-td", { step: 0.4 }],
    ["independent-actor-critic", { criticStep: 0.4, actorStep: 0.3, steps: 2 }],
  ] as const;
  for (const [kind, options] of cases) {
    const world = worldFor(kind, 6, 1);
    t.same(begin(kind, options, { world, mixing }).algorithm.shares, []);
    const [plain, disturbed] = withStrangers(kind, options, { world, mixing, own: 3 });
    t.same(disturbed.slice(0, 3), plain.slice(0, 3), `${kind}: the same bits whatever others hold`);
    for (const k of [3, 4, 5]) t.not(disturbed[k], plain[k], "who are not what they were");
  }
  // The same look finds what a shared basis carries from agent to agent.
  const world = worldFor("subspace-td", 6, 1);
  const [plain, disturbed] = withStrangers("subspace-td", { ...steps, rank: 2 }, { world, mixing, own: 3 });
  for (const k of [0, 1, 2]) t.not(disturbed[k], plain[k], "a neighbour's head moves the common basis");
});

t.test("a basis without a step keeps its bits, and heads and policies learn in it", async (t) => {
  const agents = 7;
  const learners = bases.filter(({ kind }) => kind !== "pfedtd-rep");
  for (const { kind, options, personal } of learners) {
    for (const mixing of [server(agents), chordedRing(agents)]) {
      for (const start of kind === "deepca-td" ? [{}] : [{}, { start: "own" }]) {
        const frozen = { ...options, ...start, rank: 3, basisStep: 0 };
        const { cohort } = begin(kind, frozen, { world: worldFor(kind, agents, 2), mixing });
        const first = held(cohort);
        drive(cohort, 200);
        const last = held(cohort);
        const same = first.every((state, k) => bits(state, "basis") === bits(last[k]!, "basis"));
        t.ok(same, `${kind} ${JSON.stringify(frozen)}`);
        for (const name of personal.filter((each) => /head|theta/.test(each)))
          t.ok(
            first.every((state, k) => bits(state, name) !== bits(last[k]!, name)),
            `${name} is not what it was`,
          );
      }
    }
  }
});

t.test("starts: one basis for all from its own seed, or each its own from the learning seed", async (t) => {
  const [agents, mixing, world] = [5, server(5), worldFor("subspace-td", 5, 1)];
  const starts = (options: object, seed: number) => {
    const { cohort } = begin("subspace-td", { ...steps, rank: 2, ...options }, { world, mixing, seed });
    return cohort.states.map((state) => bits(state, "basis"));
  };
  const [common, other] = [starts({}, 1), starts({ startSeed: 2 }, 1)];
  t.equal(new Set(common).size, 1);
  t.same(starts({}, 9), common, "whatever the learning seed");
  t.not(other[0], common[0]);
  const own = starts({ start: "own" }, 1);
  t.equal(new Set(own).size, agents);
  t.equal(
    new Set([...own, ...starts({ start: "own" }, 2)]).size,
    2 * agents,
    "of every learning seed others",
  );
});
