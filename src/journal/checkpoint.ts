// A checkpoint: every agent's state after a round, as an .npz that NumPy opens too.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../algorithms/algorithm.ts";
import { type NpyArray, readNpz, writeNpz } from "../environments/npz.ts";
import { assert, ScenarioError } from "../error.ts";
import { readBytes, writeWhole } from "./files.ts";

/** What a checkpoint holds. */
export interface SavedStates {
  readonly round: number;
  readonly states: readonly State[];
  readonly traffic: { readonly messages: number; readonly bytes: number };
}

const fileName = "checkpoint.npz";

/** Whether a run folder has a checkpoint. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(join(folder, fileName));
}

/** Writes `checkpoint.npz`, replacing the last one whole. @throws ScenarioError */
export function writeCheckpoint(folder: string, saved: SavedStates): void {
  writeWhole(join(folder, fileName), writeNpz(checkpointArrays(saved)));
}

/**
 * The arrays of a checkpoint: `round`, `messages`, `bytes`, and per name of the state `state.<name>`, one
 * row an agent.
 */
export function checkpointArrays({ round, states, traffic }: SavedStates): Record<string, NpyArray> {
  return {
    round: scalar(round),
    messages: scalar(traffic.messages),
    bytes: scalar(traffic.bytes),
    ...Object.fromEntries(Object.keys(states[0]!).map((name) => [`state.${name}`, stacked(states, name)])),
  };
}

/** A number as an array of no dimensions. */
export function scalar(value: number): NpyArray {
  return { shape: [], data: Float64Array.of(value) };
}

/** One array of all agents: N × length, or N where the state holds a number. */
export function stacked(
  states: readonly Readonly<Record<string, Float64Array | number>>[],
  name: string,
): NpyArray {
  const first = states[0]![name]!;
  if (typeof first === "number") {
    return {
      shape: [states.length],
      data: Float64Array.from(states, (state) => state[name] as number),
    };
  }
  const data = new Float64Array(states.length * first.length);
  states.forEach((state, n) => {
    assert(
      (state[name] as Float64Array).length === first.length,
      `all agents keep "${name}" of one length`,
    );
    data.set(state[name] as Float64Array, n * first.length);
  });
  return { shape: [states.length, first.length], data };
}

/** Reads the checkpoint of a run folder. @throws ScenarioError where it is damaged */
export function readCheckpoint(folder: string): SavedStates {
  const path = join(folder, fileName);
  return savedOf(readNpz(readBytes(path), path), path);
}

/** What the arrays of a checkpoint say. @throws ScenarioError where some are missing */
export function savedOf(arrays: Readonly<Record<string, NpyArray>>, path: string): SavedStates {
  const number = (name: string): number => {
    const value = arrays[name]?.data[0];
    if (value === undefined) throw new ScenarioError(path, `no array ${name}`, "the checkpoint is damaged");
    return value;
  };
  const names = Object.keys(arrays).filter((name) => name.startsWith("state."));
  const agents = arrays[names[0] ?? ""]?.shape[0] ?? 0;
  const states = Array.from({ length: agents }, (_, n) =>
    Object.fromEntries(names.map((name) => [name.slice("state.".length), unstacked(arrays[name]!, n)])),
  );
  return {
    round: number("round"),
    traffic: { messages: number("messages"), bytes: number("bytes") },
    states,
  };
}

function unstacked({ shape, data }: NpyArray, n: number): Float64Array | number {
  const [, length] = shape;
  return length === undefined ? data[n]! : data.slice(n * length, (n + 1) * length);
}
