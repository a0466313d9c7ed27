// hearsay list: every kind a scenario can name, with its options.
import { Argument, Command, Option } from "commander";
import { z } from "zod";
import { builtIn, type Registry } from "../scenario/registry.ts";
import { kindPage } from "./kind-page.ts";
import { textTable } from "./text-table.ts";

const sections = Object.keys(builtIn) as (keyof Registry)[];

interface Flags {
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export const listCommand = new Command("list")
  .description("list the kinds a scenario can name")
  .addArgument(new Argument("[section]", "one section only").choices(sections))
  .addOption(new Option("--json", "as JSON").conflicts("markdown"))
  .option("--markdown", "everything, with the meaning of every option, as the reference page")
  .action((section: keyof Registry | undefined, { json, markdown }: Flags) => {
    if (markdown === true) return void process.stdout.write(`${kindPage(builtIn)}\n`);
    const chosen = section === undefined ? sections : [section];
    process.stdout.write(json === true ? asJson(chosen) : chosen.map(asText).join("\n"));
  });

function asText(section: keyof Registry): string {
  const rows = builtIn[section].map(({ kind, summary, options }) => [
    kind,
    optionsOf(options).join(" "),
    summary,
  ]);
  return `${section}\n${textTable(
    ["  kind", "options", ""],
    rows.map(([kind, ...rest]) => [`  ${kind}`, ...(rest as string[])]),
  )}`;
}

function asJson(chosen: readonly (keyof Registry)[]): string {
  const lists = chosen.map((section) => [
    section,
    builtIn[section].map(({ kind, summary, options }) => ({
      kind,
      summary,
      options: optionsOf(options),
    })),
  ]);
  return `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n`;
}

function optionsOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
