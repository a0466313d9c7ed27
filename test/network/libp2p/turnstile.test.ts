// No more at a time than there are places, everybody in turn, and those who fail leave their place.
import t from "tap";
import { Turnstile } from "../../../src/network/libp2p/turnstile.ts";

t.test("three places for twenty", async (t) => {
  const turnstile = new Turnstile(3);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const act = async (k: number) => {
    order.push(k);
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    if (k % 4 === 0) throw new Error("failed");
    return k;
  };
  const all = Array.from({ length: 20 }, (_, k) => turnstile.pass(() => act(k)));
  const results = await Promise.allSettled(all);
  t.equal(most, 3);
  t.same(
    order,
    order.map((_, k) => k),
  );
  t.equal(results.filter(({ status }) => status === "rejected").length, 5);
});
