// Bandwidth, copies and order.
import t from "tap";
import { arrivalsOf, linkOf, meanOf, passageOf } from "./passages.ts";

t.test("a queue serves one packet after the other at its rate", async (t) => {
  const slow = () => ({ bandwidth: linkOf("queue", { bytesPerSecond: 10_000 }) });
  t.same(arrivalsOf(passageOf(slow()), 3), [[10], [20], [30]], "all at once: 100 bytes take 10 ms");
  t.same(arrivalsOf(passageOf(slow()), 3, { everyMs: 4 }), [[10], [20], [30]], "it is never idle");
  t.same(arrivalsOf(passageOf(slow()), 3, { everyMs: 25 }), [[10], [35], [60]], "it is idle between");
  t.same(arrivalsOf(passageOf(slow()), 2, { bytes: 1 }), [[0.1], [0.2]]);
});

t.test("an uplink is shared by all edges of a sender, a bandwidth is the edge's own", async (t) => {
  const send = (place: "uplink" | "bandwidth") => {
    const passage = passageOf({ [place]: linkOf("queue", { bytesPerSecond: 10_000 }) });
    const packet = new Uint8Array(100);
    const edges = [
      [0, 1],
      [0, 2],
      [3, 1],
      [0, 1],
    ] as const;
    return edges.map(([from, to]) => passage.carry(from, to, packet, 0)[0]);
  };
  t.same(send("uplink"), [10, 20, 10, 30]);
  t.same(send("bandwidth"), [10, 10, 10, 20]);
});

t.test("a rate in bytes: no number of packets goes through faster", async (t) => {
  const passage = passageOf({ uplink: linkOf("queue", { bytesPerSecond: 1000 }) });
  const all = [1, 50, 7, 300].map(
    (bytes, n) => passage.carry(0, 1 + (n % 3), new Uint8Array(bytes), n)[0]!,
  );
  t.equal(all.at(-1), 358, "all bytes, one millisecond each");
});

t.test("copies: how many, and each travels on its own", async (t) => {
  const links = {
    duplication: linkOf("duplicate", { probability: 0.4 }),
    latency: linkOf("uniform", { lowestMs: 0, highestMs: 10 }),
  };
  const found = arrivalsOf(passageOf(links), 20_000);
  const { mean, error } = meanOf(found.map(({ length }) => length));
  t.ok(Math.abs(mean - 1.4) < 4 * error, `${mean} ± ${error}`);
  const pairs = found.filter(({ length }) => length === 2);
  t.ok(
    pairs.every(([a, b]) => a !== b),
    "copies have draws of their own",
  );
});

t.test("in order: nobody overtakes, and what is late holds up what follows", async (t) => {
  const latency = () => linkOf("uniform", { lowestMs: 0, highestMs: 100 });
  const free = arrivalsOf(passageOf({ latency: latency() }), 200, { everyMs: 5 }).flat();
  t.ok(
    free.some((time, n) => n > 0 && time < free[n - 1]!),
    "without it they overtake",
  );
  const ordered = passageOf({ latency: latency(), order: linkOf("in-order") });
  const found = arrivalsOf(ordered, 200, { everyMs: 5 }).flat();
  // The naive formulation: the latest so far.
  t.same(
    found,
    free.map((_, n) => Math.max(...free.slice(0, n + 1))),
  );
});

t.test("held back: so many are late by so much", async (t) => {
  const held = passageOf({ order: linkOf("held-back", { probability: 0.3, heldMs: 50 }) });
  const delays = arrivalsOf(held, 20_000, { everyMs: 1 }).map(([time], n) => time! - n);
  t.same(new Set(delays), new Set([0, 50]));
  const { mean, error } = meanOf(delays.map((delay) => delay / 50));
  t.ok(Math.abs(mean - 0.3) < 4 * error, `${mean} ± ${error}`);
});
