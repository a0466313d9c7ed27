// The tasks of classic control, option by option: agent k has the k-th of every list, round and round, and
// no option is without effect.
import fc from "fast-check";
import t from "tap";
import {
  acrobotStep,
  actionTime,
  contained,
  type Posture,
  tipHeight,
} from "../../src/environments/classic-control/acrobot-dynamics.ts";
import { type Balance, cartPoleStep } from "../../src/environments/classic-control/cart-pole-dynamics.ts";
import { featuresOf } from "../../src/environments/classic-control/state-features.ts";
import type { EpisodicTask, World } from "../../src/environments/environment.ts";
import { rootRng } from "../../src/math/random.ts";
import { contextOf, distance, worldOf } from "./fixtures.ts";

const tasksOf = ({ shares }: World): EpisodicTask[] =>
  shares.flatMap((share) => ("task" in share ? [share.task] : []));

// Evenly spread: most of fast-check's own doubles are next to nothing, or at an end.
const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1000 }).map((n) => min + ((max - min) * n) / 1000);
const listOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const pick = <T>(list: readonly T[], agent: number): T => list[agent % list.length]!;
const agents = 5;

t.test("cart-pole: pole, gravity, start, sense, force, angle of failure and pay", async (t) => {
  let ends = 0;
  fc.assert(
    fc.property(
      fc.record({
        poleLengths: listOf(between(0.2, 2)),
        gravities: listOf(between(0, 20)),
        startAngles: listOf(between(-0.6, 0.6)),
        mirrored: listOf(fc.boolean()),
        force: between(1, 30),
        failureAngle: between(0.7, 1.5),
        rewardScale: between(0.1, 5),
      }),
      fc.tuple(between(-2.6, 2.6), between(-3, 3), between(-1.6, 1.6), between(-3, 3)),
      fc.nat(1),
      (options, balance, action) => {
        const tasks = tasksOf(worldOf({ kind: "cart-pole", ...options }, contextOf(agents)));
        return tasks.every((task, k) => {
          const angle = pick(options.startAngles, k);
          const pole = { length: pick(options.poleLengths, k), gravity: pick(options.gravities, k) };
          const push = (action === 1 ? 1 : -1) * (pick(options.mirrored, k) ? -1 : 1) * options.force;
          const wanted = cartPoleStep(balance as unknown as Balance, push, pole);
          const fallen = Math.abs(wanted[0]) > 2.4 || Math.abs(wanted[2]) > options.failureAngle;
          const {
            state,
            reward,
            ended = false,
          } = task.step(Float64Array.from(balance), action, rootRng(k));
          if (fallen) ends++;
          const expected = fallen ? [0, 0, angle, 0] : wanted;
          return (
            ended === fallen &&
            reward === (fallen ? 0 : options.rewardScale) &&
            distance(state, expected) <= (fallen ? 0.05 : 0) &&
            distance(task.start(rootRng(k)), [0, 0, angle, 0]) <= 0.05 &&
            distance(task.rest, [0, 0, angle, 0]) === 0
          );
        });
      },
    ),
    { seed: 5, numRuns: 200 },
  );
  t.ok(ends > 100 && ends < 900, `${ends} of 1,000 steps end an episode`);
});

t.test("acrobot: both links, sense and pay; speeds are cut, and the tip's height ends it", async (t) => {
  let [ends, cuts] = [0, 0];
  fc.assert(
    fc.property(
      fc.record({
        firstLinks: listOf(between(0.3, 3)),
        secondLinks: listOf(between(0.3, 3)),
        mirrored: listOf(fc.boolean()),
        rewardScale: between(0.1, 5),
      }),
      fc.tuple(between(-3, 3), between(-3, 3), between(-12, 12), between(-28, 28)),
      fc.nat(2),
      (options, posture, action) => {
        const tasks = tasksOf(worldOf({ kind: "acrobot", ...options }, contextOf(agents)));
        return tasks.every((task, k) => {
          const links = { first: pick(options.firstLinks, k), second: pick(options.secondLinks, k) };
          const torque = (action - 1) * (pick(options.mirrored, k) ? -1 : 1);
          const free = acrobotStep(posture as unknown as Posture, torque, links, actionTime);
          const wanted = contained(free);
          if (Math.abs(free[2]) > 4 * Math.PI || Math.abs(free[3]) > 9 * Math.PI) cuts++;
          const up = tipHeight(wanted, links) > links.first;
          if (up) ends++;
          const {
            state,
            reward,
            ended = false,
          } = task.step(Float64Array.from(posture), action, rootRng(k));
          return (
            ended === up &&
            reward === (up ? 0 : -options.rewardScale) &&
            distance(state, up ? [0, 0, 0, 0] : wanted) <= (up ? 0.1 : 0) &&
            distance(task.start(rootRng(k)), [0, 0, 0, 0]) <= 0.1
          );
        });
      },
    ),
    { seed: 6, numRuns: 200 },
  );
  t.ok(ends > 50 && ends < 950, `${ends} of 1,000 steps end an episode`);
  t.ok(cuts > 20, `${cuts} are cut`);
});

t.test("features: x from −1 to 1 is half a turn, and a width makes waves so much longer", async (t) => {
  const order = featuresOf({ kind: "fourier", order: 3, constant: false }, 1, rootRng(1));
  for (const x of [-1, -0.3, 0, 0.5, 1]) {
    const waves = [1, 2, 3].map((c) => Math.cos((Math.PI * c * (x + 1)) / 2) / Math.sqrt(3));
    t.ok(distance(order([x]), waves) < 1e-15);
  }
  const [narrow, wide] = [1, 4].map((width) =>
    featuresOf({ kind: "random", count: 9, width }, 2, rootRng(2).fork("features")),
  );
  t.ok(distance(wide!([0.8, -0.4]), narrow!([0.2, -0.1])) < 1e-15, "w is drawn with deviation 1/width");
  t.ok(distance(wide!([0.8, -0.4]), narrow!([0.8, -0.4])) > 0.01);
});
