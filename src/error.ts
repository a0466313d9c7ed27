/** What a user or a stranger can cause: one line with the place, the value and what is allowed. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  /** Where the fault is. */
  readonly place: string;
  /** What stood there. */
  readonly value: unknown;
  /** What would have been right. */
  readonly allowed: string;

  /**
   * @param place where the fault is: a path of the scenario, a file and its line, an option
   * @param value the offending value, shown shortened
   * @param allowed what would have been right
   */
  constructor(place: string, value: unknown, allowed: string) {
    super(`${place}: got ${show(value)}; ${allowed}`.replace(/\p{Cc}+/gu, " "));
    this.place = place;
    this.value = value;
    this.allowed = allowed;
  }
}

/** A state that stopped being finite: the run ends with exit code 1. */
export class DivergenceError extends Error {
  override readonly name = "DivergenceError";
  readonly agent: number;
  readonly round: number;
  /** The name in the state. */
  readonly array: string;

  constructor(agent: number, round: number, array: string) {
    super(`agent ${agent}, round ${round}: array "${array}" is no longer finite`);
    this.agent = agent;
    this.round = round;
    this.array = array;
  }
}

/** A broken invariant of ours: never the user's fault, never switched off. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}

/** A value as it reads in an error line: at most 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const text: string | undefined = JSON.stringify(value, (_, inner) =>
    typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner,
  );
  if (text === undefined) return typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
