// The exam of every world: what it promises about its models, its draws and its seed.
import type {
  EpisodicTask,
  Kernel,
  MarkovModel,
  Share,
  World,
  WorldContext,
  WorldKind,
} from "../environments/environment.ts";
import { rootRng } from "../math/random.ts";
import { demandEarlySeed, readsSeedEarly } from "./early-seed.ts";
import { demandFrequencies } from "./frequencies.ts";
import { demand, type Law } from "./law.ts";

/** A world kind with options to build it by. */
export interface WorldSubject {
  readonly kind: WorldKind;
  /** Options beside `kind`, as a scenario would give them; defaults are filled in. */
  readonly options: unknown;
  readonly context: WorldContext;
  /** Whether another seed must give another world (true) or the same (false); not examined unless said. */
  readonly seeded?: boolean;
}

/** Rows of a kernel whose draws are counted, and draws from each. */
const [rowsDrawn, drawsPerRow] = [12, 3000];

/** Seeds tried for a world that differs. */
const otherSeeds = 8;

/** All laws of worlds. */
export const environmentLaws: readonly Law<WorldSubject>[] = [
  {
    name: "there is one share per agent",
    examine: (subject) => {
      const { length } = build(subject).shares;
      const { agents } = subject.context;
      demand(length === agents, `${length} shares for ${agents} agents`);
    },
  },
  {
    name: "kernels, discounts and initial distributions are valid",
    examine: forEachModel(validDynamics),
  },
  { name: "start follows the initial distribution", examine: forEachModel(startFrequencies) },
  {
    name: "step follows the kernel and pays the reward of the table",
    examine: forEachModel(stepFrequencies),
  },
  { name: "equal addresses give equal draws", examine: forEachModel(repeatableDraws) },
  { name: "observations are finite and of one length", examine: forEachModel(observations) },
  { name: "a task's walks are finite, of one length, and equal at equal addresses", examine: tasks },
  { name: "vectors are finite and of one length", examine: (subject) => vectors(build(subject)) },
  { name: "the mean task has the agents' kernel and their mean reward", examine: meanTask },
  { name: "equal seeds give equal worlds", examine: equalSeeds },
  { name: readsSeedEarly, examine: seedEarly },
  { name: "other seeds give other worlds exactly where the world is seeded", examine: seedsMatter },
];

function build({ kind, options, context }: WorldSubject, seed = context.seed): World {
  return kind.build(kind.options.parse(options), { ...context, seed });
}

/** Examines the model of each agent; agents without one pass. */
function forEachModel(examine: (model: MarkovModel, who: string) => void): (subject: WorldSubject) => void {
  return (subject) => {
    const { shares, meanTask } = build(subject);
    shares.forEach((share, agent) => {
      if ("model" in share) examine(share.model, `agent ${agent}`);
    });
    if (meanTask !== undefined) examine(meanTask, "mean task");
  };
}

function validDynamics({ kernel, reward, discount, initial, actions }: MarkovModel, who: string): void {
  const rows = kernel.states * kernel.actions;
  demand(actions === kernel.actions, `${who}: ${actions} actions, the kernel has ${kernel.actions}`);
  demand(kernel.offsets.length === rows + 1, `${who}: ${kernel.offsets.length} offsets for ${rows} rows`);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [kernel.offsets[row]!, kernel.offsets[row + 1]!];
    const ascending = kernel.next.subarray(from, to).every((next, k, all) => k === 0 || all[k - 1]! < next);
    demand(ascending, `${who}, row ${row}: next states do not ascend`);
    demandDistribution(kernel.probability.subarray(from, to), `${who}, row ${row}`);
  }
  demandDistribution(initial, `${who}, initial`);
  demand(discount >= 0 && discount < 1, `${who}: the discount is ${discount}`);
  demand(
    reward.length === rows && reward.every(Number.isFinite),
    `${who}: rewards are not ${rows} finite numbers`,
  );
}

function demandDistribution(probabilities: Float64Array, what: string): void {
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  demand(
    probabilities.every((probability) => probability >= 0),
    `${what}: a probability is negative`,
  );
  demand(Math.abs(sum - 1) <= 1e-9, `${what}: the probabilities sum to ${sum}`);
}

function startFrequencies(model: MarkovModel, who: string): void {
  const rng = rootRng(1).fork("laws", "start");
  const counts = new Int32Array(model.initial.length);
  for (let i = 0; i < drawsPerRow; i++) counts[model.start(rng)]!++;
  demandFrequencies(counts, model.initial, `${who}, start`);
}

function stepFrequencies(model: MarkovModel, who: string): void {
  const { kernel, actions } = model;
  const rows = kernel.states * actions;
  for (let i = 0; i < Math.min(rows, rowsDrawn); i++) {
    const row = Math.floor((i * rows) / Math.min(rows, rowsDrawn));
    const [state, action] = [Math.floor(row / actions), row % actions];
    const rng = rootRng(1).fork("laws", "step", row);
    const counts = new Int32Array(kernel.states);
    for (let n = 0; n < drawsPerRow; n++) {
      const { state: next, reward } = model.step(state, action, rng);
      demand(
        reward === model.reward[row],
        `${who}, row ${row}: step pays ${reward}, not ${model.reward[row]}`,
      );
      counts[next]!++;
    }
    demandFrequencies(counts, denseRow(kernel, row), `${who}, state ${state}, action ${action}`);
  }
}

function denseRow(kernel: Kernel, row: number): Float64Array {
  const dense = new Float64Array(kernel.states);
  for (let k = kernel.offsets[row]!; k < kernel.offsets[row + 1]!; k++) {
    dense[kernel.next[k]!] = kernel.probability[k]!;
  }
  return dense;
}

function repeatableDraws(model: MarkovModel, who: string): void {
  const trajectory = (): string => {
    const rng = rootRng(2).fork("laws", "trajectory");
    let state = model.start(rng.fork("start"));
    const seen = [state];
    for (let n = 0; n < 50; n++) {
      ({ state } = model.step(state, n % model.actions, rng.fork("step", n)));
      seen.push(state);
    }
    return seen.join(" ");
  };
  const [first, again] = [trajectory(), trajectory()];
  demand(first === again, `${who}: two walks with the same addresses differ`);
}

function observations(model: MarkovModel, who: string): void {
  const length = model.observe(0).length;
  for (let state = 0; state < model.kernel.states; state++) {
    const seen = model.observe(state);
    demand(
      seen.length === length && seen.every(Number.isFinite),
      `${who}, state ${state}: [${seen}], not ${length} finite numbers`,
    );
  }
}

function tasks(subject: WorldSubject): void {
  build(subject).shares.forEach((share, agent) => {
    if (!("task" in share)) return;
    const seen = walk(share.task);
    const odd = seen.find((row) => row.length !== seen[0].length || !row.every(Number.isFinite));
    demand(odd === undefined, `agent ${agent}: a step shows [${odd}], the first ${seen[0].length} numbers`);
    demand(`${walk(share.task)}` === `${seen}`, `agent ${agent}: two walks with the same addresses differ`);
  });
}

/** State, observation and reward of some steps of a task. */
function walk({ start, step, observe, actions }: EpisodicTask): number[][] {
  const rng = rootRng(2).fork("laws", "task");
  let [state, reward] = [start(rng.fork("start")), 0];
  return Array.from({ length: 100 }, (_, n) => {
    const row = [...state, ...observe(state), reward];
    ({ state, reward } = step(state, n % actions, rng.fork("step", n)));
    return row;
  });
}

function vectors({ shares }: World): void {
  const all = shares.flatMap((share) => ("values" in share ? [share.values] : []));
  all.forEach((values, agent) => {
    demand(values.every(Number.isFinite), `agent ${agent}: a value is not finite`);
    demand(
      values.length === all[0]!.length,
      `agent ${agent} has ${values.length}, agent 0 ${all[0]!.length}`,
    );
  });
}

function meanTask(subject: WorldSubject): void {
  const { shares, meanTask } = build(subject);
  const models = shares.flatMap((share) => ("model" in share ? [share.model] : []));
  const isWhole = models.length > 0 && models.length === shares.length;
  const shared = isWhole && models.every(({ kernel }) => kernel === models[0]!.kernel);
  demand(
    shared === (meanTask !== undefined),
    "a mean task exists exactly where all agents share one kernel object",
  );
  if (meanTask === undefined) return;
  demand(meanTask.kernel === models[0]!.kernel, "the mean task has another kernel object than the agents");
  meanTask.reward.forEach((reward, row) => {
    const rewards = models.map((model) => model.reward[row]!);
    const size = rewards.reduce((sum, value) => sum + Math.abs(value), 0) / models.length;
    const mean = rewards.reduce((sum, value) => sum + value / models.length, 0);
    demand(
      Math.abs(reward - mean) <= 1e-12 * size,
      `row ${row}: mean reward ${reward}, the agents' mean is ${mean}`,
    );
  });
}

function equalSeeds(subject: WorldSubject): void {
  const [first, again] = [build(subject), build(subject)];
  demand(fingerprint(first) === fingerprint(again), "two worlds of one seed differ");
}

function seedsMatter(subject: WorldSubject): void {
  const { seeded, context } = subject;
  if (seeded === undefined) return;
  const own = fingerprint(build(subject));
  const others = Array.from({ length: otherSeeds }, (_, i) => build(subject, context.seed + 1 + i));
  const differs = others.some((world) => fingerprint(world) !== own);
  demand(
    differs === seeded,
    `${otherSeeds} other seeds ${differs ? "changed" : "never changed"} the world`,
  );
}

/** All numbers of a world, as text. */
function fingerprint({ shares }: World): string {
  const numbers = (share: Share): readonly unknown[] => {
    if ("values" in share) return [share.values.join()];
    if ("task" in share) return walk(share.task);
    if ("withheld" in share) return [JSON.stringify(share.withheld)];
    const { kernel, reward, discount, initial } = share.model;
    const { offsets, next, probability } = kernel;
    return [offsets, next, probability, reward, initial]
      .map((array) => array.join())
      .concat(String(discount));
  };
  return JSON.stringify(shares.map(numbers));
}

function seedEarly({ kind, options, context }: WorldSubject): void {
  const make = (noting: WorldContext) => kind.build(kind.options.parse(options), noting);
  demandEarlySeed(context, make, ({ shares }) => {
    for (const share of shares) {
      if (!("model" in share)) continue;
      const { start, step, observe } = share.model;
      const rng = rootRng(1).fork("laws", "seed");
      observe(step(start(rng), 0, rng).state);
    }
  });
}
