// The command line: parses, runs one command, turns faults into one line and an exit code.
import { Command, CommanderError, Help, type Option } from "commander";
import { DivergenceError, ScenarioError } from "../error.ts";
import { codeVersion } from "../journal/code-version.ts";
import { certifyCommand } from "./certify.ts";
import { deployCommand, mergeCommand } from "./deploy.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { initCommand } from "./init.ts";
import { lawsCommand } from "./laws.ts";
import { listCommand } from "./list.ts";
import { peerCommand } from "./peer.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";
import { schemaCommand } from "./schema.ts";
import { splitCommand } from "./split.ts";
import { studyCommand } from "./study.ts";
import { keyCommand, watchCommand } from "./watch.ts";
import { workerCommand } from "./worker.ts";

const exitCodes = `
Exit codes:
  0    done
  1    a run diverged, a run of a study failed or is missing, two runs differ, a law is broken, the doctor
       finds something ill, or no peer could be told to stop
  2    something given is wrong: one line says where, what, and what is allowed
  130  interrupted; continue with --resume, a study or a peer with the same command`;

const program = new Command("hearsay")
  .description("Federated reinforcement learning without a server")
  .version(codeVersion())
  .addHelpText("after", exitCodes)
  .showSuggestionAfterError()
  .configureHelp({ optionDescription: describe })
  .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
  .exitOverride();

const commands = [
  runCommand,
  studyCommand,
  workerCommand,
  deployCommand,
  peerCommand,
  mergeCommand,
  watchCommand,
  keyCommand,
  doctorCommand,
  splitCommand,
  certifyCommand,
  listCommand,
  initCommand,
  schemaCommand,
  reportCommand,
  diffCommand,
  lawsCommand,
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program).addHelpText("after", exitCodes));
}

// A reader that has seen enough, as in `hearsay list | head -1`, is no fault; nor is one of the progress.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ScenarioError || error instanceof DivergenceError) {
    process.stderr.write(`hearsay: ${error.message}\n`);
    return error instanceof ScenarioError ? 2 : 1;
  }
  throw error;
}

/** What an option means; of a repeatable one the default, none, goes without saying. */
function describe(option: Option): string {
  if (Array.isArray(option.defaultValue)) return option.description;
  return new Help().optionDescription(option);
}

/** "hearsay: unknown command 'rnu' (Did you mean run?)" */
function oneLine(text: string): string {
  return `${text
    .replace(/^error: /, "hearsay: ")
    .trim()
    .replaceAll("\n", " ")}\n`;
}
