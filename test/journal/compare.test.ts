// hearsay diff: where two journals part.
import t from "tap";
import { firstDifference } from "../../src/journal/compare.ts";
import type { RowEntry, StartEntry } from "../../src/journal/journal.ts";
import type { Journal } from "../../src/journal/read.ts";
import { agentDigest, rowDigest, shortHex } from "../../src/journal/state-digest.ts";

const start: StartEntry = {
  kind: "start",
  name: "a",
  runId: "0",
  scenarioDigest: "0",
  runner: "lockstep",
  version: "0",
  node: "v24",
};

/** Rows whose agent n holds `value(round, n)`. */
function journal(
  rounds: readonly number[],
  agents: number,
  value: (round: number, agent: number) => number,
): Journal {
  const rows = rounds.map((round): RowEntry => {
    const digests = Array.from({ length: agents }, (_, n) => agentDigest({ x: value(round, n) }));
    return {
      kind: "row",
      round,
      digest: rowDigest(digests),
      messages: 0,
      bytes: 0,
      metrics: {},
      digests: digests.map(shortHex),
      agents: {},
    };
  });
  return { start, rows };
}

const plain = (round: number, agent: number) => 10 * round + agent;

t.test("equal where all common rounds agree, however often each was measured", async (t) => {
  const [every, third] = [journal([0, 1, 2, 3, 4, 5, 6], 3, plain), journal([0, 3, 6, 9], 3, plain)];
  t.same(firstDifference(every, third), {
    equal: true,
    text: "equal: all 3 common rounds have the same digests",
  });
});

t.test("the first round and the first agent that differ, with both digests", async (t) => {
  const apart = journal(
    [0, 1, 2, 3, 4],
    3,
    (round, n) => plain(round, n) + (round >= 2 && n >= 1 ? 0.5 : 0),
  );
  const { equal, text } = firstDifference(journal([0, 1, 2, 3, 4], 3, plain), apart);
  t.equal(equal, false);
  const [a, b] = [21, 21.5].map((x) => shortHex(agentDigest({ x })));
  t.equal(text, `round 2, agent 1: ${a} against ${b}`);
  const sign = (zero: number) => journal([0], 1, () => zero);
  t.match(firstDifference(sign(0), sign(-0)).text, /^round 0, agent 0: /);
});

t.test("other numbers of agents, and nothing in common, are differences", async (t) => {
  t.same(firstDifference(journal([0], 3, plain), journal([0], 4, plain)), {
    equal: false,
    text: "round 0: 3 agents against 4",
  });
  t.equal(firstDifference(journal([1], 3, plain), journal([2], 3, plain)).equal, false);
});
