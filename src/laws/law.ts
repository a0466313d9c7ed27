// What every interface's exam is made of. The suites run over the registries and over plug-ins, without a
// test library.

/** A named statement that every `Subject` must satisfy. */
export interface Law<Subject> {
  /** The statement, as a sentence. */
  readonly name: string;
  /** Where this law is broken the others would only repeat it: they are not examined. */
  readonly decisive?: true;
  /** Returns where the law holds; throws a LawError, or any other error, where it does not. */
  examine(subject: Subject): void | Promise<void>;
}

/** A law does not hold: the message says where and by how much. */
export class LawError extends Error {
  override readonly name = "LawError";
}

/** What an examination found: `fault` is undefined where the law holds. */
export interface Verdict {
  readonly law: string;
  readonly fault: string | undefined;
}

/** @throws LawError with `fault` unless `condition` holds */
export function demand(condition: boolean, fault: string): void {
  if (!condition) throw new LawError(fault);
}

/**
 * Examines `subject` by all `laws` in turn; anything a law throws is a fault, so that one failure hides no
 * other, unless it is decisive.
 */
export async function* examine<Subject>(
  laws: readonly Law<Subject>[],
  subject: Subject,
): AsyncGenerator<Verdict> {
  for (const law of laws) {
    const fault = await faultOf(law, subject);
    yield { law: law.name, fault };
    if (fault !== undefined && law.decisive) return;
  }
}

async function faultOf<Subject>(law: Law<Subject>, subject: Subject): Promise<string | undefined> {
  try {
    await law.examine(subject);
    return undefined;
  } catch (error) {
    if (error instanceof LawError) return error.message;
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
