// Running sums keep the mean whatever is lost, and the mass at every moment.
import fc from "fast-check";
import t from "tap";
import { type Fate, LossyGossip, losing } from "../../../src/laws/lossy-gossip.ts";
import { normal, rootRng } from "../../../src/math/random.ts";
import { maxDifference, meanOf } from "../../../src/math/vectors.ts";
import { lastKnownRule } from "../../../src/mixing/missing/last-known.ts";
import { massError } from "../../../src/mixing/missing/ledger.ts";
import { runningSums, runningSumsRule } from "../../../src/mixing/missing/running-sums.ts";
import { toSelfRule } from "../../../src/mixing/missing/to-self.ts";
import type { Message, Mixing } from "../../../src/mixing/mixing.ts";
import { metropolis } from "../../../src/mixing/rules/metropolis.ts";
import { fromRows, weightsOf } from "../../../src/mixing/weights.ts";
import { fromNeighbours } from "../../../src/topology/adjacency.ts";

function ring(size: number): Mixing {
  const topology = fromNeighbours(size, (agent) =>
    [(agent + 1) % size, (agent + size - 1) % size].sort((a, b) => a - b),
  );
  return metropolis.build({ lazy: 0 }, { topology, seed: 1, file: () => new Uint8Array() });
}

/** Agent i tells i + 1 and, if even, in even steps i + 2; it keeps half: columns sum to 1, rows do not. */
function oneWay(size: number): Mixing {
  const skips = (agent: number, step: number) => (step % 2 === 0 && agent % 2 === 0 ? [1, 2] : [1]);
  const heard = (agent: number, step: number) =>
    [1, 2]
      .map((skip) => ({ skip, source: (agent - skip + size) % size }))
      .filter(({ skip, source }) => skips(source, step).includes(skip))
      .map(({ source }) => source)
      .sort((a, b) => a - b);
  const topology = fromNeighbours(size, heard, 2);
  return fromRows(
    topology,
    (agent, step) => {
      const sources = [agent, ...heard(agent, step)].sort((a, b) => a - b);
      const weight = (source: number) => (source === agent ? 0.5 : 0.5 / skips(source, step).length);
      return weightsOf(sources, sources.map(weight));
    },
    2,
  );
}

function vectors(size: number, dimension: number, seed: number): Message[] {
  const rng = rootRng(seed);
  return Array.from({ length: size }, (_, agent) => {
    const draws = rng.fork(agent);
    return { values: Float64Array.from({ length: dimension }, () => 3 + normal(draws)) };
  });
}

/** How far the agent furthest from the mean of `start` is from it after so many exchanges. */
function errorAfter(gossip: LossyGossip, start: readonly Message[], exchanges: number): number {
  const mean = meanOf(start.map(({ values }) => values!));
  let messages = start;
  for (let n = 0; n < exchanges; n++) messages = gossip.mix(messages);
  return Math.max(...messages.map(({ values }) => maxDifference(values!, mean)));
}

for (const loss of [0.1, 0.3]) {
  t.test(`ring of 16, ${100 * loss} % lost: every agent comes to the exact mean`, async (t) => {
    let worst = 0;
    const start = vectors(16, 3, 7);
    const gossip = new LossyGossip(ring(16), runningSumsRule, losing(loss, rootRng(5)), () => {
      worst = Math.max(worst, massError(gossip.mixers)!);
    });
    const error = errorAfter(gossip, start, 700);
    t.ok(error < 1e-9, `${error}`);
    t.ok(worst < 1e-11, `mass error ${worst} at some event`);
    t.ok(worst > 0, "the mass was looked at while numbers moved");
  });

  t.test(`the rules that keep no mass miss it, ${100 * loss} % lost`, async (t) => {
    for (const rule of [toSelfRule, lastKnownRule]) {
      const gossip = new LossyGossip(ring(16), rule, losing(loss, rootRng(5)));
      t.ok(errorAfter(gossip, vectors(16, 3, 7), 700) > 1e-3);
    }
  });
}

t.test("one-way edges that change: the mean of all, though rows of W do not sum to 1", async (t) => {
  const mixing = oneWay(10);
  for (const loss of [0, 0.3]) {
    const gossip = new LossyGossip(mixing, runningSumsRule, losing(loss, rootRng(2)));
    const error = errorAfter(gossip, vectors(10, 2, 3), 501);
    t.ok(error < 1e-9, `${error} with loss ${loss}`);
  }
  const without = errorAfter(
    new LossyGossip(mixing, toSelfRule, losing(0, rootRng(2))),
    vectors(10, 2, 3),
    501,
  );
  t.ok(without > 1e-2, `W's rows alone are ${without} off`);
});

t.test("whatever is lost or late: mass stays, weights stay positive, sums do not grow", async () => {
  const fates = fc.array(fc.constantFrom<Fate>("arrives", "late", "lost"), {
    minLength: 20,
    maxLength: 200,
  });
  fc.assert(
    fc.property(fates, fc.constantFrom(ring(5), oneWay(6)), (list, mixing) => {
      const { size } = mixing.topology;
      const fate = (stamp: number, from: number, to: number) =>
        list[(stamp * size * size + from * size + to) % list.length]!;
      const gossip = new LossyGossip(mixing, runningSumsRule, fate, () => {
        const error = massError(gossip.mixers)!;
        if (!(error < 1e-11)) t.fail(`mass error ${error}`);
      });
      let messages = vectors(size, 2, 1);
      const bound = Math.max(...messages.map(({ values }) => Math.max(...values!.map(Math.abs))));
      for (let n = 0; n < 60; n++) messages = gossip.mix(messages);
      // Answers are weighted means of what was put in; with signs alike they cannot leave its range by far.
      for (const { values } of messages) {
        if (!values!.every((value) => Math.abs(value) < 2 * bound)) t.fail(`${values} is out of range`);
      }
    }),
    { seed: 4, numRuns: 60 },
  );
});

t.test("an outage of any length leaves the mass on the edge and comes back whole", async (t) => {
  const start = vectors(4, 1, 9);
  const down = (stamp: number, from: number, to: number): Fate =>
    stamp < 500 && (from === 0 || to === 0) ? "lost" : "arrives";
  const gossip = new LossyGossip(ring(4), runningSumsRule, down);
  const error = errorAfter(gossip, start, 900);
  t.ok(error < 1e-9, `${error}`);
  t.ok(massError(gossip.mixers)! < 1e-11);
});

t.test("it follows what is tracked: T ← mix(T + Q' − Q)", async (t) => {
  const gossip = new LossyGossip(ring(16), runningSumsRule, losing(0.3, rootRng(8)));
  const signals = (round: number) => vectors(16, 2, 100 + Math.min(round, 50)).map(({ values }) => values!);
  let tracked = signals(0);
  let trackers = tracked;
  const gaps: number[] = [];
  for (let round = 1; round <= 900; round++) {
    const next = signals(round);
    const moved = trackers.map((tracker, n) => ({
      tracker: tracker.map((value, i) => value + (next[n]![i]! - tracked[n]![i]!)),
    }));
    trackers = gossip.mix(moved).map(({ tracker }) => tracker!.slice());
    tracked = next;
    gaps.push(maxDifference(meanOf(trackers), meanOf(tracked)));
  }
  t.ok(Math.max(...gaps.slice(0, 50)) > 1e-3, "while mass is under way the mean of the trackers is off");
  t.ok(gaps.at(-1)! < 1e-9, `once Q stands still it is ${gaps.at(-1)}`);
});

t.test("a forged base, shape or group changes nothing", async (t) => {
  const honest = new LossyGossip(ring(4), runningSumsRule, losing(0, rootRng(1)));
  const start = vectors(4, 2, 6);
  const expected = honest.mix(honest.mix(start)).map(({ values }) => [...values!]);
  const attacked = new LossyGossip(ring(4), runningSumsRule, losing(0, rootRng(1)));
  const first = attacked.mix(start);
  const values = Float64Array.of(1e9, 1e9);
  const forged = [
    { stamp: 1, message: { values }, numbers: Float64Array.of(0, -1, -1, 17, 1) },
    { stamp: 1, message: { values: values.subarray(1) }, numbers: Float64Array.of(0, -1, -1, -1, 1) },
    { stamp: 1, message: { values }, numbers: Float64Array.of(3, -1, -1, -1, 1) },
    { stamp: 1, message: { values }, numbers: Float64Array.of(Number.NaN, 2, 2) },
    { stamp: 1, message: { values }, numbers: undefined },
    { stamp: 1, message: undefined, numbers: Float64Array.of(0, 40, 41) },
  ];
  for (const parcel of forged) attacked.mixers[0]!.received!(1, parcel, true);
  const second = attacked.mix(first).map(({ values }) => [...values!]);
  t.same(second, expected);
});

t.test("a W that hands out too much, or nothing to itself, is refused", async (t) => {
  const context = { mixing: oneWay(6) };
  t.doesNotThrow(() => runningSums.build({}, context));
  const { topology } = context.mixing;
  const rows = fromRows(topology, (agent, step) => {
    const sources = [agent, ...topology.hears(agent, step)].sort((a, b) => a - b);
    return weightsOf(
      sources,
      sources.map(() => 1 / sources.length),
    );
  });
  t.throws(
    () => runningSums.build({}, { mixing: rows }),
    /column \d of W with sum .*columns that sum to 1/,
  );
  const restless = fromRows(ring(4).topology, (agent) => {
    const sources = [(agent + 1) % 4, (agent + 3) % 4].sort((a, b) => a - b);
    return weightsOf(sources, [0.5, 0.5]);
  });
  t.throws(() => runningSums.build({}, { mixing: restless }), /self-weight 0.*mixing.lazy/);
});
