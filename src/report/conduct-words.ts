// How agents dealt with each other on a network, in words.
import type { Conduct, Report } from "./report.ts";
import { lastOf } from "./series.ts";

/** What a rule does, by its name; a plug-in's rule has its name alone. */
const rules: Readonly<Record<string, string>> = {
  "to-self": "Where a message is missing, the agent's own part stands in for it",
  "last-known": "Where a message is missing, what its sender said last stands in for it",
  "running-sums": "Nothing stands in for a message that is missing: its mass comes with the next sum",
  median: "Mixing takes the median of what has come, entry by entry",
  "trimmed-mean": "Mixing leaves out the largest and smallest of what has come, entry by entry",
  krum: "Mixing takes the one message that lies closest to the others",
  clipping: "Every message that has come moves an agent by a bounded step, and a missing one not at all",
};

/** Sentences for a report's head; empty where the run had no network or its scenario says nothing of one. */
export function conductWords({ conduct, topology, metrics }: Report): string {
  if (conduct === undefined) return "";
  return [
    modeWords(conduct),
    ruleWords(conduct),
    liarWords(conduct, topology.size),
    membershipWords(conduct),
    crashWords(conduct, lastOf(metrics, "virtual_seconds")),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** Whether agents are honest, wait for all without end and mix W as it is; crashes then change no bit. */
export function isPlainConduct({ conduct }: Report): boolean {
  if (conduct === undefined) return true;
  const { mode, liars, membership } = conduct;
  return mode.kind === "synchronous" && liars.length + membership.length === 0 && missesNothing(conduct);
}

/** Whether all wait without end and the rule, with nothing missing, is W itself. */
function missesNothing({ mode, patience, whenMissing }: Conduct): boolean {
  const waits = mode.kind !== "asynchronous" && patience === undefined;
  return waits && ["to-self", "last-known"].includes(whenMissing.kind);
}

function modeWords({ mode, patience }: Conduct): string {
  const most = patience === undefined ? "without end" : `at most ${patience} ms in an exchange`;
  if (mode.kind === "asynchronous") {
    const whom = mode.gossip === "pairwise" ? "to one neighbour at a time" : "to all who hear it";
    return `Asynchronous: nobody waits, and every agent speaks ${whom}.`;
  }
  if (mode.kind === "synchronous") return `Synchronous: agents wait for their neighbours ${most}.`;
  const age = mode.rounds === 1 ? "one round" : `${mode.rounds} rounds`;
  return `Bounded staleness: agents mix what is at most ${age} old, and wait for newer ${most}.`;
}

function ruleWords(conduct: Conduct): string {
  if (missesNothing(conduct)) return "";
  const { kind, ...options } = conduct.whenMissing;
  const told = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const name = [kind, ...told].join(", ");
  return `${rules[kind] ?? "What mixing does is told by a plug-in"} (${name}).`;
}

function liarWords({ liars }: Conduct, size: number): string {
  if (liars.length === 0) return "";
  const told = liars.map(({ agents, kind }) => `${agentsWords(agents)} (${kind})`);
  const honest = size - liars.reduce((sum, { agents }) => sum + agents.length, 0);
  return `Liars: ${told.join("; ")}. Metrics are over the ${honest} honest agents.`;
}

function agentsWords(agents: readonly number[]): string {
  if (agents.length === 1) return `agent ${agents[0]}`;
  const shown = agents.length > 8 ? [...agents.slice(0, 7), `${agents.length - 7} more`] : agents;
  return `agents ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function membershipWords({ membership }: Conduct): string {
  if (membership.length === 0) return "";
  if (membership.length > 8) return `Agents come and go ${membership.length} times.`;
  const verbs = { joins: "joins", leaves: "leaves", lost: "is lost" } as const;
  const told = membership.map(
    ({ kind, agent, round }) => `agent ${agent} ${verbs[kind]} at round ${round}`,
  );
  return `Who comes and goes: ${told.join(", ")}.`;
}

/** A run ends when it ends: which crashes it saw is told by the time of its last row. */
function crashWords({ crashes }: Conduct, seconds = Number.POSITIVE_INFINITY): string {
  const isSeen = ({ atMs }: Conduct["crashes"][number]) => atMs / 1000 <= seconds;
  const seen = crashes.filter(isSeen);
  const unseen = crashes.filter((crash) => !isSeen(crash));
  const past = unseen.length === 0 ? "" : `Later than the run lasted, and so never: ${listed(unseen)}.`;
  return [seen.length === 0 ? "" : `Crashes: ${listed(seen)}.`, past]
    .filter((part) => part !== "")
    .join(" ");
}

function listed(crashes: Conduct["crashes"]): string {
  if (crashes.length > 8) return `${crashes.length} crashes`;
  return crashes
    .map(({ agent, atMs, downMs }) => `agent ${agent} at ${atMs} ms, for ${downMs} ms`)
    .join("; ");
}
