// hearsay diff A B: the first round and agent at which two runs differ.
import { Command } from "commander";
import { firstDifference } from "../journal/compare.ts";
import { readJournal } from "../journal/read.ts";

export const diffCommand = new Command("diff")
  .description("name the first round and agent whose digests differ between two runs")
  .argument("<a>", "a run folder")
  .argument("<b>", "another run folder")
  .action((a: string, b: string) => {
    const difference = firstDifference(readJournal(a), readJournal(b));
    process.stdout.write(`${difference.text}\n`);
    process.exitCode = difference.equal ? 0 : 1;
  });
