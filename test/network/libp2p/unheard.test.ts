// A neighbour that speaks before anybody listens, or when nobody does any more.
import t from "tap";
import { codeVersion } from "../../../src/journal/code-version.ts";
import { writeGreeting } from "../../../src/network/libp2p/greeting.ts";
import { laboratoryKey, laboratoryRoster } from "../../../src/network/libp2p/identity.ts";
import { startNode } from "../../../src/network/libp2p/node.ts";
import { recordLength } from "../../../src/network/libp2p/record-reader.ts";
import { listenAs } from "../../../src/runners/real-peer.ts";
import { sectionDigests } from "../../../src/scenario/section-digests.ts";
import { experimentOf, small } from "../../runners/experiments.ts";

t.test("what nobody has looked at is not believed: bytes that are no frame", async (t) => {
  const experiment = experimentOf(small);
  const { seed } = small;
  const told = Promise.withResolvers<string>();
  const network = await listenAs(experiment, 0, {
    key: await laboratoryKey(seed, 0),
    roster: await laboratoryRoster(seed, small.agents),
    listen: ["/memory/unheard"],
    keepsForRestart: false,
    standing: { at: 0, durable: -1 },
    onEvent: ({ event, detail }) => {
      if (event === "dropped") told.resolve(detail);
    },
  });
  const neighbour = await startNode({
    ...{ key: await laboratoryKey(seed, 1), listen: ["/memory/speaker"], gater: {}, neighbours: 8 },
  });
  t.teardown(() => Promise.all([network.abort(), neighbour.stop()]));
  const sections = sectionDigests(experiment, codeVersion());
  const greeting = writeGreeting({ hearsay: 1, from: 1, to: 0, sections, at: 0, durable: -1 });
  const garbage = new Uint8Array(80).fill(255);
  await neighbour.handle("/hearsay/mix/1", (stream) => {
    for (const bytes of [greeting, garbage]) stream.send(Buffer.concat([recordLength(bytes), bytes]));
  });
  network.connect((agent) => (agent === 1 ? "/memory/speaker" : "/memory/nobody"));
  t.equal(await told.promise, "nobody listens");
  t.ok(await network.allAre((_, { position }) => position === 0).then(() => true));
});
