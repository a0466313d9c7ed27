// A failing scenario made as small as it gets while the same thing goes wrong.
import { isSound, type Raw } from "./draw.ts";
import { breachOf } from "./judge.ts";
import type { Breach } from "./watch.ts";

/** A scenario and what is wrong with it. */
interface Failure {
  readonly raw: Raw;
  readonly breach: Breach;
}

/** What is wrong with a scenario; undefined where nothing is. */
export type Judge = (raw: Raw) => Promise<Breach | undefined>;

/** The smallest scenario found that fails alike, one change at a time. */
export async function shrink(raw: Raw, breach: Breach, judge: Judge = breachOf): Promise<Failure> {
  for (let best = { raw, breach }; ; ) {
    const smaller = await firstThatFails(best.raw, breach.what, judge);
    if (smaller === undefined) return best;
    best = smaller;
  }
}

async function firstThatFails(raw: Raw, what: string, judge: Judge): Promise<Failure | undefined> {
  for (const candidate of simplifications(raw)) {
    if (!isSound(candidate)) continue;
    const breach = await judge(candidate);
    if (breach?.what === what) return { raw: candidate, breach };
  }
  return undefined;
}

/** All scenarios that are simpler by one thing, the greatest step first. */
function* simplifications(raw: Raw): Iterable<Raw> {
  const { rounds, agents } = raw as { rounds: number; agents: number };
  const network = raw.network as Raw;
  const topology = raw.topology as Raw;
  const mixing = raw.mixing as Raw;
  const links = network.links as Raw;
  const speed = network.agents as Raw;
  if (rounds > 2) yield { ...raw, rounds: rounds >> 1 };
  if (rounds > 2) yield { ...raw, rounds: rounds - 1 };
  if (agents > 2) yield { ...raw, agents: agents - 1 };
  if (topology.outages) yield { ...raw, topology: without(topology, "outages") };
  if (mixing.gossipRounds !== 1) yield { ...raw, mixing: { ...mixing, gossipRounds: 1 } };
  for (const part of ["liars", "crashes", "membership", "patience", "mode", "whenMissing"])
    if (part in network) yield { ...raw, network: without(network, part) };
  for (const list of ["crashes", "membership"]) {
    const all = (network[list] ?? []) as readonly unknown[];
    if (all.length > 1) yield { ...raw, network: { ...network, [list]: all.slice(1) } };
  }
  if (links.loss) yield { ...raw, network: { ...network, links: without(links, "loss") } };
  const still = { kind: "constant", ms: 1 };
  if ((links.latency as Raw).kind !== "constant")
    yield { ...raw, network: { ...network, links: { ...links, latency: still } } };
  if ((speed.factors as readonly number[]).length > 1)
    yield { ...raw, network: { ...network, agents: { ...speed, factors: [1] } } };
}

function without(record: Raw, name: string): Raw {
  const { [name]: _, ...rest } = record;
  return rest;
}
