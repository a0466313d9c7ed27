// What members tell all: each for itself, and nobody for another.
import t from "tap";
import type { ControlMessage } from "../../../src/network/libp2p/control-plane.ts";
import { laboratoryKey, laboratoryRoster } from "../../../src/network/libp2p/identity.ts";
import { pause } from "../../../src/runners/clock.ts";
import { listenAs } from "../../../src/runners/real-peer.ts";
import { experimentOf, small } from "../../runners/experiments.ts";

t.test("an epoch is told by whoever begins it", async (t) => {
  const experiment = experimentOf({ ...small, agents: 2 });
  const roster = await laboratoryRoster(small.seed, 2);
  const heard: ControlMessage[] = [];
  const onHeard = Promise.withResolvers<void>();
  const onControl = (message: ControlMessage) => {
    heard.push(message);
    onHeard.resolve();
  };
  const [one, other] = await Promise.all(
    [0, 1].map(async (id) =>
      listenAs(experiment, id, {
        key: await laboratoryKey(small.seed, id),
        ...{ roster, listen: [`/memory/control-${id}`], keepsForRestart: false },
        standing: { at: 0, durable: -1 },
        control: { digest: experiment.digest, observers: [], onControl },
      }),
    ),
  );
  other!.onPacket(() => {});
  one!.onPacket(() => {});
  const members = [other!.node.peerId];
  t.notOk(one!.control!.isHeardBy(members));
  one!.connect(() => String(other!.addresses[0]));
  while (!one!.control!.isHeardBy(members)) await pause();
  await one!.control!.tell({ kind: "epoch", agent: 1, round: 7 });
  await one!.control!.tell({ kind: "epoch", agent: 0, round: 7 });
  await onHeard.promise;
  t.same(heard, [{ kind: "epoch", agent: 0, round: 7 }], "and nobody hears it told for another");
  await Promise.all([one!.stop(), other!.stop()]);
});
