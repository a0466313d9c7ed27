// Outages: which edges are there when, the same from both ends and in whatever order it is asked.
import fc from "fast-check";
import t from "tap";
import { rootRng } from "../../src/math/random.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import { type Outage, withOutages } from "../../src/topology/outage.ts";
import { outageKinds } from "../../src/topology/outages.ts";
import type { Topology } from "../../src/topology/topology.ts";

const ring = fromNeighbours(6, (agent) => [(agent + 1) % 6, (agent + 5) % 6]);

function outageOf(kind: string, options: object, topology: Topology = ring, seed = 1): Outage {
  const found = outageKinds.find((entry) => entry.kind === kind)!;
  return found.build(found.options.parse(options), { topology, rng: rootRng(seed) });
}

/** The undirected edges that are up at a step. */
function edgesAt(topology: Topology, step: number): string[] {
  const edges: string[] = [];
  for (let agent = 0; agent < topology.size; agent++)
    for (const other of topology.hears(agent, step)) if (other < agent) edges.push(`${other}-${agent}`);
  return edges.sort();
}

const all = edgesAt(ring, 0);

t.test("scheduled: the edges named, and all of the agents named, between two rounds", async (t) => {
  const outage = outageOf("scheduled", { fromRound: 2, untilRound: 4, agents: [0], edges: [[3, 2]] });
  const topology = withOutages(ring, [outage], 10, 3);
  for (const step of [0, 5, 12, 29]) t.same(edgesAt(topology, step), all, `step ${step}`);
  for (const step of [6, 8, 11]) t.same(edgesAt(topology, step), ["1-2", "3-4", "4-5"], `step ${step}`);
});

t.test("partition: parts of agents by number, which heal", async (t) => {
  const topology = withOutages(ring, [outageOf("partition", { fromRound: 1, untilRound: 3 })], 5, 1);
  t.same(edgesAt(topology, 0), all);
  t.same(edgesAt(topology, 1), ["0-1", "1-2", "3-4", "4-5"]);
  t.same(edgesAt(topology, 2), edgesAt(topology, 1));
  t.same(edgesAt(topology, 3), all);
  const singles = outageOf("partition", { fromRound: 0, untilRound: 1, parts: 6 });
  t.same(edgesAt(withOutages(ring, [singles], 1, 1), 0), []);
});

t.test("an edge is there if no outage takes it away", async (t) => {
  const some = [
    outageOf("scheduled", { fromRound: 0, untilRound: 2, edges: [[0, 1]] }),
    outageOf("partition", { fromRound: 1, untilRound: 3 }),
  ];
  const topology = withOutages(ring, some, 4, 1);
  t.same(edgesAt(topology, 0).length, 5);
  t.same(edgesAt(topology, 1), ["1-2", "3-4", "4-5"]);
  t.equal(topology.whole, ring);
  t.equal(topology.period, 4);
});

t.test("flickering: a Markov chain of two states for every edge", async (t) => {
  const [failure, repair, rounds] = [0.1, 0.3, 20_000];
  const outage = outageOf("flickering", { failure, repair });
  const isUp = Array.from({ length: rounds }, (_, round) => outage.isUp(0, 1, round));
  t.ok(isUp[0], "all are up at first");
  const rate = (before: boolean) => {
    const next = isUp.slice(1).filter((_, round) => isUp[round] === before);
    const changed = next.filter((up) => up !== before).length;
    return { changed: changed / next.length, error: Math.sqrt(0.25 / next.length) };
  };
  const [fails, heals] = [rate(true), rate(false)];
  t.ok(Math.abs(fails.changed - failure) < 4 * fails.error, `${fails.changed}`);
  t.ok(Math.abs(heals.changed - repair) < 4 * heals.error, `${heals.changed}`);
  const other = Array.from({ length: rounds }, (_, round) => outage.isUp(2, 3, round));
  const both = isUp.filter((up, round) => up && other[round]).length / rounds;
  t.ok(Math.abs(both - 0.75 ** 2) < 0.02, `edges are independent: ${both} of the time both are up`);
});

t.test("flickering agents lose all their edges", async (t) => {
  const topology = withOutages(
    ring,
    [outageOf("flickering", { of: "agents", failure: 0.4, repair: 0.4 })],
    50,
    1,
  );
  const alone = (agent: number, step: number) => topology.hears(agent, step).length === 0;
  let lonely = 0;
  for (let step = 0; step < 50; step++) {
    const degrees = [0, 1, 2, 3, 4, 5].map((agent) => topology.hears(agent, step).length);
    for (let agent = 0; agent < 6; agent++) {
      const neighbours = [(agent + 1) % 6, (agent + 5) % 6];
      lonely += alone(agent, step) ? 1 : 0;
      const isWhole = degrees[agent] === 2;
      t.ok(isWhole || neighbours.some((other) => alone(other, step) || alone(agent, step)));
    }
  }
  t.ok(lonely > 50);
});

t.test("certain and impossible failures", async (t) => {
  const never = outageOf("flickering", { failure: 0, repair: 0 });
  const always = outageOf("flickering", { failure: 1, repair: 1 });
  const gone = outageOf("flickering", { failure: 1, repair: 0 });
  const rounds = [0, 1, 2, 3, 1_000_000];
  t.same(
    rounds.map((round) => never.isUp(0, 1, round)),
    [true, true, true, true, true],
  );
  t.same(
    [0, 1, 2, 3].map((round) => always.isUp(0, 1, round)),
    [true, false, true, false],
  );
  t.same(
    rounds.map((round) => gone.isUp(0, 1, round)),
    [true, false, false, false, false],
  );
});

t.test("property: symmetric, and the same whenever it is asked", async () => {
  const question = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(200));
  fc.assert(
    fc.property(
      fc.array(question, { maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom("edges", "agents"),
      (questions, failure, repair, of) => {
        const [first, second] = [1, 1].map(() => outageOf("flickering", { of, failure, repair }));
        const answers = questions.map(([a, b, round]) => first!.isUp(a, b, round));
        const again = [...questions].reverse().map(([a, b, round]) => second!.isUp(b, a, round));
        return `${answers}` === `${again.reverse()}`;
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});

t.test("what does not fit the graph is refused", async (t) => {
  const window = { fromRound: 1, untilRound: 2 };
  t.throws(() => outageOf("scheduled", { ...window, agents: [6] }), /agent 6.*from 0 to 5/);
  t.throws(() => outageOf("scheduled", { ...window, edges: [[0, 3]] }), /\[0,3\].*share an edge/);
  t.throws(() => outageOf("scheduled", window), /name agents or edges/);
  t.throws(() => outageOf("partition", { fromRound: 3, untilRound: 3 }), /untilRound.*after 3/);
  t.throws(() => outageOf("partition", { ...window, parts: 7 }), /at most 6/);
});
