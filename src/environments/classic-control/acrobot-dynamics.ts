// The acrobot: two links, a motor at the elbow (Sutton and Barto, "Reinforcement Learning", 1998, 11.3).
// Angles in radians, θ1 from hanging down, θ2 from the first link; speeds in radians per second.
import { cos, sin } from "../../math/trigonometry.ts";

/** Lengths in metres; a link weighs 1 kg, its centre is halfway, its moment of inertia is 1 kg m². */
export interface Links {
  readonly first: number;
  readonly second: number;
}

/** Where the links are and how fast they turn. */
export type Posture = readonly [theta1: number, theta2: number, speed1: number, speed2: number];

const gravity = 9.8;
const mass = 1;
const inertia = 1;

/** Time between two actions in seconds, passed in one Runge–Kutta step. */
export const actionTime = 0.2;

/** Where speeds are cut, in radians per second. */
export const fastest = [4 * Math.PI, 9 * Math.PI] as const;

/** The accelerations under a torque (N m) at the elbow, and the speeds: d posture / dt. */
export function acrobotRates(
  [theta1, theta2, speed1, speed2]: Posture,
  torque: number,
  { first, second }: Links,
): Posture {
  const [centre1, centre2] = [first / 2, second / 2];
  const [c2, s2] = [cos(theta2), sin(theta2)];
  const coupling = mass * first * centre2;
  const d1 =
    mass * (centre1 * centre1 + first * first + centre2 * centre2) + 2 * coupling * c2 + 2 * inertia;
  const d2 = mass * centre2 * centre2 + coupling * c2 + inertia;
  const phi2 = mass * centre2 * gravity * sin(theta1 + theta2);
  const turning = coupling * s2 * (speed2 * speed2 + 2 * speed2 * speed1);
  const phi1 = mass * (centre1 + first) * gravity * sin(theta1) + phi2 - turning;
  const pull = torque + (d2 / d1) * phi1 - coupling * speed1 * speed1 * s2 - phi2;
  const rate2 = pull / (mass * centre2 * centre2 + inertia - (d2 * d2) / d1);
  return [speed1, speed2, -(d2 * rate2 + phi1) / d1, rate2];
}

/** One step of Runge–Kutta's method of fourth order. */
export function acrobotStep(posture: Posture, torque: number, links: Links, time: number): Posture {
  const k1 = acrobotRates(posture, torque, links);
  const k2 = acrobotRates(moved(posture, k1, time / 2), torque, links);
  const k3 = acrobotRates(moved(posture, k2, time / 2), torque, links);
  const k4 = acrobotRates(moved(posture, k3, time), torque, links);
  const sixth = (i: 0 | 1 | 2 | 3) => posture[i] + (time / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  return [sixth(0), sixth(1), sixth(2), sixth(3)];
}

function moved(posture: Posture, rates: Posture, time: number): Posture {
  const at = (i: 0 | 1 | 2 | 3) => posture[i] + time * rates[i];
  return [at(0), at(1), at(2), at(3)];
}

/** Angles brought to [−π, π), speeds cut at 4π and 9π. */
export function contained([theta1, theta2, speed1, speed2]: Posture): Posture {
  const cut = (speed: number, most: number) => Math.min(most, Math.max(-most, speed));
  return [wrapped(theta1), wrapped(theta2), cut(speed1, fastest[0]), cut(speed2, fastest[1])];
}

function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
}

/** How high the tip is above the pivot, in metres. */
export function tipHeight([theta1, theta2]: Posture, { first, second }: Links): number {
  return -first * cos(theta1) - second * cos(theta1 + theta2);
}
