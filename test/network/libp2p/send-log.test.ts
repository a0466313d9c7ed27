// What is sent again, to whom, and how much is kept.
import t from "tap";
import { stampOf } from "../../../src/network/frame.ts";
import { SendLog } from "../../../src/network/libp2p/send-log.ts";

const packet = (round: number) => Uint8Array.of(round);

/** A log of rounds 0 to n − 1, one packet each, all of them sent. */
function filled(rounds: number, forRestart: boolean): SendLog {
  const log = new SendLog({ confirms: true, forRestart });
  for (let round = 0; round < rounds; round++) {
    log.append(stampOf(round, 0), packet(round));
    log.take();
  }
  return log;
}

/** All that is to be sent now. */
function taken(log: SendLog): number[] {
  const rounds: number[] = [];
  for (let next = log.take(); next !== undefined; next = log.take()) rounds.push(next[0]!);
  return rounds;
}

t.test("what is confirmed is forgotten where nobody can come back", async (t) => {
  const log = filled(5, false);
  log.isAt(stampOf(3, 0), -1);
  t.same(
    log.packets.map(([round]) => round),
    [3, 4],
  );
  t.equal(log.bytes, 2);
});

t.test("a new connection gets what is not confirmed, once", async (t) => {
  const log = filled(5, false);
  log.restart(stampOf(3, 0), -1);
  t.same(taken(log), [3, 4]);
  t.same(taken(log), []);
});

t.test("one that comes back gets two at a time, from where it is", async (t) => {
  const log = filled(10, true);
  log.isAt(stampOf(9, 0), 4);
  t.equal(log.packets.length, 5, "kept from the round after its checkpoint on");
  log.restart(stampOf(5, 0), 4);
  t.same(taken(log), [5, 6]);
  log.isAt(stampOf(6, 0), 4);
  t.same(taken(log), [7]);
  log.isAt(stampOf(8, 0), 7);
  t.same(taken(log), [8, 9]);
  t.same(
    log.packets.map(([round]) => round),
    [8, 9],
  );
});

t.test(
  "what is new waits for its turn too, else a peer that catches up drops it, and for good",
  async (t) => {
    const log = filled(4, true);
    log.restart(0, -1);
    t.same(taken(log), [0, 1]);
    log.append(stampOf(4, 0), packet(4));
    t.same(taken(log), []);
    log.isAt(stampOf(2, 0), -1);
    t.same(taken(log), [2, 3]);
    log.isAt(stampOf(3, 0), -1);
    t.same(taken(log), [4]);
  },
);

t.test("a neighbour past an exchange is not sent its frame", async (t) => {
  const log = new SendLog({ confirms: true, forRestart: true });
  log.restart(stampOf(7, 0), 2);
  for (const round of [5, 6, 7]) log.append(stampOf(round, 0), packet(round));
  t.same(taken(log), [7]);
  t.equal(log.packets.length, 3, "it may yet come back to round 2");
});

t.test("what had to go is told once in an outage", async (t) => {
  const log = new SendLog({ confirms: true, forRestart: true });
  const large = new Uint8Array(2 ** 24);
  const told = (round: number) => log.append(stampOf(round, 0), large);
  for (const round of [0, 1, 2, 3]) t.equal(told(round), undefined, "64 MiB are kept");
  t.equal(told(4), stampOf(1, 0), "round 0 is gone");
  t.equal(told(5), undefined, "that more go follows");
  t.equal(log.packets.length, 4);
  log.restart(stampOf(5, 0), 3);
  t.same([told(6), told(7)], [undefined, undefined], "what it is past is not missed");
  for (const round of [8, 9]) told(round);
  t.equal(log.packets.length, 4);
  log.restart(stampOf(9, 0), 3);
  t.equal(told(10), stampOf(7, 0), "the next outage");
  const free = new SendLog({ confirms: false, forRestart: true });
  for (const round of [0, 1, 2]) t.equal(free.append(stampOf(round, 0), large), undefined, "nobody waits");
});
