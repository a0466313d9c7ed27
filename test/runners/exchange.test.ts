import t from "tap";
import { Arena } from "../../src/math/arrays.ts";
import { mixingRules } from "../../src/mixing/rules.ts";
import { lockstepExchange, TrafficCounter } from "../../src/runners/exchange.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";

t.test("agents with the same row of W are given one message, others their own", async (t) => {
  const topology = fromNeighbours(4, (agent) => [0, 1, 2, 3].filter((other) => other !== agent));
  const messages = [1, 2, 3, 6].map((x) => ({ first: Float64Array.of(x, -x), second: Float64Array.of(x) }));
  const distinct = (kind: string, gossipRounds: number) => {
    const rule = mixingRules.find((candidate) => candidate.kind === kind)!;
    const mixing = rule.build(rule.options.parse({}), { topology, seed: 0, file: () => new Uint8Array() });
    const arena = new Arena(4);
    const exchange = lockstepExchange(mixing, gossipRounds, new TrafficCounter(topology));
    return [1, 2, 3].map((round) => {
      arena.turn();
      const replies = exchange(round, messages, (length) => arena.give(length));
      for (const { first, second } of replies) t.same([...first!, ...second!], [3, -3, 3]);
      t.equal(arena.of(3).keep(replies[3]!.first!), replies[3]!.first, "and keep it without a copy");
      return new Set(replies).size;
    });
  };
  for (const gossipRounds of [1, 2]) {
    t.same(distinct("uniform", gossipRounds), [1, 1, 1]);
    t.same(distinct("metropolis", gossipRounds), [4, 4, 4]);
  }
});
