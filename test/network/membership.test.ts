// Whose round it is: what is computed from changes against counting all rounds.
import fc from "fast-check";
import t from "tap";
import { type Change, changesText, Membership } from "../../src/network/membership.ts";

const last = 20;
const plan = fc.record({
  rounds: fc.uniqueArray(fc.integer({ min: 1, max: last + 3 }), { maxLength: 5 }),
  isLate: fc.boolean(),
});

t.test("first, last and shared rounds are those that counting finds", async (t) => {
  fc.assert(
    fc.property(plan, plan, fc.nat(last), (a, b, from) => {
      const changes = [a, b].flatMap(({ rounds, isLate }, agent) =>
        rounds
          .toSorted((one, other) => one - other)
          .map((round, n): Change => {
            return { kind: (n % 2 === 0) === isLate ? "joins" : "leaves", agent, round };
          }),
      );
      const membership = new Membership(changes, 2);
      const rounds = Array.from({ length: last + 1 }, (_, round) => round);
      const is = (agent: number) => (round: number) => membership.isPresent(agent, round);
      for (const agent of [0, 1]) {
        t.equal(membership.lastRound(agent, from), rounds.slice(0, from + 1).findLast(is(agent)) ?? -1);
        const next = rounds.find((round) => round >= from && is(agent)(round));
        t.equal(membership.nextRound(agent, from, last), next);
      }
      const both = (round: number) => is(0)(round) && is(1)(round);
      t.equal(membership.lastSharedRound(0, 1, from), rounds.slice(0, from + 1).findLast(both) ?? -1);
    }),
    { numRuns: 200 },
  );
});

t.test("in words", async (t) => {
  t.equal(
    changesText([
      { kind: "joins", agent: 3, round: 1 },
      { kind: "lost", agent: 5, round: 1 },
      { kind: "leaves", agent: 6, round: 1 },
    ]),
    "agent 3 joins, agent 5 is lost, agent 6 leaves",
  );
});
