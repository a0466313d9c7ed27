// How the agents of `network:` behave: how they wait for each other, what they do without what they waited
// for, and who lies. Unlike links and speed, rule and mode decide what is computed: they are in the
// scenarioDigest.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import type { Rng } from "../math/random.ts";
import { comesBack, type MissingRule } from "../mixing/missing/missing.ts";
import type { Mixing } from "../mixing/mixing.ts";
import { firstAsymmetric } from "../mixing/outages.ts";
import type { Lie } from "../network/lie.ts";
import { type Change, Membership, requireHeirs, requireSomebody } from "../network/membership.ts";
import type { Mode } from "../network/mode.ts";
import type { AgentId } from "../topology/topology.ts";
import { buildKind, type Choice, looseChoice, resolveKind } from "./choice.ts";
import type { Registry } from "./registry.ts";

const milliseconds = z.number().min(0).max(1e12);

const mode = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("synchronous").describe("everybody mixes the same exchange") }),
  z.strictObject({
    kind: z.literal("bounded-staleness").describe("what is mixed may be old, but not older than told"),
    rounds: z.int().min(1).max(1_000_000).describe("the most rounds that it may be behind"),
  }),
  z.strictObject({
    kind: z.literal("asynchronous").describe("nobody waits: the newest that has come is mixed"),
    gossip: z
      .enum(["broadcast", "pairwise"])
      .default("broadcast")
      .describe("to all who hear it, or half of its weight to one of them"),
  }),
]);

/** Members of `network`. */
export const conductShape = {
  mode: mode.prefault({ kind: "synchronous" }).describe("how agents wait for each other"),
  patience: z
    .number()
    .gt(0)
    .max(1e12)
    .optional()
    .describe("ms that an agent waits for its neighbours in one exchange; without end unless told"),
  whenMissing: looseChoice.prefault({ kind: "to-self" }).describe("what mixing does with what is missing"),
  liars: z
    .array(looseChoice.extend({ agents: z.array(z.int().nonnegative()).min(1) }))
    .default([])
    .describe("agents that tell something else than they should, and how"),
  membership: z
    .array(
      z.strictObject({
        kind: z.enum(["joins", "leaves", "lost"]).describe("comes; goes and hands over; goes and does not"),
        agent: z.int().nonnegative().describe("who"),
        round: z.int().min(1).max(1_000_000_000).describe("its first round, or the first without it"),
      }),
    )
    .default([])
    .describe("agents that come and go, which all know beforehand"),
  crashes: z
    .array(
      z.strictObject({
        agent: z.int().nonnegative().describe("who"),
        atMs: milliseconds.describe("when it loses all but the last round that it has passed"),
        downMs: milliseconds.describe("how long it is away"),
      }),
    )
    .default([])
    .describe(
      "agents that crash and restart from the last round they have passed; nobody knows beforehand",
    ),
};

/** What they come to, checked. */
export interface ConductChoice {
  readonly mode: Mode;
  readonly patience?: number | undefined;
  readonly whenMissing: Choice;
  readonly liars: readonly (Choice & { readonly agents: readonly AgentId[] })[];
  readonly membership: readonly Change[];
  readonly crashes: readonly Crash[];
}

/** One agent crashes and restarts. */
export interface Crash {
  readonly agent: AgentId;
  readonly atMs: number;
  readonly downMs: number;
}

type RawConduct = z.infer<z.ZodObject<typeof conductShape>>;

/** @throws ScenarioError for the first fault */
export function resolveConduct(
  { whenMissing, liars, ...rest }: RawConduct,
  registry: Registry,
): ConductChoice {
  return {
    ...rest,
    whenMissing: resolveKind(registry.missingRules, whenMissing, "network.whenMissing"),
    liars: liars.map(({ agents, ...lie }, k) => ({
      ...resolveKind(registry.lies, lie, `network.liars[${k}]`),
      agents,
    })),
  };
}

/** What peers are told. */
export interface ConductModel {
  readonly mode: Mode;
  readonly patience: number;
  readonly missing: MissingRule;
  readonly lies: ReadonlyMap<AgentId, Lie>;
  readonly membership: Membership;
  readonly crashes: readonly Crash[];
}

/**
 * Whether mixing goes by the columns of W alone, and they are not its rows.
 * @throws ScenarioError where an option of the rule for what is missing does not fit
 */
export function isByColumns(
  choice: ConductChoice | undefined,
  registry: Registry,
  mixing: Mixing,
): boolean {
  if (choice === undefined || firstAsymmetric(mixing) === undefined) return false;
  return buildMissing(choice, registry, mixing).byColumns;
}

function buildMissing({ whenMissing }: ConductChoice, registry: Registry, mixing: Mixing): MissingRule {
  const at = "network.whenMissing";
  return buildKind(registry.missingRules, whenMissing, at, "missing", { mixing });
}

/**
 * Builds the rule and the lies.
 * @throws ScenarioError where an option does not fit
 */
export function buildConduct(
  choice: ConductChoice,
  registry: Registry,
  { mixing, rng }: { readonly mixing: Mixing; readonly rng: Rng },
): ConductModel {
  const { mode, patience = Number.POSITIVE_INFINITY, whenMissing, membership: changes, crashes } = choice;
  const { topology } = mixing;
  const missing = buildMissing(choice, registry, mixing);
  requireFit(mode, whenMissing, missing);
  const lies = buildLies(choice, registry, topology.size, rng);
  const membership = new Membership(changes, topology.size);
  requireSomebody(changes, membership);
  requireHeirs(changes, membership, topology);
  requireSettled(changes, mode, whenMissing, missing);
  requireRestart(choice, missing, topology.size);
  return { mode, patience, missing, lies, membership, crashes };
}

function buildLies(
  { liars }: ConductChoice,
  registry: Registry,
  size: number,
  rng: Rng,
): Map<AgentId, Lie> {
  const lies = new Map<AgentId, Lie>();
  liars.forEach(({ agents, ...choice }, k) => {
    for (const agent of agents) {
      const place = `network.liars[${k}]`;
      if (agent >= size || lies.has(agent))
        throw new ScenarioError(`${place}.agents`, agent, `agents from 0 to ${size - 1}, each once`);
      lies.set(agent, buildKind(registry.lies, choice, place, "lie", { rng: rng.fork("lies", agent) }));
    }
  });
  if (lies.size < size) return lies;
  throw new ScenarioError(
    "network.liars",
    `all of ${size} agents`,
    "somebody honest, whom metrics are over",
  );
}

/** @throws ScenarioError where an agent that crashes could not come back to what it was */
function requireRestart(
  { crashes, mode, patience, whenMissing, membership }: ConductChoice,
  missing: MissingRule,
  size: number,
): void {
  if (crashes.length === 0) return;
  const refuse = (place: string, found: unknown, allowed: string) => {
    throw new ScenarioError(place, found, allowed);
  };
  crashes.forEach(({ agent }, k) => {
    if (agent >= size) refuse(`network.crashes[${k}].agent`, agent, `agents from 0 to ${size - 1}`);
  });
  if (mode.kind !== "synchronous") refuse("network.mode.kind", mode.kind, "synchronous where agents crash");
  if (!comesBack(missing))
    refuse("network.whenMissing.kind", whenMissing.kind, "a rule whose mixers can be saved and restored");
  if (missing.byColumns && patience !== undefined)
    refuse("network.patience", patience, "none: others would have taken sums that are made anew");
  if (membership.length > 0)
    refuse("network.membership", membership.length, "nobody comes or goes where agents crash and restart");
}

/** @throws ScenarioError where nobody could settle what those who go leave behind */
function requireSettled(
  changes: readonly Change[],
  { kind: mode }: Mode,
  { kind }: Choice,
  { byColumns, mixerOf }: MissingRule,
): void {
  if (changes.length > 0 && mode !== "synchronous") {
    const allowed = "synchronous where agents come and go: only there all know whose round it is";
    throw new ScenarioError("network.mode.kind", mode, allowed);
  }
  if (!byColumns || changes.every((change) => change.kind === "joins")) return;
  const { settle, inherit, renew } = mixerOf(0);
  if (settle !== undefined && inherit !== undefined && renew !== undefined) return;
  const allowed = "a rule whose mixers settle, inherit and renew what an agent that goes has, or by rows";
  throw new ScenarioError("network.whenMissing.kind", kind, allowed);
}

function requireFit(mode: Mode, { kind }: Choice, { byColumns }: MissingRule): void {
  if (mode.kind !== "asynchronous" || mode.gossip !== "pairwise" || byColumns) return;
  const allowed = "running-sums: half of an agent's weight goes to one other, which only sums can keep";
  throw new ScenarioError("network.whenMissing.kind", kind, allowed);
}

/** What of it changes the bits; nothing where everything is as it would be without. */
export function digested({ mode, whenMissing, liars, membership }: ConductChoice): object | undefined {
  const isHonest = liars.length === 0 && membership.length === 0;
  const isPlain = mode.kind === "synchronous" && whenMissing.kind === "to-self" && isHonest;
  return isPlain ? undefined : { mode, whenMissing, liars, membership };
}
