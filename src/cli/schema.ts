// hearsay schema: the JSON Schema of scenarios, for editors.
import { Command } from "commander";
import { writeWhole } from "../journal/files.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { builtIn } from "../scenario/registry.ts";

export const schemaCommand = new Command("schema")
  .description("print the JSON Schema of scenarios, so that editors complete and check them")
  .option("--out <file>", "write it to a file instead")
  .action(({ out }: { out?: string }) => {
    const text = `${JSON.stringify(scenarioJsonSchema(builtIn), null, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else writeWhole(out, text);
  });
