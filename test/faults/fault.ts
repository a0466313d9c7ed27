// What every fault that a user can cause must look like.
import type { Test } from "tap";
import { DivergenceError, ScenarioError } from "../../src/error.ts";

/** What is thrown by `act`, or undefined. */
export async function thrownBy(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Why an error is no answer for a user; undefined where it is one, or there was no error. */
export function unfitness(error: unknown): string | undefined {
  if (error === undefined || error instanceof DivergenceError) return undefined;
  if (!(error instanceof ScenarioError)) return `not a ScenarioError: ${(error as Error).stack ?? error}`;
  const { message, place, allowed } = error;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(message)) return `more than one line: ${message}`;
  if (place.trim() === "") return `no place: ${message}`;
  if (!/: (?:missing|got .+); ./u.test(message)) return `another form: ${message}`;
  if (allowed.trim().length < 4) return `nothing allowed: ${message}`;
  if (
    /invalid input|undefined|\[object|expected \w+, received|zod\w*error|at line \d+, column/i.test(allowed)
  )
    return `words for programmers: ${message}`;
  if (message.length > 900) return `too long: ${message}`;
  return undefined;
}

/** The ScenarioError that `act` throws; the test fails where it throws another or none. */
export async function faultOf(t: Test, act: () => unknown, what: string): Promise<ScenarioError> {
  const error = await thrownBy(act);
  t.equal(unfitness(error), undefined, what);
  if (error instanceof ScenarioError) return error;
  t.fail(`${what}: it must be refused`);
  return new ScenarioError("nowhere", "nothing", "nothing was refused");
}
