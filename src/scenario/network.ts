// `network:` of a scenario: the links of every edge, the agents' speed and conduct, read where agents are
// peers. Links and speed change when things happen, never what is computed: the scenarioDigest leaves them
// out.
import { z } from "zod";
import { ScenarioError } from "../error.ts";
import type { Rng } from "../math/random.ts";
import type { Mixing } from "../mixing/mixing.ts";
import type { Computing } from "../network/computing.ts";
import { type Link, type LinkContext, type Place, type PlacedLink, places } from "../network/link.ts";
import { presetNames, presets } from "../network/presets.ts";
import { buildKind, type Choice, looseChoice, resolveKind } from "./choice.ts";
import {
  buildConduct,
  type ConductChoice,
  type ConductModel,
  conductShape,
  resolveConduct,
} from "./conduct.ts";
import { checkedBy } from "./refusal.ts";
import type { Registry } from "./registry.ts";

const placeWords: Readonly<Record<Place, string>> = {
  uplink: "queue of all that an agent sends",
  bandwidth: "queue of what goes over one edge",
  loss: "what never arrives",
  duplication: "what arrives twice",
  latency: "how long packets travel",
  jitter: "how much longer, drawn beside it",
  order: "whether packets overtake each other",
};

const links = z.strictObject(
  Object.fromEntries(places.map((place) => [place, looseChoice.optional().describe(placeWords[place])])),
);

/** The members of `network`. */
export const networkFrame = z.strictObject({
  preset: z.enum(presetNames).default("ideal").describe("what the members below are differences of"),
  links: links.prefault({}).describe("what every edge does to packets, in this order"),
  agents: z
    .strictObject({
      computing: looseChoice.optional().describe("how long a round takes an agent before it speaks"),
      factors: z
        .array(z.number().min(0).max(1e6))
        .min(1)
        .default([1])
        .describe("multiples of that time, agents take them in turn: [1, 1, 1, 10] slows every fourth"),
    })
    .prefault({})
    .describe("the agents' speed"),
  ...conductShape,
});

/** A resolved network: the preset's members stand in it too. */
export interface NetworkChoice extends ConductChoice {
  readonly preset: z.infer<typeof networkFrame>["preset"];
  readonly links: Readonly<Partial<Record<Place, Choice>>>;
  readonly agents: { readonly computing?: Choice; readonly factors: readonly number[] };
}

/**
 * Checks `network`, takes over what the preset says, and fills in all defaults. A member with a `kind`
 * stands in place of the preset's; one without changes the preset's options.
 * @throws ScenarioError for the first fault
 */
export function resolveNetwork(value: unknown, registry: Registry): NetworkChoice {
  const { preset: name, links: chosen, agents, ...rest } = checkedBy(networkFrame, value, "network");
  const preset: (typeof presets)[keyof typeof presets] & { computing?: Choice } = presets[name];
  const resolved = places.flatMap((place) => {
    const at = `network.links.${place}`;
    const merged = over((preset.links as NetworkChoice["links"])[place], chosen[place]);
    return merged === undefined
      ? []
      : [[place, resolveKind(kindsAt(place, registry), merged, at)] as const];
  });
  const computing = over(preset.computing, agents.computing);
  return {
    preset: name,
    links: Object.fromEntries(resolved),
    agents: {
      ...(computing && {
        computing: resolveKind(registry.computings, computing, "network.agents.computing"),
      }),
      factors: agents.factors,
    },
    ...resolveConduct(rest, registry),
  };
}

/** The kinds of links that may stand at a place. */
export function kindsAt(place: Place, registry: Registry): Registry["links"] {
  return registry.links.filter((kind) => kind.places.includes(place));
}

function over(preset: Choice | undefined, chosen: Record<string, unknown> | undefined) {
  return chosen === undefined || "kind" in chosen ? (chosen ?? preset) : { ...preset, ...chosen };
}

/** A network brought to life. */
export interface NetworkModel extends ConductModel {
  readonly links: readonly PlacedLink[];
  /** How long agents compute; undefined where it takes no time. */
  readonly computing: Computing | undefined;
  /** Multiples of that time, by agent modulo their number. */
  readonly factors: readonly number[];
}

/**
 * Builds the links and the model of computing times.
 * @throws ScenarioError where an option does not fit
 */
export function buildNetwork(
  choice: NetworkChoice,
  registry: Registry,
  context: LinkContext & { readonly mixing: Mixing; readonly rng: Rng },
): NetworkModel {
  const { links: chosen, agents } = choice;
  const placed = places.flatMap((place): PlacedLink[] => {
    const wanted = chosen[place];
    if (wanted === undefined || wanted.kind === "none") return [];
    const at = `network.links.${place}`;
    const link: Link = buildKind(kindsAt(place, registry), wanted, at, "link", context);
    return [{ place, link }];
  });
  const { computing, factors } = agents;
  const at = "network.agents.computing";
  const model: Computing | undefined =
    computing && buildKind(registry.computings, computing, at, "computing", {});
  return { links: placed, computing: model, factors, ...buildConduct(choice, registry, context) };
}

/**
 * @throws ScenarioError where a peer would wait for ever for what was lost, or be done before anything has
 *   come
 */
export function refuseEndlessWaiting(
  { links, mode, patience, computing }: NetworkModel,
  chosen: NetworkChoice,
): void {
  if (mode.kind === "asynchronous" && computing === undefined) {
    const allowed = "a computing time: agents that wait for nobody would be done at once";
    throw new ScenarioError("network.agents.computing", "nothing", allowed);
  }
  const lossy = links.find(({ link }) => link.isLossy === true);
  const waits = mode.kind !== "asynchronous" && patience === Number.POSITIVE_INFINITY;
  if (lossy === undefined || !waits) return;
  const { place } = lossy;
  throw new ScenarioError(
    `network.links.${place}.kind`,
    chosen.links[place]!.kind,
    "a link that loses nothing, or network.patience: without it an agent waits for ever for what was lost",
  );
}
