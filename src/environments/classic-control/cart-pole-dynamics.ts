// A pole hinged on a cart that is pushed to and fro (Barto, Sutton and Anderson, "Neuronlike adaptive
// elements that can solve difficult learning control problems", 1983). Metres, seconds, radians from
// upright.
import { cos, sin } from "../../math/trigonometry.ts";

/** Half the pole's length in metres, gravity in m/s². The cart weighs 1 kg, the pole 0.1 kg. */
export interface Pole {
  readonly length: number;
  readonly gravity: number;
}

/** The cart's place and speed, the pole's angle and its rate. */
export type Balance = readonly [place: number, speed: number, angle: number, rate: number];

const [cartMass, poleMass] = [1, 0.1];

/** Time between two actions in seconds, passed in one Euler step. */
export const pushTime = 0.02;

/** d balance / dt under a force (N) on the cart. */
export function cartPoleRates(
  [, speed, angle, rate]: Balance,
  force: number,
  { length, gravity }: Pole,
): Balance {
  const total = cartMass + poleMass;
  const [c, s] = [cos(angle), sin(angle)];
  const push = (force + poleMass * length * rate * rate * s) / total;
  const turn = (gravity * s - c * push) / (length * (4 / 3 - (poleMass * c * c) / total));
  return [speed, push - (poleMass * length * turn * c) / total, rate, turn];
}

/** One explicit Euler step. */
export function cartPoleStep(balance: Balance, force: number, pole: Pole): Balance {
  const rates = cartPoleRates(balance, force, pole);
  const at = (i: 0 | 1 | 2 | 3) => balance[i] + pushTime * rates[i];
  return [at(0), at(1), at(2), at(3)];
}
