// --queue: which Redis holds the queue. An address with a password is better off in the environment.
import { Option } from "commander";
import { ScenarioError } from "../error.ts";

const variable = "HEARSAY_QUEUE";

/** The option of every command that deals with a queue. */
export function queueOption(description: string): Option {
  return new Option("--queue [address]", `${description}: redis://…, default the variable ${variable}`);
}

/** The address that was given, or the one of the environment. @throws ScenarioError where there is none */
export function queueAddress(given: string | true | undefined): string {
  const address = typeof given === "string" ? given : process.env[variable];
  if (address !== undefined && address !== "") return address;
  throw new ScenarioError("--queue", undefined, `give redis://host:port, or set ${variable}`);
}
