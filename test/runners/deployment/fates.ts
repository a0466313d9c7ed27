// Where peers of a deployment are to die, drawn from a seed, and where they did.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Test } from "tap";
import { type Rng, uniformInt } from "../../../src/math/random.ts";
import { stampOf } from "../../../src/network/frame.ts";
import { deployed, type Wishes } from "./processes.ts";

/** The moments of an exchange, and of a round's end: which have exchange 0. */
export const moments = ["begun", "sent", "mixed", "journalled", "half saved", "saved"] as const;

/**
 * Before its frame is sent; after; when all are mixed; after the row and before the checkpoint; between the
 * two files of a checkpoint; after it, before the neighbours are told.
 */
export type Moment = (typeof moments)[number];

/** One death. */
export interface Fate {
  readonly round: number;
  readonly exchange: number;
  readonly moment: Moment;
  /** Agents that are killed with it. */
  readonly also: readonly number[];
}

/** Agent → its deaths, a life each. */
export type Fates = Readonly<Record<number, readonly Fate[]>>;

/** What is drawn. */
export interface Draw {
  /** Deaths of those drawn; who dies with them comes on top. */
  readonly deaths: number;
  readonly agents: number;
  /** They are spread over so many rounds. */
  readonly rounds: number;
  /** Rows are journalled in multiples of this round. */
  readonly every: number;
  /** Exchanges a round. */
  readonly exchanges: number;
  readonly moments: readonly Moment[];
}

/**
 * Deaths one after the other. Of every five the second takes a neighbour on a ring with it, and the fourth
 * is the third's again, at an earlier exchange: it dies as it catches up.
 */
export function drawFates(rng: Rng, draw: Draw): Fates {
  const fates: Record<number, Fate[]> = {};
  let last: { readonly victim: number; readonly fate: Fate } | undefined;
  for (let k = 0; k < draw.deaths; k++) {
    const isAgain = k % 5 === 3 && last !== undefined;
    const victim = isAgain ? last!.victim : uniformInt(rng, draw.agents);
    const also = k % 5 === 1 ? [(victim + 1) % draw.agents] : [];
    const fate = isAgain ? earlier(rng, last!.fate) : { ...drawFate(rng, draw, k), also };
    (fates[victim] ??= []).push(fate);
    last = { victim, fate };
  }
  return fates;
}

function drawFate(
  rng: Rng,
  { deaths, rounds, every, exchanges, moments }: Draw,
  k: number,
): Omit<Fate, "also"> {
  const width = Math.floor(rounds / deaths);
  const round = 1 + k * width + uniformInt(rng, width - every);
  const moment = moments[uniformInt(rng, moments.length)]!;
  if (isOfExchange(moment)) return { round, exchange: uniformInt(rng, exchanges), moment };
  return { round: Math.ceil(round / every) * every, exchange: 0, moment };
}

/** At most as far as an earlier death. */
function earlier(rng: Rng, { round }: Fate): Fate {
  return { round: Math.max(0, round - uniformInt(rng, round)), exchange: 0, moment: "begun", also: [] };
}

function isOfExchange(moment: Moment): boolean {
  return moment === "begun" || moment === "sent" || moment === "mixed";
}

export function fatesOf(folder: string): Fates {
  return JSON.parse(readFileSync(join(folder, "fates.json"), "utf8"));
}

/** The deaths that an agent has died at its own hand, in order. */
export function deathsOf(folder: string, agent: number): Fate[] {
  const path = join(folder, `deaths-${agent}.jsonl`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Where an agent's process tells its number while it lives. */
export function pidFile(folder: string, agent: number): string {
  return join(folder, `pid-${agent}`);
}

/** Deploys a scenario whose peers die; answers the run, and all deaths by agent. */
export async function deployedToDie(path: string, out: string, fates: Fates, wishes: Wishes) {
  const folder = `${out}-fates`;
  mkdirSync(folder);
  writeFileSync(join(folder, "fates.json"), JSON.stringify(fates));
  const program = [resolve(import.meta.dirname, "mortal.ts"), folder];
  const result = await deployed(path, out, { ...wishes, program });
  const deaths = Object.fromEntries(
    Object.keys(fates).map((agent) => [agent, deathsOf(folder, Number(agent))]),
  );
  return { result, deaths };
}

/**
 * All have died as they were fated. Where there are no checkpoints every death is exact; else one that is
 * fated to die as it catches up may find that it need not, and a checkpoint comes in its own time.
 */
export function requireDeaths(
  t: Test,
  deaths: Fates,
  fates: Fates,
  { isExact }: { readonly isExact: boolean },
): void {
  for (const [agent, fated] of Object.entries(fates)) {
    const died = deaths[Number(agent)]!;
    t.equal(died.length, fated.length, `agent ${agent} died ${fated.length} times`);
    fated.forEach((fate, k) => {
      const { round, exchange, moment, also } = died[k]!;
      const before = k === 0 ? -1 : stampOf(fated[k - 1]!.round, 0);
      const isFirst = stampOf(fate.round, 0) > before && !moment.endsWith("saved");
      const what = `agent ${agent}, death ${k}: ${moment} ${round}.${exchange}`;
      t.equal(moment, fate.moment, what);
      const [at, wanted] = [stampOf(round, exchange), stampOf(fate.round, fate.exchange)];
      if (isExact || isFirst) t.equal(at, wanted, what);
      else t.ok(at >= wanted, what);
      if (isExact) t.same(also, fate.also, "and whoever was to die with it");
    });
  }
}
