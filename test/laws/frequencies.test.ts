import t from "tap";
import { demandFrequencies } from "../../src/laws/frequencies.ts";
import { rootRng } from "../../src/math/random.ts";

t.test("true distributions pass, at any probability", async (t) => {
  for (const p of [0, 1e-4, 0.01, 0.3, 0.5, 0.999, 1]) {
    const rng = rootRng(4).fork("frequencies", String(p));
    const counts = [0, 0];
    for (let i = 0; i < 20_000; i++) counts[rng.next() < p ? 1 : 0]!++;
    t.doesNotThrow(() => demandFrequencies(counts, [1 - p, p], "coin"));
  }
});

t.test("a count beyond Bernstein's bound, or of the impossible, fails", async (t) => {
  // n = 3000, p = 1/2, x = 30: √(2·3000·30/4) + 10 = 222.1…
  t.doesNotThrow(() => demandFrequencies([1500 + 222, 1500 - 222], [0.5, 0.5], "coin"));
  t.throws(() => demandFrequencies([1500 + 223, 1500 - 223], [0.5, 0.5], "coin"), {
    name: "LawError",
    message: /^coin: outcome 0 was drawn 1723 times of 3000, expected 1500 ± 222.1/,
  });
  t.throws(() => demandFrequencies([2999, 1], [1, 0], "coin"), {
    name: "LawError",
    message: "coin: outcome 1 has probability 0 and was drawn 1 times",
  });
});
