// The journal of one peer: one JSON line per measured round, with what only this agent knows and what
// metrics may see of it. Merging the journals of all peers makes the journal of the run.
import { existsSync } from "node:fs";
import { ScenarioError } from "../error.ts";
import type { Message } from "../mixing/mixing.ts";
import { readText } from "./files.ts";
import type { EndEntry, StartEntry } from "./journal.ts";

/** The first line. */
export interface PeerStart extends StartEntry {
  readonly agent: number;
}

/** A measured round of one agent. */
export interface PeerRow {
  readonly kind: "row";
  readonly round: number;
  /** The agent's digest, 64 hex digits. */
  readonly digest: string;
  /** What it had sent. */
  readonly messages: number;
  readonly bytes: number;
  readonly wireBytes: number;
  /** How often a neighbour was missing when it mixed; undefined where it waits without end. */
  readonly missing?: number;
  /** What metrics may see: float64 values, little-endian, in base64. */
  readonly view: Readonly<Record<string, string>>;
}

/** From `round` on, measured or not, an agent takes no part: this is what it is until it does again. */
export interface PeerRest extends Omit<PeerRow, "kind"> {
  readonly kind: "rest";
}

/** One line. */
export type PeerEntry = PeerStart | PeerRow | PeerRest | EndEntry;

/** The entries of a peer's journal; none without a file. A last line that was cut off is left out. */
export function readPeerJournal(path: string): PeerEntry[] {
  if (!existsSync(path)) return [];
  const lines = readText(path).split("\n");
  lines.pop();
  return lines.map((line, index) => parsePeerEntry(line, `${path} line ${index + 1}`));
}

/** @throws ScenarioError where a line is no entry of a peer's journal */
export function parsePeerEntry(line: string, place: string): PeerEntry {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    entry = undefined;
  }
  if (isPeerEntry(entry)) return entry;
  throw new ScenarioError(place, line, "the journal is damaged here: it is no entry of a peer");
}

function isPeerEntry(value: unknown): value is PeerEntry {
  const { kind, ...members } = (value ?? {}) as Record<string, unknown>;
  if (kind === "start") return typeof members.agent === "number" && typeof members.runId === "string";
  if (typeof members.round !== "number") return false;
  if (kind === "end") return typeof members.status === "string";
  const isPart = kind === "row" || kind === "rest";
  return isPart && /^[0-9a-f]{64}$/.test(String(members.digest)) && isTexts(members.view);
}

function isTexts(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((text) => typeof text === "string");
}

/** A view as a row holds it. */
export function writtenView(view: Message): Record<string, string> {
  const written = Object.entries(view).map(([name, values]) => {
    const bytes = Buffer.alloc(8 * values.length);
    for (let k = 0; k < values.length; k++) bytes.writeDoubleLE(values[k]!, 8 * k);
    return [name, bytes.toString("base64")] as const;
  });
  return Object.fromEntries(written);
}

/** The view of a row. @throws ScenarioError where it holds no whole values */
export function readView(view: PeerRow["view"], place: string): Message {
  const read = Object.entries(view).map(([name, text]) => {
    const bytes = Buffer.from(text, "base64");
    if (bytes.length % 8 > 0)
      throw new ScenarioError(`${place}, ${name}`, text, "float64 values in base64");
    return [name, Float64Array.from({ length: bytes.length / 8 }, (_, k) => bytes.readDoubleLE(8 * k))];
  });
  return Object.fromEntries(read);
}
