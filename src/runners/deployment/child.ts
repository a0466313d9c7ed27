// One process of a deployment as its supervisor sees it: started, and started again when it dies.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { AgentId } from "../../topology/topology.ts";
import { seconds } from "../clock.ts";
import type { PeerReport } from "./hosted-peer-options.ts";

/** What a child tells its supervisor. */
export interface ChildMessage {
  readonly reports: readonly PeerReport[];
}

/** What a supervisor tells a child: end, with checkpoints. */
export const stopMessage = "stop";

/** Many processes share a machine: young objects get 2 MB in each, which takes a third off its memory. */
export const leanFlag = "--max-semi-space-size=2";

/** Exit codes of processes that are not started again. */
const lastWords = { done: 0, diverged: 1, refused: 2, interrupted: 130 };

/** The first wait before a process is started again, in ms; each further one is twice as long, */
const firstWaitMs = 100;

/** up to this. */
const longestWaitMs = 5000;

/** A process that has lived so long has recovered: its deaths are counted anew. */
const healthySeconds = 10;

/** How long a process may take to end before it is killed. */
const graceMs = 10_000;

/** How a process is started. */
export interface ChildOptions {
  readonly agents: readonly AgentId[];
  /** Node's arguments. */
  readonly command: readonly string[];
  /** Where its output goes. */
  readonly log: string;
  /** How often it is started again without having lived for a while. */
  readonly restarts: number;
  onReports(reports: readonly PeerReport[]): void;
}

/** How a process ended. */
export type ChildEnd = keyof typeof lastWords | "lost";

/** A supervised process. */
export class Child {
  readonly #options: ChildOptions;
  readonly #end = Promise.withResolvers<ChildEnd>();
  #process: ChildProcess | undefined;
  #restarts = 0;
  /** Deaths in a row. */
  #deaths = 0;
  #started = 0;
  #stopping = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#start();
  }

  /** Resolves when it has ended and is not started again. */
  get end(): Promise<ChildEnd> {
    return this.#end.promise;
  }

  get agents(): readonly AgentId[] {
    return this.#options.agents;
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** How often it died in a row. */
  get deaths(): number {
    return this.#deaths;
  }

  /** The last line of its output. */
  get lastLine(): string {
    const lines = readFileSync(this.#options.log, "utf8").trimEnd().split("\n");
    return lines.at(-1) ?? "";
  }

  /** Asks it to end; kills it where it does not. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    const child = this.#process;
    if (child === undefined) {
      this.#end.resolve("interrupted");
      return;
    }
    // It may end at this very moment by itself, which is no fault.
    if (child.connected) child.send(stopMessage, () => {});
    const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    child.once("exit", () => clearTimeout(timer));
  }

  #start(): void {
    const log = openSync(this.#options.log, "a");
    const child = spawn(process.execPath, this.#options.command, { stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    this.#process = child;
    this.#started = seconds();
    child.on("message", (message) => this.#options.onReports((message as ChildMessage).reports));
    child.once("error", (error) => this.#end.reject(error));
    child.once("exit", (code) => this.#ended(code));
  }

  #ended(code: number | null): void {
    this.#process = undefined;
    if (seconds() - this.#started > healthySeconds) this.#deaths = 0;
    const names = Object.keys(lastWords) as (keyof typeof lastWords)[];
    const known = names.find((name) => lastWords[name] === code);
    if (known !== undefined) this.#end.resolve(known);
    else if (this.#stopping) this.#end.resolve("interrupted");
    else if (this.#deaths >= this.#options.restarts) this.#end.resolve("lost");
    else this.#startLater();
  }

  #startLater(): void {
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** this.#deaths);
    this.#deaths++;
    this.#restarts++;
    setTimeout(() => {
      if (this.#stopping) this.#end.resolve("interrupted");
      else this.#start();
    }, wait);
  }
}
