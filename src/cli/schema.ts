// hearsay schema: the JSON Schema of scenarios or of studies, for editors.
import { Command } from "commander";
import { writeWhole } from "../journal/files.ts";
import { scenarioJsonSchema } from "../scenario/json-schema.ts";
import { builtIn } from "../scenario/registry.ts";
import { studyJsonSchema } from "../scenario/study/study-json-schema.ts";

interface Flags {
  readonly study?: boolean;
  readonly out?: string;
}

export const schemaCommand = new Command("schema")
  .description("print the JSON Schema of scenarios, so that editors complete and check them")
  .option("--study", "that of studies instead")
  .option("--out <file>", "write it to a file instead")
  .action(({ study, out }: Flags) => {
    const schema = study === true ? studyJsonSchema(builtIn) : scenarioJsonSchema(builtIn);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (out === undefined) process.stdout.write(text);
    else writeWhole(out, text);
  });
