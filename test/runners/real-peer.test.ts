// What a scenario says of a peer on a real network.
import t from "tap";
import { isOffence, repeatsItself, waitsForAll } from "../../src/runners/real-peer.ts";
import { experimentOf, small } from "./experiments.ts";

const on = (network?: object, change: object = {}) =>
  experimentOf({ ...small, ...(network && { network }), ...change });
const computing = { kind: "shifted-exponential", leastMs: 1, meanExtraMs: 1 };

t.test("to run ahead is an offence only where all wait without end", async (t) => {
  t.ok(isOffence(on(), "too far ahead"));
  t.notOk(isOffence(on({ patience: 5 }), "too far ahead"));
  t.ok(isOffence(on({ patience: 5 }), "another shape"));
});

t.test("rounds that are done again come to the same where all wait without end", async (t) => {
  const sums = { whenMissing: { kind: "running-sums" } };
  t.ok(waitsForAll(on()) && waitsForAll(on(sums)));
  t.ok(repeatsItself(on()) && repeatsItself(on(sums)));
  t.notOk(repeatsItself(on({ patience: 5 })));
  t.notOk(waitsForAll(on({ mode: { kind: "asynchronous" }, agents: { computing } })));
  const oneWay = { topology: { kind: "directed-ring" }, mixing: { kind: "equal" } };
  t.ok(repeatsItself(on({}, oneWay)));
  t.notOk(repeatsItself(on(sums, oneWay)), "sums begin where news has come from");
});
