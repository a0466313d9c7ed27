// hearsay list: every kind a scenario can name, with its options, and the presets of studies.
import { Argument, Command, Option } from "commander";
import { z } from "zod";
import { builtIn, type Registry } from "../scenario/registry.ts";
import { presets } from "../scenario/study/presets.ts";
import { kindPage } from "./kind-page.ts";
import { textTable } from "./text-table.ts";

type Listed = keyof Registry | "presets";

const sections = [...(Object.keys(builtIn) as (keyof Registry)[]), "presets"] as const satisfies Listed[];

interface Flags {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export const listCommand = new Command("list")
  .description("list the kinds a scenario can name, and the presets of studies")
  .addArgument(new Argument("[section]", "one section only").choices(sections))
  .addOption(new Option("--json", "as JSON").conflicts("markdown"))
  .option("--markdown", "everything, with the meaning of every option, as the reference page")
  .action((section: Listed | undefined, { json, markdown }: Flags) => {
    if (markdown === true) return void process.stdout.write(`${kindPage(builtIn)}\n`);
    const chosen = section === undefined ? sections : [section];
    process.stdout.write(json === true ? asJson(chosen) : chosen.map(asText).join("\n"));
  });

interface Entry {
  readonly kind: string;
  readonly summary: string;
  /** Of a kind its options, of a preset what it varies. */
  readonly options: readonly string[];
}

function entriesOf(section: Listed): Entry[] {
  if (section === "presets") {
    return presets.map(({ name, summary, study: { vary = {}, zip = [] } }) => {
      const axes = [vary, ...zip].flatMap((entry) => Object.keys(entry));
      return { kind: name, summary, options: axes };
    });
  }
  return builtIn[section].map(({ kind, summary, options }) => ({
    kind,
    summary,
    options: optionsOf(options),
  }));
}

function asText(section: Listed): string {
  const rows = entriesOf(section).map(({ kind, summary, options }) => [
    `  ${kind}`,
    options.join(" "),
    summary,
  ]);
  const heading = section === "presets" ? ["  preset", "axes", ""] : ["  kind", "options", ""];
  return `${section}\n${textTable(heading, rows)}`;
}

function asJson(chosen: readonly Listed[]): string {
  const lists = chosen.map((section) => [section, entriesOf(section)]);
  return `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n`;
}

function optionsOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
