// What a peer keeps of a neighbour's frames is bounded, whatever comes.
import fc from "fast-check";
import t from "tap";
import { type Frame, roundOf, stampOf } from "../../src/network/frame.ts";
import { NewestFrames, NextFrames } from "../../src/runners/inbox.ts";

function frame(stamp: number): Frame {
  return { sender: 1, stamp, durable: -1, message: {} };
}

t.test("peers that wait hold the two earliest frames, each once", async () => {
  const stamps = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 });
  const some = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(stamps, some, some, (list, dropped, done) => {
      const inbox = new NextFrames();
      const held = new Set<number>();
      const agree = () => {
        for (let stamp = 0; stamp <= 6; stamp++)
          t.equal(inbox.frameOf(stamp)?.stamp, held.has(stamp) ? stamp : undefined);
      };
      for (const stamp of list) {
        const expected = held.has(stamp) ? "duplicate" : held.size === 2 ? "too far ahead" : undefined;
        t.equal(inbox.hold(frame(stamp)), expected);
        if (expected !== "duplicate") held.add(stamp);
        if (held.size > 2) held.delete(Math.max(...held));
      }
      agree();
      inbox.drop(dropped);
      held.delete(dropped);
      agree();
      inbox.forget(done);
      for (const stamp of held) if (stamp <= done) held.delete(stamp);
      agree();
    }),
    { seed: 1 },
  );
});

t.test("peers that make do with what is old hold the newest frame for each place in a round", async () => {
  const places = fc.record({ round: fc.nat(9), exchange: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(places, { maxLength: 40 }), (list) => {
      const inbox = new NewestFrames();
      const newest = [-1, -1, -1];
      for (const { round, exchange } of list) {
        const known = newest[exchange]!;
        const expected = round === known ? "duplicate" : round < known ? "late" : undefined;
        t.equal(inbox.hold(frame(stampOf(round, exchange))), expected);
        newest[exchange] = Math.max(known, round);
        inbox.forget();
      }
      newest.forEach((round, exchange) => {
        const found = inbox.frameOf(stampOf(4, exchange));
        t.equal(found === undefined ? -1 : roundOf(found.stamp), round);
        inbox.drop(stampOf(0, exchange));
        t.equal(inbox.frameOf(stampOf(4, exchange)), undefined);
      });
    }),
    { seed: 2 },
  );
});

t.test("a round with more exchanges than anybody needs is refused, not stored", async (t) => {
  t.equal(new NewestFrames().hold(frame(stampOf(1, 2 ** 19))), "too far ahead");
});
