// How the agents of `network:` behave: how they wait for each other, what they do without what they waited
// for, and who lies. Unlike links and speed, rule and mode decide what is computed: they are in the
// scenarioDigest.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import type { Rng } from "../math/random.ts";
import type { MissingRule } from "../mixing/missing/missing.ts";
import type { Mixing } from "../mixing/mixing.ts";
import type { Lie } from "../network/lie.ts";
import type { Mode } from "../network/mode.ts";
import type { AgentId } from "../topology/topology.ts";
import { buildKind, type Choice, looseChoice, resolveKind } from "./choice.ts";
import type { Registry } from "./registry.ts";

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
};

/** What they come to, checked. */
export interface ConductChoice {
  readonly mode: Mode;
  readonly patience?: number | undefined;
  readonly whenMissing: Choice;
  readonly liars: readonly (Choice & { readonly agents: readonly AgentId[] })[];
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
}

/**
 * Builds the rule and the lies.
 * @throws ScenarioError where an option does not fit
 */
export function buildConduct(
  { mode, patience = Number.POSITIVE_INFINITY, whenMissing, liars }: ConductChoice,
  registry: Registry,
  { mixing, rng }: { readonly mixing: Mixing; readonly rng: Rng },
): ConductModel {
  const at = "network.whenMissing";
  const missing: MissingRule = buildKind(registry.missingRules, whenMissing, at, "missing", { mixing });
  requireFit(mode, whenMissing, missing);
  const lies = new Map<AgentId, Lie>();
  liars.forEach(({ agents, ...choice }, k) => {
    for (const agent of agents) {
      const place = `network.liars[${k}]`;
      if (agent >= mixing.topology.size || lies.has(agent)) {
        const allowed = `agents from 0 to ${mixing.topology.size - 1}, each once`;
        throw new ScenarioError(`${place}.agents`, agent, allowed);
      }
      lies.set(agent, buildKind(registry.lies, choice, place, "lie", { rng: rng.fork("lies", agent) }));
    }
  });
  return { mode, patience, missing, lies };
}

function requireFit(mode: Mode, { kind }: Choice, { byColumns }: MissingRule): void {
  if (mode.kind !== "asynchronous" || mode.gossip !== "pairwise" || byColumns) return;
  const allowed = "running-sums: half of an agent's weight goes to one other, which only sums can keep";
  throw new ScenarioError("network.whenMissing.kind", kind, allowed);
}

/** What of it changes the bits; nothing where everything is as it would be without. */
export function digested({ mode, whenMissing, liars }: ConductChoice): object | undefined {
  const isPlain = mode.kind === "synchronous" && whenMissing.kind === "to-self" && liars.length === 0;
  return isPlain ? undefined : { mode, whenMissing, liars };
}
