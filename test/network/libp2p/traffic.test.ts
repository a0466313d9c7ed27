// What goes over real streams: what `shares` declares and nothing else; and streams that break lose nothing.
import t from "tap";
import { libp2pOver } from "../../../src/runners/libp2p.ts";
import { codecOf } from "../../../src/runners/real-peer.ts";
import { collect, experimentOf, type Seen, small } from "../../runners/experiments.ts";
import { peersOf } from "../../runners/peers.ts";
import { tapped } from "./tap.ts";

const bits = (seen: readonly Seen[]) => seen.map(({ round, digest }) => ({ round, digest }));

t.test(
  "every packet is a frame, the arrays are those declared, and the same as in virtual time",
  async (t) => {
    const experiment = experimentOf({ ...small, agents: 5 });
    const codec = codecOf(experiment);
    const sent: string[] = [];
    const runner = libp2pOver("memory", async (networks) => {
      tapped(networks, (from, packet) => {
        const frame = codec.decode(packet);
        if (typeof frame === "string") return t.fail(frame);
        t.equal(frame.sender, from);
        for (const name of Object.keys(frame.message ?? {}))
          if (!experiment.algorithm.shares.includes(name)) t.fail(`"${name}" is not declared`);
        sent.push(Buffer.from(packet).toString("base64"));
      });
    });
    await collect(experiment, runner);
    const simulated = peersOf(experimentOf({ ...small, agents: 5 }));
    simulated.run();
    const expected = simulated.sendings.map(({ packet }) => Buffer.from(packet).toString("base64"));
    t.same(sent.sort(), expected.sort(), "byte for byte");
  },
);

for (const transport of ["memory", "tcp"] as const) {
  t.test(`connections that are cut again and again, ${transport}`, async (t) => {
    const raw = { ...small, agents: 6, rounds: 40 };
    let packets = 0;
    let cuts = 0;
    const runner = libp2pOver(transport, async (networks) => {
      tapped(networks, (from) => {
        if (++packets % 97 > 0) return;
        cuts++;
        for (const connection of networks[from]!.node.getConnections())
          setImmediate(() => connection.abort(new Error("cut")));
      });
    });
    const seen = await collect(experimentOf(raw), runner);
    t.ok(cuts >= 5, `${cuts} cuts`);
    t.same(bits(seen), bits(await collect(experimentOf(raw))));
  });
}
