// hearsay worker: takes the runs of queued studies, on any number of machines.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Command } from "commander";
import { codeVersion } from "../journal/code-version.ts";
import { makeFolder } from "../journal/files.ts";
import { collect, wholeNumber } from "./arguments.ts";
import { listenForInterrupts } from "./interrupts.ts";
import { queueAddress, queueOption } from "./queue-option.ts";

interface Flags {
  readonly queue?: string | true;
  readonly out: string;
  readonly workers: number;
  readonly lockSeconds: number;
  readonly plugin: readonly string[];
  readonly untilEmpty?: boolean;
}

export const workerCommand = new Command("worker")
  .description("take the runs of queued studies until told to end; Ctrl-C gives them back")
  .addOption(queueOption("where the runs wait"))
  .option("--out <folder>", "where the run folders go: <folder>/<study>/runs", "studies")
  .option("--workers <w>", "runs at once, each on a core", wholeNumber(1), availableParallelism())
  .option(
    "--lock-seconds <s>",
    "a run whose worker is silent for so long goes to another",
    wholeNumber(1),
    30,
  )
  .option(
    "--plugin <file>",
    "take the runs that need exactly these plug-ins (repeatable); a queue carries no code",
    collect,
    [],
  )
  .option("--until-empty", "end once nothing waits and nobody is at a run")
  .action(work);

async function work(flags: Flags): Promise<void> {
  const address = queueAddress(flags.queue);
  const out = resolve(flags.out);
  const { connect, unlessRefused } = await import("../runners/study/queue/redis.ts");
  const { serve } = await import("../runners/study/queue/serve.ts");
  const redis = await connect(address, say);
  // The runs of one that leaves at once go to others as soon as their locks have run out.
  const interrupts = listenForInterrupts(
    () => say("ending after the current rounds; once more to leave at once"),
    () => {},
  );
  const interrupt = interrupts.signal;
  try {
    makeFolder(out);
    say(`version ${codeVersion()}, ${flags.workers} runs at once`);
    const { workers, lockSeconds, plugin: plugins, untilEmpty = false } = flags;
    const service = { redis, out, workers, lockSeconds, plugins, untilEmpty, interrupt, say };
    await unlessRefused(address, () => serve(service));
  } finally {
    redis.disconnect();
    interrupts.end();
  }
  if (interrupt.aborted) process.exitCode = 130;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
