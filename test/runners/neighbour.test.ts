// What a peer remembers of a neighbour is bounded by two, both ways.
import fc from "fast-check";
import t from "tap";
import type { Frame } from "../../src/network/frame.ts";
import { Neighbour } from "../../src/runners/neighbour.ts";

function frame(stamp: number): Frame {
  return { sender: 1, stamp, durable: -1, message: {} };
}

t.test("at most two frames are held, each once, whatever comes", async () => {
  const stamps = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 });
  fc.assert(
    fc.property(stamps, fc.integer({ min: 0, max: 6 }), (list, done) => {
      const neighbour = new Neighbour();
      const held = new Set<number>();
      for (const stamp of list) {
        const expected = held.has(stamp) ? "duplicate" : held.size === 2 ? "too far ahead" : undefined;
        t.equal(neighbour.hold(frame(stamp)), expected);
        if (expected === undefined) held.add(stamp);
      }
      for (let stamp = 0; stamp <= 6; stamp++)
        t.equal(neighbour.frameOf(stamp)?.stamp, held.has(stamp) ? stamp : undefined);
      neighbour.forget(done);
      for (let stamp = 0; stamp <= 6; stamp++)
        t.equal(neighbour.frameOf(stamp)?.stamp, held.has(stamp) && stamp > done ? stamp : undefined);
    }),
    { seed: 1 },
  );
});

t.test("two frames may wait for confirmation; whoever is at an exchange confirms all before", async (t) => {
  const neighbour = new Neighbour();
  neighbour.sent(3);
  t.ok(neighbour.hasCredit);
  neighbour.sent(5);
  t.notOk(neighbour.hasCredit);
  neighbour.isAt(3);
  t.notOk(neighbour.hasCredit, "it is still at the older");
  neighbour.isAt(4);
  t.ok(neighbour.hasCredit);
  neighbour.sent(7);
  t.notOk(neighbour.hasCredit);
  neighbour.isAt(8);
  neighbour.sent(9);
  t.ok(neighbour.hasCredit, "both were confirmed");
  neighbour.isAt(2);
  t.ok(neighbour.hasCredit, "old news take nothing back");
});
