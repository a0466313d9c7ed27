// Whom one that is done stays for.
import t from "tap";
import { stampOf } from "../../../src/network/frame.ts";
import { needsNothing, type Remaining } from "../../../src/runners/deployment/farewell.ts";
import { experimentOf, small } from "../experiments.ts";

const membership = [
  { kind: "leaves", agent: 2, round: 10 },
  { kind: "lost", agent: 3, round: 15 },
  { kind: "joins", agent: 4, round: 12 },
];
const experiment = experimentOf({
  ...small,
  ...{ agents: 5, rounds: 30, topology: { kind: "complete" }, network: { membership } },
});
const nothing = { position: 0, durable: -1, isLinked: true };
const isFree = (id: number, neighbour: Partial<Remaining> & { agent: number }, cameFrom = -1) =>
  needsNothing({ experiment, id, cameFrom }, { ...nothing, ...neighbour });

t.test(
  "one that has finished stays until its neighbours have passed the last round of theirs",
  async (t) => {
    t.notOk(isFree(0, { agent: 1, position: stampOf(30, 1), durable: 29 }));
    t.ok(isFree(0, { agent: 1, position: stampOf(31, 0) }));
    t.notOk(isFree(0, { agent: 2, position: stampOf(9, 1) }));
    t.ok(isFree(0, { agent: 2, position: stampOf(10, 0) }), "one who left has no later round");
  },
);

t.test("one that came back does not wait for who had left and need not be there", async (t) => {
  t.notOk(isFree(0, { agent: 2, isLinked: false }, 8));
  t.ok(isFree(0, { agent: 2, isLinked: false }, 9));
  t.notOk(isFree(0, { agent: 2, isLinked: true }, 9), "it is there, and may need something");
  t.notOk(isFree(0, { agent: 1, isLinked: false }, 29), "who is to finish comes back");
});

t.test("a leaver stays until nobody can come back so far that it is needed", async (t) => {
  t.notOk(isFree(2, { agent: 1, durable: 8 }));
  t.ok(isFree(2, { agent: 1, durable: 9 }));
  t.notOk(isFree(2, { agent: 0, durable: 9 }), "its heir has the hand-over only when the round is saved");
  t.ok(isFree(2, { agent: 0, durable: 10 }));
  t.ok(isFree(2, { agent: 4 }), "they never met");
  t.ok(isFree(3, { agent: 0, durable: 14 }), "who is lost has no heir");
  t.ok(isFree(3, { agent: 2, durable: 9 }), "up to the last round they shared");
});
