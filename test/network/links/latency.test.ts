// Latencies have the distributions they are named after.
import t from "tap";
import { arrivalsOf, linkOf, meanOf, passageOf } from "./passages.ts";

const count = 20_000;

/** What `count` packets of a latency, all sent at 1000 ms, need. */
function delays(kind: string, options: object): number[] {
  const passage = passageOf({ latency: linkOf(kind, options) });
  const packet = new Uint8Array(8);
  return Array.from({ length: count }, () => passage.carry(0, 1, packet, 1000)[0]! - 1000);
}

t.test("constant", async (t) => {
  t.same(new Set(delays("constant", { ms: 20 })), new Set([20]));
});

t.test("uniform: bounds, mean and variance", async (t) => {
  const found = delays("uniform", { lowestMs: 5, highestMs: 25 });
  t.ok(found.every((ms) => ms >= 5 && ms < 25 + 1e-9));
  const { mean, error } = meanOf(found);
  t.ok(Math.abs(mean - 15) < 4 * error, `${mean} ± ${error}`);
  const square = meanOf(found.map((ms) => (ms - 15) ** 2));
  t.ok(Math.abs(square.mean - 400 / 12) < 4 * square.error, `${square.mean} ± ${square.error}`);
});

t.test("log-normal: the logarithm is normal around that of the median", async (t) => {
  const found = delays("log-normal", { medianMs: 40, spread: 0.5 }).map((ms) => Math.log(ms / 40));
  const first = meanOf(found);
  t.ok(Math.abs(first.mean) < 4 * first.error, `${first.mean} ± ${first.error}`);
  const second = meanOf(found.map((x) => x * x));
  t.ok(Math.abs(second.mean - 0.25) < 4 * second.error, `${second.mean} ± ${second.error}`);
  t.same(new Set(delays("log-normal", { medianMs: 40, spread: 0 })), new Set([40]));
});

t.test("retransmission: k losses cost 2^k − 1 timeouts, with probability (1 − p) p^k", async (t) => {
  const found = delays("retransmission", { probability: 0.3, timeoutMs: 200 });
  for (const k of [0, 1, 2, 3]) {
    const { mean, error } = meanOf(found.map((ms) => (ms === 200 * (2 ** k - 1) ? 1 : 0)));
    t.ok(Math.abs(mean - 0.7 * 0.3 ** k) < 4 * error, `${k}: ${mean} ± ${error}`);
  }
  const stubborn = delays("retransmission", { probability: 0.95, timeoutMs: 1 });
  const steps = [...new Set(stubborn)].sort((a, b) => a - b).slice(6, 10);
  t.same(steps, [63, 127, 191, 255], "from 64 timeouts on it stays");
});

t.test("jitter adds to latency", async (t) => {
  const links = { latency: linkOf("constant", { ms: 20 }), jitter: linkOf("constant", { ms: 3 }) };
  t.same(arrivalsOf(passageOf(links), 2, { everyMs: 10 }), [[23], [33]]);
});

t.test("bounds the wrong way round are refused", async (t) => {
  t.throws(() => linkOf("uniform", { lowestMs: 2, highestMs: 1 }), /lowestMs must not exceed/);
});
