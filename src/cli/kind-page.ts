// The reference page of everything a scenario or a study can name, in Markdown, from the schemas that check
// it.
import { z } from "zod";
import { presets as networkPresets } from "../network/presets.ts";
import { networkFrame } from "../scenario/network.ts";
import type { Registry } from "../scenario/registry.ts";
import { frame, listOf, type Section, sectionOptions } from "../scenario/scenario.ts";
import { presets } from "../scenario/study/presets.ts";
import { studySchema } from "../scenario/study/study.ts";

interface Property extends ObjectSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Of a choice among kinds: the members of each. */
  readonly oneOf?: readonly ObjectSchema[];
  readonly anyOf?: readonly ObjectSchema[];
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** The page: the members of a scenario, the kinds of each section with their options, then studies. */
export function kindPage(registry: Registry): string {
  const sections = Object.keys(sectionOptions) as Section[];
  return [
    "# Kinds and options",
    "Made by `hearsay list --markdown` from the schemas that check a scenario.",
    "## The members of a scenario",
    optionTable(frame),
    "Beside them `topology`, `mixing`, `environment` and `algorithm`: each `{ kind: …, …options }`.",
    ...sections.map((section) => sectionPart(section, registry)),
    ...choicePart("outages", "Entries of `topology.outages`.", registry.outages),
    "## network",
    "Read where agents are peers (`--on virtual`). What stands in a preset is changed member by member.",
    optionTable(networkFrame),
    Object.entries(networkPresets)
      .map(([name, { summary }]) => `- \`preset: ${name}\`: ${cell(summary)}`)
      .join("\n"),
    ...choicePart("links", "Members of `network.links`.", registry.links),
    ...choicePart("computings", "`network.agents.computing`.", registry.computings),
    ...choicePart("whenMissing", "`network.whenMissing`.", registry.missingRules),
    ...choicePart(
      "liars",
      "Entries of `network.liars`, each with `agents`, the list of those who tell it.",
      registry.lies,
    ),
    "## metrics",
    "All of them are computed at every measured round.",
    ...registry.metrics.map(({ kind, summary }) => `- \`${kind}\`: ${cell(summary)}`),
    "## The members of a study",
    optionTable(studySchema),
    "### presets",
    presets.map(({ name, summary }) => `- \`${name}\`: ${cell(summary)}`).join("\n"),
  ].join("\n\n");
}

interface KindLike {
  readonly kind: string;
  readonly summary: string;
  readonly options: z.ZodType;
  readonly places?: readonly string[];
}

function choicePart(title: string, where: string, kinds: readonly KindLike[]): string[] {
  return [`## ${title}`, where, ...kinds.map((kind) => kindPart(title, kind))];
}

function kindPart(title: string, { kind, summary, options, places }: KindLike): string {
  const at = places === undefined ? "" : ` At ${places.map((place) => `\`${place}\``).join(", ")}.`;
  return [`### ${title}: ${kind}`, `${cell(summary)}${at && `.${at}`}`, optionTable(options)]
    .filter(Boolean)
    .join("\n\n");
}

function sectionPart(section: Section, registry: Registry): string {
  const shared = optionTable(sectionOptions[section]);
  return [
    `## ${section}`,
    ...(shared === "" ? [] : ["Options of every kind:", shared]),
    ...registry[listOf[section]].map((kind) => kindPart(section, kind)),
  ].join("\n\n");
}

/** A row per option: name, whether it is needed or its default, what it means. Empty without options. */
function optionTable(schema: z.ZodType): string {
  const rows = optionRows(
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as ObjectSchema,
    "",
  );
  return rows.length === 0
    ? ""
    : ["| option | unless told | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** The rows of an object's members, each followed by those of its own members. */
function optionRows({ properties = {}, required = [] }: ObjectSchema, path: string): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    // That a choice has a kind, the list of its kinds says.
    if (name === "kind" && property.description === undefined) return [];
    const { description = "", default: value, enum: allowed = [] } = property;
    const unless = value === undefined || property.properties ? "" : `\`${JSON.stringify(value)}\``;
    const choices = allowed.map((choice) => `\`${choice}\``).join(", ");
    const meaning = cell(description) + (choices === "" ? "" : `; one of ${choices}`);
    const own = `| \`${path}${name}\` | ${required.includes(name) ? "required" : unless} | ${meaning} |`;
    return [own, ...optionRows(property, `${path}${name}.`), ...kindRows(property, `${path}${name}`)];
  });
}

/** Where a member is one of several kinds: a row for each kind, followed by those of its own members. */
function kindRows({ oneOf, anyOf }: Property, path: string): string[] {
  return (oneOf ?? anyOf ?? []).flatMap(({ properties: { kind, ...members } = {}, required = [] }) => {
    if (kind?.const === undefined) return [];
    const own = `| \`${path}: { kind: ${kind.const} }\` |  | ${cell(kind.description ?? "")} |`;
    return [own, ...optionRows({ properties: members, required }, `${path}.`)];
  });
}

/** Text that neither ends a cell nor emphasises by accident. */
function cell(text: string): string {
  return text.replace(/[|\\_*<]/g, "\\$&");
}
