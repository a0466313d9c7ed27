import t from "tap";
import { exponential, normal, type Rng, rootRng, shuffle, uniformInt } from "../../src/math/random.ts";

const draws = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.next());

t.test("golden draws: they must never change, or old runs could not be repeated", async (t) => {
  t.same(draws(rootRng(1), 3), [0.7742452206294631, 0.4799830549336115, 0.649705268724682]);
  t.same(
    draws(rootRng(1).fork("learning", 7, 42), 3),
    [0.9236956442947772, 0.730090039812813, 0.5422485910582352],
  );
  t.same(draws(rootRng(2 ** 53 - 1).fork("ü", 2 ** 40), 2), [0.4231313419309307, 0.7977669535116385]);
});

t.test("a stream is its address, not its history", async (t) => {
  const root = rootRng(5);
  const expected = draws(rootRng(5).fork("a", 1), 4);
  root.next();
  const early = root.fork("a", 1);
  root.fork("b").next();
  t.same(draws(early, 4), expected, "after draws of the parent");
  t.same(draws(root.fork("a").fork(1), 4), expected, "in two steps");
  const [x, y] = [root.fork(0), root.fork(1)];
  const interleaved = [x.next(), y.next(), x.next(), y.next()];
  t.same([interleaved[0], interleaved[2]], draws(root.fork(0), 2), "whoever draws in between");
  t.same([interleaved[1], interleaved[3]], draws(root.fork(1), 2));
});

t.test("different addresses give different streams", async (t) => {
  const root = rootRng(0);
  const addresses: (string | number)[][] = [
    [], [0], [1], ["1"], ["0"], [""], ["a", "b"], ["ab"], ["b", "a"], ["a", 1], [1, "a"], [0, 0],
    ["a\0"], ["a"], [2 ** 32], [2 ** 32 + 1], [1, 2 ** 20], [2 ** 52], ["", ""],
  ]; // biome-ignore format: a table
  const first = addresses.map((address) => root.fork(...address).next());
  t.equal(new Set(first).size, addresses.length);
  t.not(rootRng(1).next(), rootRng(0).next());
  t.not(rootRng(1).next(), rootRng(2 ** 32).next());
});

t.test("an address holds whole numbers that are not negative", async (t) => {
  for (const part of [-1, 0.5, Number.NaN, 2 ** 53]) t.throws(() => rootRng(0).fork(part), /whole/);
  t.throws(() => rootRng(-1), /whole/);
});

/** Whether the mean of `count` draws is within five standard errors of its expectation. */
function meanIs(count: number, draw: () => number, mean: number, variance: number): boolean {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += draw();
  return Math.abs(sum / count - mean) < 5 * Math.sqrt(variance / count);
}

t.test("moments of the uniform, the normal and the exponential draw", async (t) => {
  const count = 40_000;
  const rng = rootRng(11);
  const stream = (name: string) => rng.fork(name);
  const [u, v, x, y, e, f] = ["u", "v", "x", "y", "e", "f"].map(stream) as [Rng, Rng, Rng, Rng, Rng, Rng];
  t.ok(meanIs(count, () => u.next(), 1 / 2, 1 / 12));
  t.ok(meanIs(count, () => v.next() ** 2, 1 / 3, 4 / 45));
  t.ok(meanIs(count, () => normal(x), 0, 1));
  t.ok(meanIs(count, () => normal(y) ** 2, 1, 2));
  t.ok(meanIs(count, () => normal(y) ** 4, 3, 96));
  t.ok(meanIs(count, () => exponential(e), 1, 1));
  t.ok(meanIs(count, () => exponential(f) ** 2, 2, 20));
});

t.test("streams of neighbouring addresses are uncorrelated", async (t) => {
  const root = rootRng(3);
  let agent = 0;
  const product = () => {
    const pair = [root.fork(agent, 0).next(), root.fork(++agent, 0).next()];
    return (pair[0]! - 0.5) * (pair[1]! - 0.5);
  };
  t.ok(meanIs(20_000, product, 0, 1 / 144));
});

t.test("uniformInt is uniform and exact at the border", async (t) => {
  for (const n of [2, 3, 7, 10]) {
    const counts = new Array<number>(n).fill(0);
    const rng = rootRng(n);
    const total = 20_000;
    for (let k = 0; k < total; k++) counts[uniformInt(rng, n)]!++;
    const square = counts.reduce((sum, c) => sum + (c - total / n) ** 2 / (total / n), 0);
    // A χ² with n−1 degrees has mean n−1 and variance 2(n−1).
    t.ok(square < n - 1 + 6 * Math.sqrt(2 * (n - 1)), `χ² = ${square} for ${n}`);
  }
  // 2³² mod 3·2³⁰ = 2³⁰: without rejection the first third would come twice as often.
  const third = 2 ** 30;
  const rng = rootRng(8);
  t.ok(meanIs(20_000, () => Number(uniformInt(rng, 3 * third) < third), 1 / 3, 2 / 9));
  t.equal(uniformInt({ next: () => 1 - 2 ** -53, fork: () => rng }, 2 ** 32), 2 ** 32 - 1);
});

t.test("uniformInt refuses to draw among no numbers, or more than a word holds", async (t) => {
  for (const n of [0, -1, Number.NaN, 2 ** 32 + 1]) {
    t.throws(() => uniformInt(rootRng(1), n), /broken invariant/, `${n}`);
  }
});

t.test("a draw beyond the last multiple of n is rejected", async (t) => {
  const sequence = [1 - 2 ** -53, 0.5];
  const rng: Rng = { next: () => sequence.shift()!, fork: () => rng };
  t.equal(uniformInt(rng, 3), 2 ** 31 % 3);
  t.same(sequence, []);
});

t.test("shuffle permutes, every order equally often", async (t) => {
  const counts = new Map<string, number>();
  const rng = rootRng(9);
  for (let k = 0; k < 12_000; k++) {
    const order = shuffle(rng, [0, 1, 2, 3]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  t.equal(counts.size, 24);
  const square = [...counts.values()].reduce((sum, c) => sum + (c - 500) ** 2 / 500, 0);
  t.ok(square < 23 + 6 * Math.sqrt(46), `χ² = ${square}`);
});
