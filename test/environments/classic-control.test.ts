// Acrobot and CartPole against Lagrange's equations written with a mass matrix, and by their energy.
import fc from "fast-check";
import t from "tap";
import {
  acrobotRates,
  acrobotStep,
  contained,
  type Posture,
  tipHeight,
} from "../../src/environments/classic-control/acrobot-dynamics.ts";
import {
  type Balance,
  cartPoleRates,
  cartPoleStep,
} from "../../src/environments/classic-control/cart-pole-dynamics.ts";
import { featuresOf } from "../../src/environments/classic-control/state-features.ts";
import type { EpisodicTask, World } from "../../src/environments/environment.ts";
import { ScenarioError } from "../../src/error.ts";
import { rootRng } from "../../src/math/random.ts";
import { denseSolve } from "../oracles/dense-solve.ts";
import { contextOf, distance, worldOf } from "./fixtures.ts";

const real = (size: number) => fc.double({ min: -size, max: size, noNaN: true });
const postures = fc.tuple(real(3), real(3), real(10), real(20)) as fc.Arbitrary<Posture>;
const links = fc.record({
  first: fc.double({ min: 0.3, max: 3, noNaN: true }),
  second: fc.double({ min: 0.3, max: 3, noNaN: true }),
});
const { sin, cos } = Math;

/** M(q) q̈ = f: accelerations of two 1 kg links, from T − V with centres halfway and I = 1. */
function lagrange(
  [a, b, p, q]: Posture,
  torque: number,
  { first, second }: { first: number; second: number },
) {
  const [c1, c2] = [first / 2, second / 2];
  const m11 = c1 ** 2 + first ** 2 + c2 ** 2 + 2 * first * c2 * cos(b) + 2;
  const m12 = c2 ** 2 + first * c2 * cos(b) + 1;
  const m22 = c2 ** 2 + 1;
  const coriolis = first * c2 * sin(b);
  const right1 = coriolis * q * (2 * p + q) - 9.8 * ((c1 + first) * sin(a) + c2 * sin(a + b));
  const right2 = torque - coriolis * p * p - 9.8 * c2 * sin(a + b);
  return denseSolve(
    [
      [m11, m12],
      [m12, m22],
    ],
    [right1, right2],
  );
}

function energy([a, b, p, q]: Posture, { first, second }: { first: number; second: number }): number {
  const [c1, c2] = [first / 2, second / 2];
  const [x1, y1] = [c1 * cos(a) * p, c1 * sin(a) * p];
  const [x2, y2] = [
    first * cos(a) * p + c2 * cos(a + b) * (p + q),
    first * sin(a) * p + c2 * sin(a + b) * (p + q),
  ];
  const kinetic = 0.5 * (x1 ** 2 + y1 ** 2 + p ** 2 + x2 ** 2 + y2 ** 2 + (p + q) ** 2);
  return kinetic - 9.8 * (c1 * cos(a) + first * cos(a) + c2 * cos(a + b));
}

t.test("the acrobot's accelerations are Lagrange's, and a torque does the work it should", async () => {
  fc.assert(
    fc.property(postures, links, real(1), (posture, both, torque) => {
      const rates = acrobotRates(posture, torque, both);
      const expected = lagrange(posture, torque, both);
      const scale = 1 + Math.max(...expected.map(Math.abs));
      if (distance(rates.slice(2), expected) > 1e-10 * scale) return false;
      // dE/dt by central differences along the flow is torque times the elbow's speed.
      const h = 1e-5;
      const at = (sign: number) =>
        energy(posture.map((x, i) => x + sign * h * rates[i]) as unknown as Posture, both);
      const power = (at(1) - at(-1)) / (2 * h);
      return Math.abs(power - torque * posture[3]) < 1e-4 * scale * (1 + Math.abs(energy(posture, both)));
    }),
    { seed: 1 },
  );
});

t.test("without a torque energy stays, to the fourth order of the step", async (t) => {
  const both = { first: 1.5, second: 1 };
  const drift = (time: number) => {
    let posture: Posture = [1.2, -0.4, 0.5, 1];
    const start = energy(posture, both);
    for (let k = 0; k < 4 / time; k++) posture = acrobotStep(posture, 0, both, time);
    return Math.abs(energy(posture, both) - start);
  };
  t.ok(drift(0.001) < 1e-9, `${drift(0.001)}`);
  const ratio = drift(0.02) / drift(0.01);
  t.ok(ratio > 12 && ratio < 70, `half the step, ${ratio} times less`);
});

t.test("the cart-pole's accelerations are Lagrange's, and the force does its work", async () => {
  fc.assert(
    fc.property(
      fc.tuple(real(2), real(5), real(1.5), real(5)),
      real(20),
      fc.constantFrom(0.5, 1, 2),
      fc.constantFrom(0, 9.8, 15),
      (b, force, length, gravity) => {
        const [, v, a, w] = b as unknown as Balance;
        const rates = cartPoleRates(b as unknown as Balance, force, { length, gravity });
        const matrix = [
          [1.1, 0.1 * length * cos(a)],
          [0.1 * length * cos(a), (4 / 3) * 0.1 * length ** 2],
        ];
        const right = [force + 0.1 * length * sin(a) * w * w, 0.1 * gravity * length * sin(a)];
        const expected = denseSolve(matrix, right);
        const kinetic = (x: number, y: number) =>
          matrix[0][0] * v * x + matrix[0][1] * (v * y + w * x) + matrix[1][1] * w * y;
        const power =
          kinetic(rates[1], rates[3]) -
          0.1 * length * sin(a) * w * w * v -
          0.1 * gravity * length * sin(a) * w;
        return (
          distance([rates[1], rates[3]], expected) < 1e-10 &&
          Math.abs(power - force * v) < 1e-9 * (1 + Math.abs(force * v))
        );
      },
    ),
    { seed: 2 },
  );
});

t.test("a pole falls the slower the longer it is, and a hanging acrobot rests", async (t) => {
  const falls = (length: number) => {
    let balance: Balance = [0, 0, 0.01, 0];
    let steps = 0;
    for (; Math.abs(balance[2]) < 1; steps++) balance = cartPoleStep(balance, 0, { length, gravity: 9.8 });
    return steps;
  };
  t.ok(falls(0.5) < falls(1) && falls(1) < falls(4));
  t.same(acrobotStep([0, 0, 0, 0], 0, { first: 1, second: 2 }, 0.2), [0, 0, 0, 0]);
  t.equal(tipHeight([Math.PI, 0, 0, 0], { first: 1, second: 2 }), 3);
  const [theta, , speed] = contained([4, 0, 99, 0]);
  t.ok(Math.abs(theta - (4 - 2 * Math.PI)) < 1e-15 && speed === 4 * Math.PI);
});

const tasksOf = (world: World): EpisodicTask[] =>
  world.shares.flatMap((share) => ("task" in share ? [share.task] : []));

t.test("agents take their parameters in turn; a mirrored agent's actions are exchanged", async (t) => {
  const options = { kind: "cart-pole", poleLengths: [0.5, 1], mirrored: [false, false, true] };
  const tasks = tasksOf(worldOf(options, contextOf(6)));
  const after = (task: EpisodicTask, action: number) =>
    task.step(Float64Array.of(0, 0, 0.01, 0), action, rootRng(1)).state;
  t.same(after(tasks[0], 1), after(tasks[4], 1), "0 and 4 have the short pole");
  t.not(`${after(tasks[0], 1)}`, `${after(tasks[1], 1)}`);
  t.same(after(tasks[0], 1), after(tasks[2], 0), "2 is mirrored");
  const torques = tasksOf(worldOf({ kind: "acrobot", mirrored: [false, true] }, contextOf(2)));
  t.same(after(torques[0], 0), after(torques[1], 2));
  t.same(after(torques[0], 1), after(torques[1], 1), "no torque is no torque");
});

t.test("episodes end where they should, begin anew, and pay until then", async (t) => {
  const [pole] = tasksOf(worldOf({ kind: "cart-pole" }, contextOf(1)));
  let [state, steps] = [pole.start(rootRng(1)), 0];
  for (;;) {
    const next = pole.step(state, 1, rootRng(2).fork(steps++));
    t.equal(next.reward, next.ended === true ? 0 : 1);
    if (next.ended === true) {
      t.ok(Math.abs(next.state[2]) <= 0.05, "a fresh start");
      break;
    }
    state = next.state;
  }
  t.ok(steps > 5 && steps < 20, `pushed one way a pole falls after ${steps} steps`);
  const [pumped] = tasksOf(worldOf({ kind: "acrobot", policy: "pump" }, contextOf(1)));
  let posture: Float64Array = pumped.rest;
  let swings = 0;
  for (let ended = false; !ended && swings < 500; swings++) {
    const next = pumped.step(posture, 0, rootRng(3));
    [posture, ended] = [next.state, next.ended === true];
  }
  t.ok(swings > 20 && swings < 200, `energy is pumped until the tip is up: ${swings} steps`);
});

t.test("features are cosines of length 1 at most, and no more than can be held", async (t) => {
  const rng = rootRng(4);
  const all = featuresOf({ kind: "fourier", order: 2, constant: true }, 2, rng);
  t.ok(
    distance(
      all([1, 1]),
      [1, -1, 1, -1, 1, -1, 1, -1, 1].map((x) => x / 3),
    ) < 1e-15,
  );
  t.equal(featuresOf({ kind: "fourier", order: 2, constant: false }, 2, rng)([0, 0]).length, 8);
  const drawn = featuresOf({ kind: "random", count: 400, width: 1 }, 3, rng);
  const [x, y] = [drawn([0.1, 0.2, 0.3]), drawn([0.4, 0, 0.3])];
  const product = x.reduce((sum, entry, i) => sum + entry * y[i], 0);
  // E[2 φ(x)·φ(y)] is the Gaussian kernel; 400 terms of size 1 are within 4/20 of it.
  t.ok(Math.abs(2 * product - Math.exp(-0.13 / 2)) < 0.2);
  t.throws(() => featuresOf({ kind: "fourier", order: 8, constant: false }, 4, rng), ScenarioError);
});

t.test("a pole that begins fallen is refused: every episode would be one step long", async (t) => {
  const world = (options: object) => () => worldOf({ kind: "cart-pole", ...options }, contextOf(2));
  const startAngles = [0, -0.52];
  t.throws(
    world({ startAngles }),
    /environment\.startAngles\[1\]: got -0\.52; between ± failureAngle = 0\.2/,
  );
  t.doesNotThrow(world({ startAngles, failureAngle: 0.6 }));
});

t.test("a pump, which chooses no torques, has none to reverse", async (t) => {
  const world = (options: object) => () => worldOf({ kind: "acrobot", ...options }, contextOf(2));
  const mirrored = [false, true];
  t.throws(world({ policy: "pump", mirrored }), /environment\.mirrored: got true; false with policy: pump/);
  t.doesNotThrow(world({ mirrored }));
});
