// The worker thread of lockstep: it holds a range of agents and carries out rounds when told to.
import { parentPort, workerData } from "node:worker_threads";
import type { State } from "../algorithms/algorithm.ts";
import { DivergenceError } from "../error.ts";
import { builtIn } from "../scenario/registry.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { agentFiles } from "./agent-files.ts";
import { Barrier } from "./barrier.ts";
import { Cohort } from "./cohort.ts";
import { TrafficCounter } from "./exchange.ts";
import { loadExperiment, withPlugins } from "./load.ts";
import type { Traffic } from "./runner.ts";
import { threadExchange } from "./thread-exchange.ts";

/** What a thread is started with. */
export interface ThreadTask {
  readonly scenario: Scenario;
  readonly folder: string;
  /** The folder of agents' own data, where the world has such. */
  readonly data?: string;
  readonly first: number;
  readonly count: number;
  readonly threads: number;
  readonly barrier: Int32Array;
  /** Shared by all threads: not 0 once a state has left the numbers. */
  readonly diverged: Int32Array;
  readonly boards: readonly [Float64Array, Float64Array];
  readonly numbers: number;
  readonly traffic: Traffic;
  /** States to continue from, of this thread's agents. */
  readonly states?: readonly State[];
}

/** What a thread is told. */
export type ThreadOrder = { readonly kind: "round"; readonly round: number } | { readonly kind: "states" };

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly traffic: Traffic; readonly divergence?: Divergence }
  | { readonly kind: "states"; readonly states: readonly State[] }
  | { readonly kind: "failed"; readonly message: string };

interface Divergence {
  readonly agent: number;
  readonly round: number;
  readonly array: string;
}

async function serve(task: ThreadTask): Promise<void> {
  const port = parentPort!;
  const orders: ThreadOrder[] = [];
  let act = (order: ThreadOrder): void => void orders.push(order);
  port.on("message", (order: ThreadOrder) => act(order));
  const answer = (message: ThreadAnswer) => port.postMessage(message);
  const barrier = new Barrier(task.barrier, task.threads);
  try {
    const carryOut = await prepare(task, barrier);
    act = (order) => {
      try {
        answer(carryOut(order));
      } catch (error) {
        barrier.break();
        answer({ kind: "failed", message: String((error as Error).stack) });
      }
    };
    answer({ kind: "ready" });
    for (const order of orders) act(order);
  } catch (error) {
    barrier.break();
    answer({ kind: "failed", message: String((error as Error).stack) });
  }
}

async function prepare(task: ThreadTask, barrier: Barrier): Promise<(order: ThreadOrder) => ThreadAnswer> {
  const { scenario, folder, data, first, count, numbers, boards } = task;
  const registry = await withPlugins(builtIn, scenario.plugins, folder);
  const own = data === undefined ? {} : { data: { path: data, read: agentFiles(data) } };
  const experiment = loadExperiment({ scenario, registry, folder, ...own });
  const { algorithm, shares, mixing, gossipRounds, rng } = experiment;
  const traffic = new TrafficCounter(mixing.topology, task.traffic);
  const outbox = { boards, numbers };
  const exchange = threadExchange({ mixing, gossipRounds, traffic, outbox, barrier, first });
  const dealt = shares.slice(first, first + count);
  const cohort = new Cohort({ algorithm, shares: dealt, first, agents: shares.length, rng, exchange });
  if (task.states !== undefined) cohort.restore(task.states);
  let states = cohort.states;
  const round = (t: number): ThreadAnswer => {
    const before = cohort.states;
    const divergence = attempt(() => (t === 0 ? cohort.init() : cohort.round(t)));
    if (divergence !== undefined) Atomics.store(task.diverged, 0, 1);
    barrier.wait();
    states = Atomics.load(task.diverged, 0) === 0 ? cohort.states : before;
    return { kind: "done", traffic: traffic.total, ...(divergence && { divergence }) };
  };
  return (order) => (order.kind === "round" ? round(order.round) : { kind: "states", states });
}

function attempt(act: () => void): Divergence | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    return { agent: error.agent, round: error.round, array: error.array };
  }
}

if (parentPort !== null) await serve(workerData as ThreadTask);
