// W while edges are absent: symmetric and doubly stochastic at every step, without being computed anew.
import fc from "fast-check";
import t from "tap";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { withoutAbsentEdges } from "../../src/mixing/outages.ts";
import { metropolis } from "../../src/mixing/rules/metropolis.ts";
import { certifyExperiment } from "../../src/scenario/certify.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import { withOutages } from "../../src/topology/outage.ts";
import { experimentOf, small } from "../runners/experiments.ts";

/** W at a step as rows of numbers. */
function denseOf({ topology, row }: Mixing, step: number): number[][] {
  return Array.from({ length: topology.size }, (_, agent) => {
    const dense = new Array<number>(topology.size).fill(0);
    const { agents, weights } = row(agent, step);
    agents.forEach((other, k) => {
      dense[other] = weights[k]!;
    });
    return dense;
  });
}

const graph = fromNeighbours(7, (agent) =>
  [0, 1, 2, 3, 4, 5, 6].filter((other) => (agent + other) % 3 > 0),
);
const noFile = () => new Uint8Array();
const whole = metropolis.build({}, { topology: graph, seed: 1, file: noFile });

t.test("property: a missing weight stays with both ends, all else is as it was", async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 20 }), (down) => {
      const isUp = (a: number, b: number) =>
        !down.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
      const topology = withOutages(graph, [{ isUp }], 3, 1);
      const mixing = withoutAbsentEdges(whole, topology);
      const [full, left] = [denseOf(whole, 0), denseOf(mixing, 1)];
      for (let i = 0; i < 7; i++) {
        let own = full[i]![i]!;
        for (let j = 0; j < 7; j++) {
          if (i === j) continue;
          const expected = isUp(i, j) ? full[i]![j]! : 0;
          if (left[i]![j] !== expected || left[j]![i] !== expected) return false;
          if (!isUp(i, j)) own += full[i]![j]!;
        }
        if (left[i]![i] !== own) return false;
        const column = mixing.column(i, 1);
        if (column.agents.some((j, k) => left[j]![i] !== column.weights[k])) return false;
        if (Math.abs(left[i]!.reduce((sum, weight) => sum + weight, 0) - 1) > 1e-14) return false;
      }
      return true;
    }),
    { seed: 5, numRuns: 200 },
  );
});

t.test("a row that nothing is missing from is the same object", async (t) => {
  const topology = withOutages(graph, [{ isUp: (a, b) => a > 1 && b > 1 }], 3, 1);
  const mixing = withoutAbsentEdges(whole, topology);
  const untouched = [2, 3, 4, 5, 6].filter((agent) => !graph.hears(agent, 0).some((other) => other < 2));
  for (const agent of untouched) t.equal(mixing.row(agent, 1), whole.row(agent, 0));
  t.equal(mixing.row(0, 1), mixing.row(0, 1), "and one that was made is made once");
  t.same([...mixing.row(0, 1).agents], [0], "all alone");
  t.ok(Math.abs(mixing.row(0, 1).weights[0]! - 1) < 1e-15);
});

t.test("the scenario: a W that is not symmetric is refused unless bias is allowed", async (t) => {
  const directed = {
    ...small,
    topology: { kind: "directed-ring", outages: [{ kind: "flickering", failure: 0.1, repair: 0.5 }] },
    mixing: { kind: "equal" },
  };
  t.throws(() => experimentOf(directed), /topology\.outages: got .*row 0.*a symmetric W/);
  t.doesNotThrow(() => experimentOf({ ...directed, allowBiasedMixing: true }));
  const { mixing, whole: full } = experimentOf(small);
  t.equal(mixing, full, "without outages there is one W");
});

t.test("the certificate is that of W with all edges, and says so", async (t) => {
  const { notes: plain, ...facts } = certifyExperiment(experimentOf(small));
  const outages = [{ kind: "partition", fromRound: 1, untilRound: 4 }];
  const torn = experimentOf({ ...small, topology: { kind: "ring", outages } });
  const { notes, ...same } = certifyExperiment(torn);
  t.same(same, facts);
  t.same(
    notes.filter((note) => !plain.includes(note)),
    ["outages are left out: this is W with all edges there; an absent edge's weight stays with both ends"],
  );
});

t.test("the scenario: unknown kinds and options are answered with the nearest names", async (t) => {
  const withOutage = (outage: object) =>
    experimentOf({ ...small, topology: { kind: "ring", outages: [outage] } });
  t.throws(
    () => withOutage({ kind: "partitions" }),
    /topology\.outages\[0\]\.kind.*did you mean partition\?/,
  );
  t.throws(
    () => withOutage({ kind: "partition", fromRound: 1, untilround: 2 }),
    /topology\.outages\[0\]\.(untilRound|untilround)/,
  );
});
