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
    const found = value === undefined ? "missing" : `got ${show(value)}`;
    super(`${place}: ${found}; ${allowed}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "));
    this.place = place;
    this.value = value;
    this.allowed = allowed;
  }

  /** The same fault with the file it was found in before its place. */
  foundIn(file: string): ScenarioError {
    if (this.place.startsWith(file)) return this;
    return new ScenarioError(`${file}: ${this.place}`, this.value, this.allowed);
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
  const text = json(value);
  if (text === undefined) return `a ${typeof value}`;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** JSON that also shows what JSON has no words for; undefined where a value cannot be written at all. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, inner) => {
      if (typeof inner === "number" && !Number.isFinite(inner)) return String(inner);
      return typeof inner === "bigint" ? String(inner) : inner;
    });
  } catch {
    return undefined;
  }
}
