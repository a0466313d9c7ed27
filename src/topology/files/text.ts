// Bytes to text.
import { ScenarioError } from "../../error.ts";

/**
 * The text of a UTF-8 file, without its byte order mark.
 *
 * @throws ScenarioError where the bytes are not UTF-8 or hold nothing but white space
 */
export function textOf(bytes: Uint8Array, path: string): string {
  const text = decoded(bytes, path);
  if (text.trim() === "") throw new ScenarioError(path, "an empty file", "it must hold a graph");
  return text;
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ScenarioError(path, "bytes that are not UTF-8", "save the file in UTF-8");
  }
}
