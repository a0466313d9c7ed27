// Times the evaluation of all agents' policies (softmax, then Q) on slippery grids, without mixing;
// `evaluation.py` times NumPy on them.
import type { MarkovModel } from "../src/environments/environment.ts";
import { gridworld } from "../src/environments/gridworld.ts";
import { type EvaluationRequest, evaluatePolicies } from "../src/environments/policy-evaluation.ts";
import { Arena } from "../src/math/arrays.ts";
import { normal, rootRng } from "../src/math/random.ts";
import { normalise } from "../src/policies/tabular-softmax.ts";

/** One size: N agents on a side × side grid with A actions. */
export interface Case {
  readonly name: string;
  readonly agents: number;
  readonly side: number;
  readonly actions: 4 | 5;
}

/** The four sizes that the speed targets name. */
export const cases: readonly Case[] = [
  { name: "A", agents: 16, side: 10, actions: 5 },
  { name: "B", agents: 100, side: 20, actions: 4 },
  { name: "C", agents: 1000, side: 10, actions: 5 },
  { name: "D", agents: 10_000, side: 5, actions: 4 },
];

/** The agents' models: one kernel with slip 0.1, own rewards, discount 0.99. */
function models({ agents, side, actions }: Case): MarkovModel[] {
  const options = { rows: side, columns: side, slip: 0.1, stay: actions === 5, discount: 0.99 };
  const context = { agents, seed: 1, file: () => new Uint8Array() };
  const { shares } = gridworld.build(gridworld.options.parse(options), context);
  return shares.flatMap((share) => ("model" in share ? [share.model] : []));
}

/** One iteration to time: normalise the logits of every agent, then evaluate all policies. */
function iteration(size: Case): { readonly softmax: () => void; readonly evaluate: () => void } {
  const world = models(size);
  const entries = size.side ** 2 * size.actions;
  const rng = rootRng(7);
  const logits = world.map((_, k) => {
    const draws = rng.fork(k);
    return Float64Array.from({ length: entries }, () => 2 * normal(draws));
  });
  const arena = new Arena(size.agents);
  const q = world.map((_, k) => arena.of(k).take(entries));
  let requests: EvaluationRequest[] = [];
  return {
    softmax: () => {
      arena.turn();
      requests = world.map((model, k) => ({
        model,
        policy: normalise(logits[k]!, size.actions, arena.of(k)),
        temperature: 0,
      }));
    },
    evaluate: () => evaluatePolicies(requests, q),
  };
}

/** Least and median milliseconds of process time of `run`, over at least `seconds`, after a warm-up. */
function timed(run: () => void, seconds: number): { readonly least: number; readonly median: number } {
  const times: number[] = [];
  const start = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e3;
  };
  while (spent() < 1e3 * seconds || times.length < 20) {
    const before = spent();
    run();
    times.push(spent() - before);
  }
  const kept = times.slice(times.length >> 2).sort((a, b) => a - b);
  return { least: kept[0]!, median: kept[kept.length >> 1]! };
}

for (const size of cases.filter(({ name }) => process.argv[2]?.includes(name) ?? true)) {
  const { softmax, evaluate } = iteration(size);
  softmax();
  evaluate();
  const times = [softmax, evaluate].map((run) => timed(run, 1.5));
  const cells = times.map(({ least, median }) => `${least.toFixed(3)} / ${median.toFixed(3)}`);
  console.log(`${size.name}: softmax ${cells[0]} ms, evaluate ${cells[1]} ms (least / median)`);
}
