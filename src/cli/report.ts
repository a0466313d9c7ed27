// hearsay report <run…>: writes the report again, of one run or of several side by side.
import { resolve } from "node:path";
import { Command } from "commander";
import { writeComparison, writeReport } from "../report/write.ts";

export const reportCommand = new Command("report")
  .description("write the report of a run folder, or one that compares several")
  .argument("<run...>", "run folders")
  .option("--out <folder>", "where a comparison goes", "runs/comparison")
  .action(async (folders: readonly string[], { out }: { out: string }) => {
    const [first] = folders as [string];
    const page =
      folders.length === 1 ? await writeReport(first) : await writeComparison(folders, resolve(out));
    process.stdout.write(`report: ${page}\n`);
  });
