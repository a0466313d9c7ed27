// What a peer needs to come back after a crash: its state after a round, and the packets that neighbours who
// come back from an earlier round will ask for again.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../algorithms/algorithm.ts";
import { readNpz, writeNpz } from "../environments/npz.ts";
import { ScenarioError } from "../error.ts";
import { partOf, under } from "../mixing/missing/saved.ts";
import type { AgentId } from "../topology/topology.ts";
import { checkpointArrays, savedOf, scalar } from "./checkpoint.ts";
import { flushFolder, readBytes, writeWhole } from "./files.ts";

/** Neighbour → the packets it may ask for, in their order. */
export type PacketLogs = readonly (readonly [AgentId, readonly Uint8Array[]])[];

/** A peer's checkpoint. */
export interface PeerCheckpoint {
  readonly round: number;
  readonly state: State;
  /** What mixing remembers. */
  readonly mixing: Readonly<Record<string, Float64Array>>;
  /** What it had sent. */
  readonly sent: { readonly messages: number; readonly bytes: number; readonly wireBytes: number };
  /** How often a neighbour was missing. */
  readonly missing: number;
  readonly logs: PacketLogs;
}

const fileName = "checkpoint.npz";
const mixingWord = "mixing";
const packetsName = (round: number) => `packets-${round}.bin`;

/** Bytes before each packet: neighbour and length, both uint32. */
const headBytes = 8;

/**
 * Replaces the checkpoint whole: the packets first, then the state, which names them by its round. When it
 * returns, a loss of power takes nothing of it: neighbours will no longer have what was before.
 */
export function writePeerCheckpoint(folder: string, checkpoint: PeerCheckpoint): void {
  const { round, state, mixing, sent, missing, logs } = checkpoint;
  writeWhole(join(folder, packetsName(round)), packed(logs));
  const { wireBytes, ...traffic } = sent;
  const arrays = checkpointArrays({ round, states: [state], traffic });
  const counts = { wire_bytes: scalar(wireBytes), missing: scalar(missing) };
  const remembered = Object.entries(under(mixingWord, mixing)).map(([name, data]) => {
    return [name, { shape: [data.length], data }] as const;
  });
  const content = { ...arrays, ...Object.fromEntries(remembered), ...counts };
  writeWhole(join(folder, fileName), writeNpz(content));
  flushFolder(folder);
  for (const name of readdirSync(folder))
    if (/^packets-\d+\.bin$/.test(name) && name !== packetsName(round)) rmSync(join(folder, name));
}

/** The checkpoint in a peer's folder, if there is one. @throws ScenarioError where it is damaged */
export function readPeerCheckpoint(folder: string): PeerCheckpoint | undefined {
  const path = join(folder, fileName);
  if (!existsSync(path)) return undefined;
  const arrays = readNpz(readBytes(path), path);
  const { round, states, traffic } = savedOf(arrays, path);
  const wireBytes = arrays.wire_bytes?.data[0];
  if (wireBytes === undefined || states[0] === undefined)
    throw new ScenarioError(path, "no state", "the checkpoint is damaged");
  const packets = join(folder, packetsName(round));
  const flat = Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, data]));
  return {
    round,
    state: states[0],
    mixing: partOf(flat, mixingWord),
    sent: { ...traffic, wireBytes },
    missing: arrays.missing?.data[0] ?? 0,
    logs: unpacked(readBytes(packets), packets),
  };
}

function packed(logs: PacketLogs): Uint8Array {
  const parts = logs.flatMap(([other, packets]) =>
    packets.flatMap((packet) => {
      const head = Buffer.alloc(headBytes);
      head.writeUInt32LE(other, 0);
      head.writeUInt32LE(packet.length, 4);
      return [head, packet];
    }),
  );
  return Buffer.concat(parts);
}

function unpacked(bytes: Uint8Array, place: string): PacketLogs {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const logs = new Map<AgentId, Uint8Array[]>();
  for (let at = 0; at < bytes.length; ) {
    const size = at + headBytes <= bytes.length ? view.readUInt32LE(at + 4) : Number.POSITIVE_INFINITY;
    if (at + headBytes + size > bytes.length)
      throw new ScenarioError(place, `${bytes.length} bytes`, "whole packets: the checkpoint is damaged");
    const other = view.readUInt32LE(at);
    const log = logs.get(other) ?? [];
    log.push(Uint8Array.from(view.subarray(at + headBytes, at + headBytes + size)));
    logs.set(other, log);
    at += headBytes + size;
  }
  return [...logs];
}
