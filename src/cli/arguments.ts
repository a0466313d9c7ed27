// Readers of command-line values.
import { InvalidArgumentError } from "commander";

/** Reads a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`allowed are whole numbers from ${least}.`);
  };
}

/** Reads a number in an open interval. */
export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value > low && value < high) return value;
    throw new InvalidArgumentError(`allowed are numbers between ${low} and ${high}.`);
  };
}

/** Collects the values of a repeatable option. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
