// Virtual time: order of events, ties, cancelling.
import fc from "fast-check";
import t from "tap";
import { VirtualClock } from "../../../src/network/virtual/virtual-clock.ts";

function run(clock: VirtualClock): void {
  while (clock.step());
}

t.test("events happen in the order of their times, ties in the order they were scheduled", async (t) => {
  const delays = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 });
  fc.assert(
    fc.property(delays, (list) => {
      const clock = new VirtualClock();
      const seen: [time: number, index: number][] = [];
      list.forEach((delay, index) => {
        clock.after(delay, () => seen.push([clock.now(), index]));
      });
      run(clock);
      const expected = list
        .map((delay, index) => [delay, index])
        .sort(([a, i], [b, j]) => a! - b! || i! - j!);
      t.same(seen, expected);
    }),
    { seed: 1 },
  );
});

t.test("what an event schedules at its own time comes after what was scheduled before", async (t) => {
  const clock = new VirtualClock();
  const seen: string[] = [];
  clock.after(1, () => {
    seen.push("first");
    clock.after(0, () => seen.push("third"));
  });
  clock.after(1, () => seen.push("second"));
  run(clock);
  t.same(seen, ["first", "second", "third"]);
  t.equal(clock.now(), 1);
});

t.test("property: events that schedule events happen as in a list that is searched", async (t) => {
  const delays = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(delays, (list) => {
      // Event n schedules events 2n + 1 and 2n + 2, after their delays.
      const children = (n: number) => [2 * n + 1, 2 * n + 2].filter((child) => child < list.length);
      const clock = new VirtualClock();
      const seen: string[] = [];
      const schedule = (n: number): void => {
        clock.after(list[n]!, () => {
          seen.push(`${clock.now()}: ${n}`);
          for (const child of children(n)) schedule(child);
        });
      };
      schedule(0);
      run(clock);
      const expected: string[] = [];
      let waiting = [{ n: 0, time: list[0]! }];
      while (waiting.length > 0) {
        const next = waiting.reduce((a, b) => (b.time < a.time ? b : a));
        expected.push(`${next.time}: ${next.n}`);
        const added = children(next.n).map((n) => ({ n, time: next.time + list[n]! }));
        waiting = [...waiting.filter((event) => event !== next), ...added];
      }
      t.same(seen, expected);
    }),
    { seed: 2, numRuns: 50 },
  );
});

t.test("a cancelled event does not happen, and time does not move for it", async (t) => {
  const clock = new VirtualClock();
  let acts = 0;
  const cancel = clock.after(5, () => acts++);
  clock.after(2, () => cancel());
  run(clock);
  t.equal(acts, 0);
  t.equal(clock.now(), 2);
  cancel();
});

t.test("infinite patience ends never; the past is over", async (t) => {
  const clock = new VirtualClock();
  clock.after(Number.POSITIVE_INFINITY, () => t.fail("never"));
  t.equal(clock.step(), false);
  t.throws(() => clock.after(-1, () => {}), /is not before/);
  t.throws(() => clock.after(Number.NaN, () => {}), /is not before/);
});
