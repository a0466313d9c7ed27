// What an heir takes, when it begins, and what it drops: T ← T + (T' − Q'), each leaver's once.
import fc from "fast-check";
import t from "tap";
import type { Algorithm, State } from "../../src/algorithms/algorithm.ts";
import { type Change, Membership } from "../../src/network/membership.ts";
import { VirtualClock } from "../../src/network/virtual/virtual-clock.ts";
import { type Amendment, Inheritance, legacyOf } from "../../src/runners/inheritance.ts";
import { experimentOf, small } from "./experiments.ts";

const { mixing, algorithm } = experimentOf({ ...small, agents: 6, topology: { kind: "complete" } });
const leaves = (agent: number, round: number): Change => ({ kind: "leaves", agent, round });

/** Agent 0, heir of all who leave. */
function heirOf(changes: readonly Change[], state: State | undefined, patience?: number) {
  const clock = new VirtualClock();
  const heir = { state, begun: [] as number[], missing: [] as number[][], misfits: [] as number[] };
  const inheritance = new Inheritance({
    ...{ id: 0, algorithm: algorithm as Algorithm, membership: new Membership(changes, 6) },
    ...{ topology: mixing.topology, clock },
    ...(patience !== undefined && { patience }),
    state: () => heir.state,
    amend: (change: Amendment) => {
      heir.state = change(heir.state!);
    },
    onMissing: (leaver, round) => heir.missing.push([leaver, round]),
    onMisfit: (leaver) => heir.misfits.push(leaver),
  });
  const begin = (round: number) => inheritance.succeed(round, () => heir.begun.push(round));
  return { inheritance, heir, begin, clock };
}

const own = (): State => ({ tracker: Float64Array.of(1, 2), q: Float64Array.of(0.5, 0.25), n: 3 });
const legacy = (...values: number[]) => ({ tracker: Float64Array.from(values) });

t.test("whatever the order in which they come: each once, in ascending order of leavers", async (t) => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 });
  const hands = fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 3 });
  const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
  fc.assert(
    fc.property(hands, order, fc.nat(3), (given, arrivals, before) => {
      const { inheritance, heir, begin } = heirOf(
        [5, 2, 3].map((agent) => leaves(agent, 7)),
        own(),
      );
      const leavers = [2, 3, 5];
      const arrive = (k: number) => inheritance.take(leavers[k]!, 7, legacy(...given[k]!));
      for (const k of arrivals.slice(0, before)) t.equal(arrive(k), undefined);
      begin(7);
      for (const k of arrivals.slice(before)) {
        t.same(heir.begun, [], "it waits for all");
        t.equal(arrive(k), undefined);
      }
      const sum = [0, 1].map((i) => given.reduce((total, hand) => total + hand[i]!, [1, 2][i]!));
      t.same(heir.state, { ...own(), tracker: Float64Array.from(sum) });
      t.same(heir.begun, [7]);
    }),
    { numRuns: 50 },
  );
});

t.test("T − Q handed on is T − Q taken over", async (t) => {
  const leaver = { tracker: Float64Array.of(3, -1), q: Float64Array.of(1, 1), n: 1 };
  const { inheritance, heir, begin } = heirOf([leaves(4, 3)], own());
  inheritance.take(4, 3, legacyOf(algorithm as Algorithm, leaver));
  begin(3);
  t.same(heir.state!.tracker, Float64Array.of(1 + 2, 2 - 2));
  t.same(heir.state!.q, own().q);
});

t.test("who is no leaver to us, another round, twice, too late, another shape", async (t) => {
  const { inheritance, heir, begin } = heirOf([leaves(4, 3), leaves(5, 9)], own());
  const lawful = legacy(1, 1);
  t.equal(inheritance.take(2, 3, lawful), "unexpected hand-over");
  t.equal(inheritance.take(4, 4, lawful), "unexpected hand-over");
  t.equal(inheritance.take(5, 3, lawful), "unexpected hand-over");
  t.equal(inheritance.take(0, 3, lawful), "unexpected hand-over");
  t.equal(inheritance.take(4, 3, legacy(1)), "another shape");
  t.equal(inheritance.take(4, 3, { q: Float64Array.of(1, 1) }), "another shape");
  t.equal(inheritance.take(4, 3, {}), "another shape");
  t.equal(inheritance.take(4, 3, { ...lawful, q: Float64Array.of(1, 1) }), "another shape");
  begin(3);
  t.same(heir.begun, [], "none of these is what it waits for");
  t.equal(inheritance.take(4, 3, lawful), undefined);
  t.same(heir.begun, [3]);
  t.equal(inheritance.take(4, 3, lawful), "late");
  t.equal(inheritance.take(5, 9, lawful), undefined, "early is in time");
  t.equal(inheritance.take(5, 9, legacy(7, 7)), "duplicate");
  begin(9);
  t.same(heir.state!.tracker, Float64Array.of(3, 4));
});

t.test("one who comes back takes nothing twice, and drops what it can only judge now", async (t) => {
  const { inheritance, heir, begin } = heirOf([leaves(4, 3), leaves(5, 9)], undefined);
  inheritance.begun = 5;
  t.equal(inheritance.take(4, 3, legacy(1, 1)), "late");
  t.equal(inheritance.take(5, 9, legacy(1)), undefined, "without a state nobody knows the shape");
  heir.state = own();
  begin(9);
  t.same([heir.misfits, heir.begun], [[5], []]);
  t.equal(inheritance.take(5, 9, legacy(1, 1)), undefined);
  t.same(heir.begun, [9]);
});

t.test("patience ends: it goes on without, and says so", async (t) => {
  const { inheritance, heir, begin, clock } = heirOf([leaves(4, 3), leaves(5, 3)], own(), 20);
  begin(3);
  inheritance.take(5, 3, legacy(1, 1));
  while (clock.step());
  t.equal(clock.now(), 20);
  t.same([heir.begun, heir.missing], [[3], [[4, 3]]]);
  t.same(heir.state!.tracker, Float64Array.of(2, 3));
  t.equal(inheritance.take(4, 3, legacy(1, 1)), "late");
});

t.test("a loss with the same round: T ← Q, whatever was handed over", async (t) => {
  const { inheritance, heir, begin } = heirOf([leaves(4, 3), { kind: "lost", agent: 5, round: 3 }], own());
  inheritance.take(4, 3, legacy(9, 9));
  begin(3);
  t.same(heir.state, { ...own(), tracker: own().q });
});

t.test("closed, it begins nothing any more", async (t) => {
  const { inheritance, heir, begin, clock } = heirOf([leaves(4, 3)], own(), 20);
  begin(3);
  inheritance.close();
  while (clock.step());
  t.same([clock.now(), heir.begun, heir.missing], [0, [], []]);
});
