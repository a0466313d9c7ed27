// What each rule does with what has come, against plain formulas.
import fc from "fast-check";
import t from "tap";
import { Arena } from "../../../src/math/arrays.ts";
import { meanOf } from "../../../src/math/vectors.ts";
import { average } from "../../../src/mixing/average.ts";
import { clipping, clippingRule } from "../../../src/mixing/missing/clipping.ts";
import { krumRule } from "../../../src/mixing/missing/krum.ts";
import { lastKnownRule } from "../../../src/mixing/missing/last-known.ts";
import { medianRule } from "../../../src/mixing/missing/median.ts";
import type { MissingRule, Parcel } from "../../../src/mixing/missing/missing.ts";
import { toSelfRule } from "../../../src/mixing/missing/to-self.ts";
import { trimmedMeanRule } from "../../../src/mixing/missing/trimmed-mean.ts";
import type { Weights } from "../../../src/mixing/mixing.ts";
import { fromRows, weightsOf } from "../../../src/mixing/weights.ts";
import { experimentOf, small } from "../../runners/experiments.ts";
import { ring } from "../graphs.ts";

const self = 2;

/** The reply to agent 2 with the part `own`, who hears `others` (undefined: missing), weighed by `row`. */
function reply(
  rule: MissingRule,
  row: Weights,
  own: readonly number[],
  others: Readonly<Record<number, readonly number[] | undefined>>,
): number[] {
  const heard = (source: number): Parcel | undefined => {
    const values = others[source];
    return values && { stamp: 0, message: { x: Float64Array.from(values) }, numbers: undefined };
  };
  const message = { x: Float64Array.from(own) };
  const arrays = new Arena(1).of(0);
  return [...rule.mixerOf(self).mixed({ stamp: 0, row, column: row, message }, heard, arrays).x!];
}

const row = weightsOf([0, 1, 2, 3, 4], [0.1, 0.2, 0.3, 0.25, 0.15]);

t.test("to-self: missing weight is the agent's own", async (t) => {
  t.same(reply(toSelfRule, row, [1], { 0: [10], 1: undefined, 3: [20], 4: undefined }), [
    0 + 0.1 * 10 + (0.3 + (0.2 + 0.15)) * 1 + 0.25 * 20,
  ]);
  const selfless = weightsOf([0, 1], [0.5, 0.5]);
  t.same(reply(toSelfRule, selfless, [8], { 0: undefined, 1: [4] }), [0 + 0.5 * 4 + 0.5 * 8]);
  t.same(reply(toSelfRule, selfless, [8], {}), [8]);
});

t.test("with everybody here the plain rules are W·x, bit by bit", async () => {
  const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.array(number, { minLength: 5, maxLength: 5 }), (x) => {
      const out = new Float64Array(1);
      average(
        row,
        x.map((value) => Float64Array.of(value)),
        out,
      );
      for (const rule of [toSelfRule, lastKnownRule]) {
        const got = reply(rule, row, [x[2]!], { 0: [x[0]!], 1: [x[1]!], 3: [x[3]!], 4: [x[4]!] });
        t.same(got, [...out]);
      }
    }),
    { seed: 1 },
  );
});

t.test("last-known: the newest that ever came, the agent's own before that", async (t) => {
  const mixer = lastKnownRule.mixerOf(self);
  const arrays = new Arena(1).of(0);
  const two = weightsOf([1, 2], [0.25, 0.75]);
  const parcel = (stamp: number, value: number): Parcel => ({
    stamp,
    message: { x: Float64Array.of(value) },
    numbers: undefined,
  });
  const mixed = (stamp: number, own: number, come?: Parcel) => {
    const message = { x: Float64Array.of(own) };
    return mixer.mixed({ stamp, row: two, column: two, message }, () => come, arrays).x![0];
  };
  t.equal(mixed(0, 8), 8);
  t.equal(mixed(1, 8, parcel(1, 4)), 0.25 * 4 + 0.75 * 8);
  t.equal(mixed(2, 16), 0.25 * 4 + 0.75 * 16);
  mixer.received!(1, parcel(0, 100), true);
  t.equal(mixed(3, 16), 0.25 * 4 + 0.75 * 16, "what is older than what is known is no news");
  mixer.received!(1, parcel(2, 12), true);
  t.equal(mixed(4, 16), 0.25 * 12 + 0.75 * 16, "what came late is news");
  t.same(mixer.state!(), { "1 x": Float64Array.of(12) });
});

t.test("median: entry by entry, without weights; the mean of two where they are even", async (t) => {
  const others = { 0: [1, -5], 1: [9, 2], 3: [1e9, 3], 4: undefined };
  t.same(reply(medianRule, row, [4, 4], others), [(4 + 9) / 2, (2 + 3) / 2]);
  t.same(reply(medianRule, row, [4, 4], { ...others, 4: [-1e9, 1e9] }), [4, 3]);
});

t.test("trimmed mean: where nobody would hear enough it is refused", async (t) => {
  const build = (topology: object, trim: number) =>
    experimentOf({
      ...small,
      agents: 7,
      topology,
      network: { whenMissing: { kind: "trimmed-mean", trim } },
    });
  t.doesNotThrow(() => build({ kind: "complete" }, 2));
  t.throws(
    () => build({ kind: "complete" }, 3),
    /^network.whenMissing.trim: got 3; at most 2: agent 0 hears most, 6, and who hears 2·trim or fewer/,
  );
  t.doesNotThrow(() => build({ kind: "star" }, 2), "one that hears enough is enough");
  t.throws(() => build({ kind: "ring" }, 1), /got 1; another rule: agent 0 hears most, 2/);
});

t.test("trimmed mean: extremes count as the agent's own", async (t) => {
  const others = { 0: [1], 1: [-100], 3: [5], 4: [100] };
  const [got] = reply(trimmedMeanRule(1), row, [2], others);
  t.equal(got, 0.1 * 1 + (1 - (0.1 + 0.25)) * 2 + 0.25 * 5);
  t.same(reply(trimmedMeanRule(2), row, [2], others), [2], "four neighbours, two at either end: none left");
});

t.test("clipping: both ends of an edge move by opposite amounts, no further than the radius", async () => {
  const vector = fc.array(fc.double({ noNaN: true, min: -1e3, max: 1e3 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(vector, { minLength: 5, maxLength: 5 }), (x) => {
      const radius = 2;
      const arrays = new Arena(5);
      const parcel = (source: number): Parcel => ({
        stamp: 0,
        message: { x: Float64Array.from(x[source]!) },
        numbers: undefined,
      });
      const w = (agent: number) =>
        weightsOf([agent, (agent + 1) % 5, (agent + 4) % 5].sort(), [1 / 3, 1 / 3, 1 / 3]);
      const replies = x.map((own, agent) => {
        const message = { x: Float64Array.from(own) };
        const occasion = { stamp: 0, row: w(agent), column: w(agent), message };
        return clippingRule(radius).mixerOf(agent).mixed(occasion, parcel, arrays.of(agent)).x!;
      });
      const [before, after] = [meanOf(x.map((row) => Float64Array.from(row))), meanOf(replies)];
      before.forEach((value, i) => {
        if (Math.abs(value - after[i]!) > 1e-10) t.fail(`the mean moved from ${value} to ${after[i]}`);
      });
      replies.forEach((got, agent) => {
        const moved = Math.hypot(...got.map((value, i) => value - x[agent]![i]!));
        if (moved > (2 / 3) * radius + 1e-9) t.fail(`agent ${agent} moved by ${moved}`);
      });
    }),
    { seed: 3 },
  );
});

t.test("clipping within the radius is x + Σ w (x_j − x); what is not finite moves nobody", async (t) => {
  const others = { 0: [1, 0], 1: undefined, 3: [Number.NaN, 0], 4: [Number.POSITIVE_INFINITY, 0] };
  t.same(reply(clippingRule(10), row, [3, 3], others), [3 + 0.1 * (1 - 3), 3 + 0.1 * (0 - 3)]);
  const mixing = fromRows(ring(3), (agent) =>
    weightsOf(
      [0, 1, 2],
      [0, 1, 2].map((other) => (other === agent ? 1.2 : -0.1)),
    ),
  );
  t.throws(() => clipping.build({ radius: 1 }, { mixing }), /weights of 0 and above between agents/);
});

t.test("krum takes over a whole message from the crowd", async (t) => {
  const others = { 0: [1, 1], 1: [1.1, 1], 3: [50, -50], 4: [1, 1.3] };
  t.same(reply(krumRule(1), row, [9, 9], others), [1, 1]);
  t.same(
    reply(krumRule(1), row, [1, 1], { 3: [7, 7] }),
    [1, 1],
    "of two as near as each other the lower id",
  );
  t.same(reply(krumRule(1), row, [1, 1], { 3: [Number.NaN, 1], 4: [1.5, 1] }), [1, 1]);
});
