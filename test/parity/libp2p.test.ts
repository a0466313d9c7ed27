// Sim-to-wire parity, second half: peers that speak over js-libp2p compute the bits of lockstep.
import t from "tap";
import { libp2pOver } from "../../src/runners/libp2p.ts";
import { virtual } from "../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "../runners/experiments.ts";

const bits = (seen: readonly Seen[]) =>
  seen.map(({ round, digest, traffic }) => ({ round, digest, ...traffic }));

const graphs = {
  ring: { topology: { kind: "ring" } },
  star: { topology: { kind: "star" } },
  "random graph": { topology: { kind: "erdos-renyi", probability: 0.5 } },
};
const algorithms = {
  vanilla: { ...small.algorithm, temperature: 0 },
  entropy: small.algorithm,
};
const averaging = {
  environment: { kind: "values", dimension: 3 },
  algorithm: { kind: "averaging" },
  mixing: { kind: "equal" },
};

const cases: Record<string, object> = {
  "one-way edges": { ...averaging, topology: { kind: "directed-ring" } },
  "edges that change, several exchanges a mix": {
    ...averaging,
    topology: { kind: "one-peer-exponential" },
    mixing: { kind: "equal", gossipRounds: 2 },
  },
  "one learner of eight agents": { algorithm: { ...small.algorithm, kind: "centralised-npg" } },
  "measured rarely": { measure: { every: 5 } },
  "an agent alone": { agents: 1, topology: { kind: "complete" } },
};
for (const [graph, topology] of Object.entries(graphs))
  for (const [name, algorithm] of Object.entries(algorithms))
    cases[`FedNPG, ${name}, ${graph}`] = { ...topology, algorithm };

for (const [name, change] of Object.entries(cases)) {
  await t.test(name, async (t) => {
    const experiment = () => experimentOf({ ...small, agents: 8, ...change });
    const expected = bits(await collect(experiment()));
    const wire = (await collect(experiment(), virtual)).map(({ row }) => row.wire_bytes);
    for (const transport of ["memory", "tcp"] as const) {
      const seen = await collect(experiment(), libp2pOver(transport));
      t.same(bits(seen), expected, `through ${transport}`);
      t.same(
        seen.map(({ row }) => row.wire_bytes),
        wire,
        "as many bytes as in virtual time",
      );
    }
  });
}
