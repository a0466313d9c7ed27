// What two peers tell each other first: who they are, what they run, and where they stand.
import { z } from "zod";
import type { AgentId } from "../../topology/topology.ts";

/** The longest greeting that is read. */
export const greetingBytes = 2 ** 14;

/** Section of the scenario → its hash: equal hashes, equal sections. */
export type Sections = Readonly<Record<string, string>>;

const greeting = z.strictObject({
  hearsay: z.literal(1),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  sections: z.record(z.string().max(40), z.string().max(80)),
  /** The exchange the sender is at: it needs the frames from there on. */
  at: z.int().nonnegative(),
  /** The newest round it can come back to after a crash; −1 where there is none. */
  durable: z.int().min(-1),
});

const refusal = z.strictObject({
  hearsay: z.literal(1),
  refused: z.string().max(400),
});

/** The first record of a peer. */
export type Greeting = z.infer<typeof greeting>;

/** The first record of a peer that does not go on. */
export type Refused = z.infer<typeof refusal>;

const either = z.union([greeting, refusal]);

export function writeGreeting(content: Greeting | Refused): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(content));
}

/** Reads any bytes; undefined where they are no greeting. */
export function readGreeting(bytes: Uint8Array): Greeting | Refused | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return either.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What a greeting is compared with. */
export interface Expectation {
  readonly self: AgentId;
  /** Who the transport says it is. */
  readonly from: AgentId;
  readonly sections: Sections;
}

/** Why a greeting is refused, in words for the other side; undefined where it fits. */
export function objectionTo({ from, to, sections }: Greeting, expected: Expectation): string | undefined {
  if (from !== expected.from) return `agent ${expected.from} says that it is agent ${from}`;
  if (to !== expected.self) return `meant for agent ${to}, this is agent ${expected.self}`;
  const differing = differingSections(sections, expected.sections);
  return differing.length === 0 ? undefined : `another scenario: ${differing.join(", ")}`;
}

/** Names of sections that only one side has, or whose hashes differ, ascending. */
export function differingSections(a: Sections, b: Sections): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => a[name] !== b[name]).sort();
}
