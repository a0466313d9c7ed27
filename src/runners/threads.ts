// Lockstep on several threads: agents are dealt out in ranges, messages meet in shared memory.
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { State } from "../algorithms/algorithm.ts";
import { assert, DivergenceError } from "../error.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { barrierWords } from "./barrier.ts";
import { Cohort } from "./cohort.ts";
import { runRounds } from "./rounds.ts";
import type { Runner, RunnerOptions, Traffic } from "./runner.ts";
import type { ThreadAnswer, ThreadOrder, ThreadTask } from "./thread.ts";

/** Agents are dealt out in multiples of this, so that blocks of the batched evaluation stay full. */
const block = 4;

/** Runs an experiment on `options.threads` threads. */
export const threads: Runner = async (experiment, recorder, options) => {
  const team = await Team.start(experiment, options);
  try {
    return await runRounds(experiment, recorder, options, team);
  } finally {
    await team.end();
  }
};

/** The threads of a run. */
class Team {
  readonly #members: readonly Member[];
  #traffic: Traffic;

  private constructor(members: readonly Member[], traffic: Traffic) {
    this.#members = members;
    this.#traffic = traffic;
  }

  static async start(
    experiment: Experiment,
    { threads: count = 1, folder = ".", data, checkpoint }: RunnerOptions,
  ): Promise<Team> {
    const agents = experiment.shares.length;
    const per = block * Math.ceil(agents / count / block);
    const firsts = Array.from({ length: Math.ceil(agents / per) }, (_, k) => k * per);
    const numbers = messageLength(experiment);
    const board = () => new Float64Array(new SharedArrayBuffer(8 * numbers * agents));
    const traffic = checkpoint?.traffic ?? { messages: 0, bytes: 0 };
    const common = {
      scenario: experiment.scenario,
      folder,
      ...(data !== undefined && { data }),
      threads: firsts.length,
      barrier: new Int32Array(new SharedArrayBuffer(4 * barrierWords)),
      diverged: new Int32Array(new SharedArrayBuffer(4)),
      boards: [board(), board()] as const,
      numbers,
      traffic,
    };
    const members = firsts.map((first) => {
      const end = Math.min(first + per, agents);
      const states = checkpoint && { states: checkpoint.states.slice(first, end) };
      return new Member({ ...common, first, count: end - first, ...states });
    });
    await Promise.all(members.map((member) => member.answer()));
    return new Team(members, traffic);
  }

  async advance(round: number): Promise<void> {
    for (const answer of await this.#ask({ kind: "round", round })) {
      assert(answer.kind === "done", "a thread answers a round with done");
      this.#traffic = answer.traffic;
      if (answer.divergence !== undefined) {
        const { agent, array } = answer.divergence;
        throw new DivergenceError(agent, round, array);
      }
    }
  }

  async states(): Promise<readonly State[]> {
    const answers = await this.#ask({ kind: "states" });
    return answers.flatMap((answer) => (answer.kind === "states" ? answer.states : []));
  }

  traffic(): Traffic {
    return this.#traffic;
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }

  #ask(order: ThreadOrder): Promise<ThreadAnswer[]> {
    return Promise.all(this.#members.map((member) => member.ask(order)));
  }
}

/** One worker thread, asked one thing at a time. */
class Member {
  readonly #worker: Worker;

  constructor(task: ThreadTask) {
    this.#worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: task,
    });
  }

  ask(order: ThreadOrder): Promise<ThreadAnswer> {
    const answer = this.answer();
    this.#worker.postMessage(order);
    return answer;
  }

  answer(): Promise<ThreadAnswer> {
    return new Promise((resolve, reject) => {
      this.#worker.removeAllListeners();
      this.#worker.once("error", reject);
      this.#worker.once("message", (answer: ThreadAnswer) => {
        if (answer.kind === "failed") reject(new Error(`in a thread: ${answer.message}`));
        else resolve(answer);
      });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The most numbers a message holds in the first rounds, found by one agent that hears only itself. */
function messageLength({ algorithm, shares, rng }: Experiment): number {
  let longest = 1;
  const alone = new Cohort({
    algorithm,
    shares: shares.slice(0, 1),
    first: 0,
    agents: shares.length,
    rng,
    exchange(_, messages) {
      const numbers = Object.values(messages[0]!).reduce((sum, { length }) => sum + length, 0);
      longest = Math.max(longest, numbers);
      return messages;
    },
  });
  alone.init();
  for (let round = 1; round <= 2; round++) alone.round(round);
  return longest;
}
