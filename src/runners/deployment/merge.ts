// The journals of all peers become the run: a row as soon as the slowest peer has written its part.
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { hexToBytes } from "@noble/hashes/utils.js";
import { ScenarioError } from "../../error.ts";
import type { EndEntry } from "../../journal/journal.ts";
import {
  type PeerEntry,
  type PeerRest,
  type PeerRow,
  parsePeerEntry,
  readView,
} from "../../journal/peer-journal.ts";
import type { Membership } from "../../network/membership.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import type { AgentId } from "../../topology/topology.ts";
import { honestAgents } from "../chronicle.ts";
import { membershipOf } from "../itinerary.ts";
import { isMeasured } from "../rounds.ts";
import type { Recorder } from "../runner.ts";
import { peerFolderOf, peerJournalName } from "./peer-folder.ts";

/** Reads a journal while it grows. */
class Tail {
  readonly path: string;
  /** The end of the last whole line: what follows may yet be cut off. */
  #at = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** The whole lines that have come since the last call. */
  next(): PeerEntry[] {
    const lines = this.#read();
    const end = lines.lastIndexOf(10) + 1;
    this.#at += end;
    const whole = lines.toString("utf8", 0, end).split("\n").slice(0, -1);
    return whole.map((line) => parsePeerEntry(line, this.path));
  }

  #read(): Buffer {
    if (!existsSync(this.path)) return Buffer.alloc(0);
    const file = openSync(this.path, "r");
    try {
      const parts: Buffer[] = [];
      for (let at = this.#at; ; ) {
        const part = Buffer.alloc(2 ** 16);
        const count = readSync(file, part, 0, part.length, at);
        if (count === 0) return Buffer.concat(parts);
        parts.push(part.subarray(0, count));
        at += count;
      }
    } finally {
      closeSync(file);
    }
  }
}

/** One peer's part of the run. */
interface Part {
  readonly tail: Tail;
  readonly rows: PeerRow[];
  /** What it was when it took no part any more, oldest first. */
  readonly rests: PeerRest[];
  /** The last that was recorded. */
  last: PeerRow | PeerRest | undefined;
  /** Whether no row will come any more. */
  isGone: boolean;
  end: EndEntry | undefined;
}

/** The run that is put together. */
export class Merge {
  readonly #parts: readonly Part[];
  readonly #recorder: Recorder;
  readonly #experiment: Experiment;
  readonly #membership: Membership;
  #round: number | undefined;

  /** @param runFolder the folder in whose peers/ the journals are */
  constructor(runFolder: string, experiment: Experiment, recorder: Recorder) {
    this.#recorder = recorder;
    this.#experiment = experiment;
    this.#membership = membershipOf(experiment);
    this.#parts = experiment.shares.map((_, agent) => {
      const path = join(peerFolderOf(runFolder, agent), peerJournalName);
      return { tail: new Tail(path), rows: [], rests: [], last: undefined, isGone: false, end: undefined };
    });
  }

  /** The last round that all peers have measured; undefined before the first. */
  get round(): number | undefined {
    return this.#round;
  }

  /** How each peer ended; undefined where it has not. */
  get ends(): readonly (EndEntry | undefined)[] {
    return this.#parts.map(({ end }) => end);
  }

  /**
   * Records the rounds that have become whole; answers whether the run has reached its stopping rule.
   * @throws ScenarioError where journals are damaged or do not fit together
   */
  advance(): boolean {
    for (const part of this.#parts) {
      for (const entry of part.tail.next()) {
        if (entry.kind === "row") part.rows.push(entry);
        if (entry.kind === "rest") part.rests.push(entry);
        // A peer that was interrupted and goes on has an end before its later rows.
        part.end = entry.kind === "end" ? entry : undefined;
      }
    }
    for (;;) {
      const round = this.#next();
      const rows =
        round === undefined ? [] : this.#parts.flatMap((_, agent) => this.#row(agent, round) ?? []);
      if (rows.length < this.#parts.length || !rows.some((row) => isOf(row, round!))) return false;
      if (this.#record(round!, rows)) return true;
    }
  }

  /** These write no more: after their last rows their states stay, and metrics are over the others. */
  goOnWithout(agents: readonly AgentId[]): void {
    for (const agent of agents) this.#parts[agent]!.isGone = true;
  }

  /** Whether somebody writes no more who has written nothing: no round becomes whole. */
  get isHopeless(): boolean {
    return this.#parts.some(({ isGone, last, rows, rests }) => {
      return isGone && last === undefined && rows.length + rests.length === 0;
    });
  }

  /** The next measured round; undefined after the last. */
  #next(): number | undefined {
    const { scenario } = this.#experiment;
    let round = (this.#round ?? -1) + 1;
    while (round < scenario.rounds && !isMeasured(scenario, round)) round++;
    return round <= scenario.rounds ? round : undefined;
  }

  /** What an agent is in a round, whether it takes part or not; undefined where it has not told yet. */
  #row(agent: AgentId, round: number): PeerRow | PeerRest | undefined {
    const { rows, rests, last, isGone, tail } = this.#parts[agent]!;
    const stays = isGone ? last : undefined;
    if (!this.#membership.isPresent(agent, round)) {
      // An earlier absence says nothing of this one, which the agent may not have come to.
      const from = this.#membership.lastRound(agent, round) + 1;
      return rests.find((rest) => rest.round === from) ?? stays;
    }
    const [row] = rows;
    if (row === undefined) return stays;
    if (row.round === round) return row;
    throw new ScenarioError(
      tail.path,
      `round ${row.round}`,
      `round ${round}, which is to be measured next`,
    );
  }

  #record(round: number, rows: readonly (PeerRow | PeerRest)[]): boolean {
    const present = rows.flatMap((row, agent) => (isOf(row, round) ? [agent] : []));
    for (const agent of present) this.#parts[agent]!.rows.shift();
    rows.forEach((row, agent) => {
      this.#parts[agent]!.last = row;
    });
    const sum = (count: (row: PeerRow | PeerRest) => number) =>
      rows.reduce((total, row) => total + count(row), 0);
    this.#round = round;
    const views = rows.map(({ view }, agent) => readView(view, this.#parts[agent]!.tail.path));
    const among = honestAgents(this.#experiment, present.length < rows.length ? present : undefined);
    const isCounted = rows.some(({ missing }) => missing !== undefined);
    return this.#recorder.record({
      round,
      states: [],
      digests: rows.map(({ digest }) => hexToBytes(digest)),
      views: among?.map((agent) => views[agent]!) ?? views,
      ...(among && { among }),
      traffic: { messages: sum((row) => row.messages), bytes: sum((row) => row.bytes) },
      columns: {
        wire_bytes: sum((row) => row.wireBytes),
        ...(isCounted && { missing: sum(({ missing = 0 }) => missing) }),
      },
    });
  }
}

/** Whether an agent took part in the round, and not only rested or was given up. */
function isOf(row: PeerRow | PeerRest, round: number): boolean {
  return row.kind === "row" && row.round === round;
}
