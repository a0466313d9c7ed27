// The virtual network: what links see, when packets arrive, and that their draws have addresses.
import t from "tap";
import type { Rng } from "../../../src/math/random.ts";
import { rootRng } from "../../../src/math/random.ts";
import type { Link } from "../../../src/network/link.ts";
import { VirtualClock } from "../../../src/network/virtual/virtual-clock.ts";
import { VirtualNetwork } from "../../../src/network/virtual/virtual-network.ts";
import { linksOf } from "../../runners/peers.ts";

function networkOf(size: number, link?: Link) {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, size, links: linksOf(link), rng: rootRng(1) });
  const heard: string[] = [];
  const ends = Array.from({ length: size }, (_, agent) => network.of(agent));
  ends.forEach((end, agent) => {
    end.onPacket((from, [byte]) => heard.push(`${clock.now()}: ${from}→${agent} ${byte}`));
  });
  const run = () => {
    while (clock.step());
    return heard;
  };
  return { clock, ends, heard, run };
}

t.test("without a link packets arrive at once, but never before send returns", async (t) => {
  const { ends, heard, run } = networkOf(3);
  ends[0]!.send(1, Uint8Array.of(7));
  ends[2]!.send(1, Uint8Array.of(8));
  t.same(heard, []);
  t.same(run(), ["0: 0→1 7", "0: 2→1 8"]);
});

t.test("a link decides how often and when a packet arrives; it keeps a state for every edge", async (t) => {
  const counting: Link<number> = {
    init: ({ from, to }) => 10 * from + to,
    carry: (_, now, state) => ({
      arrivals: Array.from({ length: state % 3 }, (_, k) => now + state + k),
      state: state + 1,
    }),
  };
  const { ends, run } = networkOf(2, counting as Link);
  for (const byte of [1, 2, 3]) ends[0]!.send(1, Uint8Array.of(byte));
  ends[1]!.send(0, Uint8Array.of(4));
  // Edge 0→1 starts at state 1: one arrival, then two, then none. Edge 1→0 starts at 10: one.
  t.same(run(), ["1: 0→1 1", "2: 0→1 2", "3: 0→1 2", "10: 1→0 4"]);
});

t.test("draws belong to edge and packet: traffic elsewhere changes none", async (t) => {
  const drawn = (others: boolean) => {
    const seen: number[] = [];
    const link: Link = {
      init: ({ from, to }) => from === 0 && to === 1,
      carry(_, now, state, rng: Rng) {
        const draw = rng.next();
        if (state === true) seen.push(draw);
        return { arrivals: [now], state };
      },
    };
    const { ends, run } = networkOf(3, link);
    for (let n = 0; n < 5; n++) {
      if (others) ends[1]!.send(0, Uint8Array.of(n));
      ends[0]!.send(1, Uint8Array.of(n));
      if (others) ends[0]!.send(2, Uint8Array.of(n));
    }
    run();
    return seen;
  };
  t.same(drawn(true), drawn(false));
  t.equal(new Set(drawn(false)).size, 5);
});

t.test("a closed end neither sends nor hears", async (t) => {
  const { ends, run } = networkOf(2);
  ends[0]!.send(1, Uint8Array.of(1));
  ends[1]!.close();
  ends[1]!.send(0, Uint8Array.of(2));
  t.same(run(), []);
  t.throws(() => ends[0]!.send(0, new Uint8Array(1)), /another peer than 0/);
  t.throws(() => ends[0]!.send(2, new Uint8Array(1)), /another peer than 0/);
});
