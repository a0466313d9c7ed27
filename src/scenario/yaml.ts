// From YAML (or JSON) text to plain values; whatever is wrong with the text is one line.
import { type Document, isCollection, parseDocument, visit } from "yaml";
import { ScenarioError } from "../error.ts";

/** Aliases may stand for this many nodes in all: more is an attack on the memory. */
const mostAliases = 100;

/**
 * Reads YAML (or JSON) text as a record.
 * @param place the name of the text, as errors should say it
 * @throws ScenarioError with the name, and with the line where the text itself is wrong
 */
export function readYaml(text: string, place: string): Record<string, unknown> {
  if (text.trim() === "")
    throw new ScenarioError(place, "an empty file", "write a scenario, as `hearsay init` does");
  const value = yamlValue(text, place);
  if (isRecord(value)) return value;
  throw new ScenarioError(place, value, "a scenario is a mapping: name, agents, rounds, …");
}

/**
 * The value of YAML text: keys are strings, every tag is known, no value contains itself.
 * @throws ScenarioError with the name of the text, and the line where it has several
 */
export function yamlValue(text: string, place: string): unknown {
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) {
    const line = fault.linePos?.[0].line ?? 1;
    const found = text.split("\n")[line - 1]?.trimEnd() ?? "";
    throw new ScenarioError(text.includes("\n") ? `${place}:${line}` : place, found, wellFormed(fault));
  }
  refuseCycles(document, place);
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    const name = /^Unresolved alias .*: (.+)$/.exec((error as Error).message)?.[1];
    if (name !== undefined)
      throw new ScenarioError(place, `*${name}`, `an alias needs its anchor, &${name}, before it`);
    throw new ScenarioError(
      place,
      "too many aliases",
      `they may stand for at most ${mostAliases} values in all`,
    );
  }
}

/** Whether a value is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the parser found wrong, without the place it repeats and without advice to programmers. */
function wellFormed({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === "MULTIPLE_DOCS") return "a file holds one scenario: `---` begins a second one";
  if (message.startsWith("Maximum call stack")) return "the nesting must be less deep";
  const reason = message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
  return `well-formed YAML: ${reason}`;
}

/** @throws ScenarioError where an alias stands inside the value it stands for */
function refuseCycles(document: Document, place: string): void {
  visit(document, {
    Alias(_, alias, path) {
      const target = path.find((node) => isCollection(node) && node.anchor === alias.source);
      if (target === undefined) return;
      throw new ScenarioError(place, `*${alias.source}`, "an alias must not stand inside its own anchor");
    },
  });
}
