// How large a world may be: refused with its size before the memory runs out.
import { ScenarioError } from "../error.ts";

/** The most numbers that the agents' rewards or vectors may hold in all: 2^28, which is 2 GiB. */
export const mostNumbers = 2 ** 28;

/**
 * The most entries that kernels may have in all: 2^26; they are gathered in lists before they are packed.
 */
export const mostEntries = 2 ** 26;

/**
 * @param factors what is multiplied, by name: `{ agents: 10, states: 100 }`
 * @param most the limit; 2^28 unless given
 * @throws ScenarioError where the product is above it
 */
export function requireSize(
  place: string,
  factors: Readonly<Record<string, number>>,
  most = mostNumbers,
): void {
  const count = Object.values(factors).reduce((product, factor) => product * factor, 1);
  if (count <= most) return;
  const product = Object.entries(factors)
    .map(([name, factor]) => `${factor} ${name}`)
    .join(" × ");
  throw new ScenarioError(place, product, `at most ${most} numbers in all, and this makes ${count}`);
}
