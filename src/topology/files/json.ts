// JSON text to a value; where it is malformed, the line and what stands there.
import { ScenarioError } from "../../error.ts";

/**
 * The value of JSON text.
 *
 * @param place names the text in errors, which append the line
 * @throws ScenarioError where the text is no JSON
 */
export function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const at = faultAt(text, message);
    const line = text.slice(0, at).split("\n").length;
    const found = text.slice(Math.max(text.lastIndexOf("\n", at - 1) + 1, at - 20), at + 20).trim();
    const reason = message
      .replace(/(?:, \.{3}.*| (?:in|after) JSON at position.*)$/s, "")
      .replace(/, ".*$/s, "");
    throw new ScenarioError(`${place}:${line}`, found, `well-formed JSON: ${reason}`);
  }
}

/** The offset that the engine's message tells, by number or by quoting what is there; else the end. */
function faultAt(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const quoted = /(?:\.{3}|, )"(.*?)"(?:\.{3})? is not valid JSON$/s.exec(message)?.[1];
  const start = quoted === undefined ? -1 : text.indexOf(quoted);
  return start === -1 ? text.length : start + Math.floor(quoted!.length / 2);
}
