// Links one after the other: their order is that of the places, and no draw depends on another link.
import t from "tap";
import { rootRng } from "../../../src/math/random.ts";
import { type Link, type Place, places } from "../../../src/network/link.ts";
import { Passage } from "../../../src/network/virtual/passage.ts";
import { arrivalsOf, linkOf, passageOf } from "../links/passages.ts";

/** A link that notes its place, and the time and first draw of every packet. */
function noting(place: Place, notes: string[]): Link {
  return {
    init: () => undefined,
    carry(_, now, state, rng) {
      notes.push(`${place} ${now} ${rng.next()}`);
      return { arrivals: [now + 1], state };
    },
  };
}

t.test("a packet passes the places in their order, however the links are listed", async (t) => {
  const notes: string[] = [];
  const listed = [...places].reverse().map((place) => ({ place, link: noting(place, notes) }));
  const passage = new Passage(listed, 4, rootRng(1));
  t.same(passage.carry(0, 1, new Uint8Array(8), 100), [100 + places.length]);
  t.same(
    notes.map((note) => note.split(" ").slice(0, 2).join(" ")),
    places.map((place, k) => `${place} ${100 + k}`),
  );
  t.equal(new Set(notes.map((note) => note.split(" ")[2])).size, places.length, "draws of their own");
});

t.test(
  "loss before duplication: so many packets are lost as the rule says, whatever is doubled",
  async (t) => {
    const loss = () => linkOf("independent", { probability: 0.3 });
    const duplication = linkOf("duplicate", { probability: 1 });
    const alone = arrivalsOf(passageOf({ loss: loss() }), 2000).map(({ length }) => length);
    const both = arrivalsOf(passageOf({ loss: loss(), duplication }), 2000).map(({ length }) => length);
    t.same(
      both,
      alone.map((length) => 2 * length),
    );
  },
);

t.test("bandwidth before loss: what is lost has taken its time in the queue", async (t) => {
  const links = {
    uplink: linkOf("queue", { bytesPerSecond: 1000 }),
    loss: linkOf("independent", { probability: 0.5 }),
  };
  const times: (number | undefined)[] = arrivalsOf(passageOf(links), 40).map(([time]) => time);
  t.ok(times.includes(undefined));
  t.ok(times.every((time, n) => time === undefined || time === 100 * (n + 1)));
});

t.test("adding a lossy link, or any other, changes no draw of the rest", async (t) => {
  const drawn = (others: Partial<Record<Place, Link>>, place: Place): string[] => {
    const notes: string[] = [];
    const passage = passageOf({ ...others, [place]: noting(place, notes) });
    arrivalsOf(passage, 50);
    return notes.map((note) => note.split(" ")[2]!);
  };
  const alone = drawn({}, "latency");
  t.equal(new Set(alone).size, 50);
  t.same(drawn({ jitter: linkOf("uniform", { lowestMs: 0, highestMs: 9 }) }, "latency"), alone);
  t.same(drawn({ uplink: linkOf("queue", { bytesPerSecond: 1 }) }, "latency"), alone);
  const lossy = drawn({ loss: linkOf("independent", { probability: 0.4 }) }, "latency");
  t.ok(lossy.length < 50);
  const kept = new Set(lossy);
  t.same(
    alone.filter((draw) => kept.has(draw)),
    lossy,
    "packets that are not lost draw what they drew",
  );
});

t.test("draws belong to edge and packet, not to what else is sent", async (t) => {
  const latencies = (others: boolean) => {
    const passage = passageOf({ latency: linkOf("uniform", { lowestMs: 0, highestMs: 9 }) });
    const packet = new Uint8Array(8);
    return Array.from({ length: 20 }, () => {
      if (others) passage.carry(1, 0, packet, 0);
      const [time] = passage.carry(0, 1, packet, 0);
      if (others) passage.carry(0, 2, packet, 0);
      return time;
    });
  };
  t.same(latencies(true), latencies(false));
});

t.test("another seed, other draws", async (t) => {
  const first = (seed: number) =>
    arrivalsOf(passageOf({ latency: linkOf("uniform", { lowestMs: 0, highestMs: 9 }) }, seed), 5).flat();
  t.same(first(1), first(1));
  t.not(`${first(1)}`, `${first(2)}`);
});
