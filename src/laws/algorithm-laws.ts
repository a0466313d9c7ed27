// The exam of every algorithm: what it sends, what it keeps, and that agents have no favourites.
import type { Algorithm, AlgorithmContext, AlgorithmKind, State } from "../algorithms/algorithm.ts";
import type { Share } from "../environments/environment.ts";
import { type Rng, rootRng } from "../math/random.ts";
import { maxDifference, meanOf } from "../math/vectors.ts";
import type { Message, Mixing } from "../mixing/mixing.ts";
import { fromRows, weightsOf } from "../mixing/weights.ts";
import { Cohort } from "../runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../runners/exchange.ts";
import { fromNeighbours } from "../topology/adjacency.ts";
import { demand, type Law, LawError } from "./law.ts";

/** An algorithm kind with options and a world it learns in; the exam brings its own graph. */
export interface AlgorithmSubject {
  readonly kind: AlgorithmKind;
  readonly options: unknown;
  readonly context: AlgorithmContext;
}

const rounds = 6;
const relative = 1e-12;

/** All laws of algorithms. */
export const algorithmLaws: readonly Law<AlgorithmSubject>[] = [
  {
    name: "a world whose agents it cannot drive is refused by `build`",
    decisive: true,
    examine: worldsAreRefused,
  },
  {
    name: "a state is a flat record of finite arrays and numbers, alike for all agents",
    examine: flatStates,
  },
  { name: "a view holds arrays of constant length", examine: views },
  {
    name: "a mix carries only what `shares` declares, alike for all agents",
    examine: (subject) => void run(subject),
  },
  { name: "what `shares` declares is mixed", examine: sharesAreUsed },
  { name: "what a mix answers is read, never written to", examine: readsReplies },
  { name: "a round is pure: redone, it gives the same bits", examine: pureRounds },
  { name: "saved, loaded and continued, a run gives the same bits", examine: resumes },
  { name: "what calls itself deterministic never touches its rng", examine: drawsNothing },
  { name: "relabelling agents relabels the result", examine: relabels },
  { name: "identical agents stay identical", examine: identicalAgents },
  { name: "a mixed tracker keeps the mean of what it tracks", examine: tracks },
];

/**
 * Where agents have plain vectors, an algorithm for models must not get as far as `init`. What else can fail
 * there is the affair of the other laws.
 */
function worldsAreRefused(subject: AlgorithmSubject): void {
  if (subject.context.world.shares.every((share) => "model" in share)) return;
  try {
    run(subject, 0);
  } catch (error) {
    if (!(error instanceof TypeError)) return;
    const advice = "let `build` throw a ScenarioError where it needs models, as modelsOf(world, name) does";
    throw new LawError(`init fails on agents that have vectors, no model (${error.message}): ${advice}`);
  }
}

interface Setting {
  readonly algorithm: Algorithm;
  readonly shares: readonly Share[];
  readonly mixing: Mixing;
  readonly rng: Rng;
  readonly names: Set<string>;
  /** Sees what every mix answers. */
  readonly watch?: (replies: readonly Message[]) => void;
}

function settingOf({ kind, options, context }: AlgorithmSubject): Setting {
  const algorithm = kind.build(kind.options.parse(options), context);
  const shares = algorithm.learners ?? context.world.shares;
  return { algorithm, shares, mixing: ringWithChord(shares.length), rng: rootRng(7), names: new Set() };
}

/** A ring with one chord under Metropolis weights: no symmetry that could hide a mistake. */
function ringWithChord(size: number): Mixing {
  const links = Array.from({ length: size }, (_, agent) => [agent, (agent + 1) % size] as const);
  if (size > 3) links.push([0, 2]);
  const neighbours = (agent: number) =>
    links.flatMap(([a, b]) => (a === agent ? [b] : b === agent ? [a] : []));
  const topology = fromNeighbours(size, neighbours);
  const degree = (agent: number) => topology.hears(agent, 0).length;
  return fromRows(topology, (agent) => {
    const weight = (other: number) => 1 / (1 + Math.max(degree(agent), degree(other)));
    const heard = topology.hears(agent, 0);
    const own = 1 - heard.reduce((sum, other) => sum + weight(other), 0);
    const agents = [...heard, agent].sort((a, b) => a - b);
    return weightsOf(
      agents,
      agents.map((other) => (other === agent ? own : weight(other))),
    );
  });
}

function cohortOf({ algorithm, shares, mixing, rng, names, watch }: Setting): Cohort {
  const exchange = lockstepExchange(mixing, 1, new TrafficCounter(mixing.topology));
  return new Cohort({
    algorithm,
    shares,
    first: 0,
    agents: shares.length,
    rng,
    exchange: (round, messages, arrays) => {
      for (const name in messages[0]) names.add(name);
      const replies = exchange(round, messages, arrays);
      watch?.(replies);
      return replies;
    },
  });
}

/** The states after `last` rounds, copied. */
function run(
  subject: AlgorithmSubject,
  last = rounds,
  change: (setting: Setting) => Setting = (same) => same,
): State[] {
  const cohort = cohortOf(change(settingOf(subject)));
  cohort.init();
  for (let round = 1; round <= last; round++) cohort.round(round);
  return copies(cohort);
}

function copies(cohort: Cohort): State[] {
  return cohort.states.map((state) =>
    Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copy(value)])),
  );
}

function copy(value: Float64Array | number): Float64Array | number {
  return typeof value === "number" ? value : value.slice();
}

function flatStates(subject: AlgorithmSubject): void {
  const shapes = (last: number) =>
    run(subject, last).map((state) =>
      JSON.stringify(Object.entries(state).map(([name, value]) => [name, arrayOf(value).length])),
    );
  const [[first], later] = [shapes(0), shapes(rounds)] as const;
  later.forEach((shape, agent) => {
    demand(shape === first, `agent ${agent} ends with ${shape}; agent 0 began with ${first}`);
  });
}

function views(subject: AlgorithmSubject): void {
  const { algorithm } = settingOf(subject);
  const lengths = (last: number) =>
    run(subject, last).map((state) =>
      Object.entries(algorithm.view(state)).map(([name, row]) => {
        demand(row instanceof Float64Array, `"${name}" of the view is no Float64Array`);
        return [name, row.length];
      }),
    );
  const [first, later] = [JSON.stringify(lengths(0)), JSON.stringify(lengths(rounds))];
  demand(first === later, `after round 0 the views hold ${first}, later ${later}`);
}

function sharesAreUsed(subject: AlgorithmSubject): void {
  const names = new Set<string>();
  run(subject, rounds, (setting) => ({ ...setting, names }));
  const unused = settingOf(subject).algorithm.shares.filter((name) => !names.has(name));
  demand(unused.length === 0, `"${unused}" is declared and never mixed`);
}

/** Agents with the same average may be given one array. It stays as it is until the next round has ended. */
function readsReplies(subject: AlgorithmSubject): void {
  type Given = readonly (readonly [array: Float64Array, copy: Float64Array])[];
  let [before, given]: [Given, Given] = [[], []];
  const watch = (replies: readonly Message[]): void => {
    const arrays = replies.flatMap((reply) => Object.values(reply));
    given = [...given, ...arrays.map((array) => [array, array.slice()] as const)];
  };
  const cohort = cohortOf({ ...settingOf(subject), watch });
  cohort.init();
  for (let round = 1; round <= rounds; round++) {
    [before, given] = [given, []];
    cohort.round(round);
    const isChanged = [...before, ...given].some(([array, copy]) => maxDifference(array, copy) !== 0);
    demand(!isChanged, "an array that a mix has answered was changed");
  }
}

function pureRounds(subject: AlgorithmSubject): void {
  const setting = settingOf(subject);
  const start = run(subject, 2);
  const redone = [1, 2].map(() => {
    const cohort = cohortOf(setting);
    cohort.restore(start);
    cohort.round(3);
    return copies(cohort);
  });
  demandEqual(redone[0]!, redone[1]!, 0);
}

function resumes(subject: AlgorithmSubject): void {
  const cohort = cohortOf(settingOf(subject));
  cohort.restore(run(subject, 3));
  for (let round = 4; round <= rounds; round++) cohort.round(round);
  demandEqual(run(subject), copies(cohort), 0);
}

function drawsNothing(subject: AlgorithmSubject): void {
  if (settingOf(subject).algorithm.deterministic !== true) return;
  const touched = (): never => {
    throw new LawError("agent.rng is touched");
  };
  run(subject, rounds, (setting) => ({ ...setting, rng: { next: touched, fork: touched } }));
}

function relabels(subject: AlgorithmSubject): void {
  const size = settingOf(subject).shares.length;
  const label = (agent: number) => (agent * (size % 2 === 0 ? 1 : 2) + 1) % size;
  const original = new Array<number>(size);
  for (let agent = 0; agent < size; agent++) original[label(agent)] = agent;
  const relabelled = run(subject, rounds, (setting) => ({
    ...setting,
    shares: original.map((agent) => setting.shares[agent]!),
    mixing: relabelledMixing(setting.mixing, label, original),
    rng: relabelledDraws(setting.rng, original),
  }));
  demandEqual(
    run(subject),
    Array.from(original, (_, agent) => relabelled[label(agent)]!),
    relative,
  );
}

function relabelledMixing(
  mixing: Mixing,
  label: (agent: number) => number,
  original: readonly number[],
): Mixing {
  const { size } = mixing.topology;
  const topology = fromNeighbours(size, (agent) => mixing.topology.hears(original[agent]!, 0).map(label));
  return fromRows(topology, (agent) => {
    const row = mixing.row(original[agent]!, 0);
    const pairs = Array.from(row.agents, (other, n) => [label(other), row.weights[n]!] as const);
    pairs.sort(([a], [b]) => a - b);
    return weightsOf(
      pairs.map(([other]) => other),
      pairs.map(([, weight]) => weight),
    );
  });
}

/** The root of draws under which the agent with a new label draws what it drew under its old one. */
function relabelledDraws(root: Rng, original: readonly number[]): Rng {
  return {
    next: () => root.next(),
    fork: (agent, ...rest) => root.fork(original[agent as number]!, ...rest),
  };
}

function identicalAgents(subject: AlgorithmSubject): void {
  const states = run(subject, rounds, (setting) => ({
    ...setting,
    shares: setting.shares.map(() => setting.shares[0]!),
    rng: relabelledDraws(
      setting.rng,
      setting.shares.map(() => 0),
    ),
  }));
  demandEqual(
    states,
    states.map(() => states[0]!),
    relative,
  );
}

function tracks(subject: AlgorithmSubject): void {
  const { algorithm } = settingOf(subject);
  if (!algorithm.shares.includes("tracker")) return;
  const found = run(subject).map((state) => algorithm.view(state));
  if (found.some(({ tracker, q }) => tracker === undefined || q === undefined)) return;
  const [mean, tracked] = [meanOf(found.map(({ tracker }) => tracker!)), meanOf(found.map(({ q }) => q!))];
  const error = maxDifference(mean, tracked);
  const scale = 1 + maxDifference(tracked, new Float64Array(tracked.length));
  demand(error <= 1e-10 * scale, `the means differ by ${error}`);
  demand(algorithm.tracked !== undefined, "`tracked` omits it: who leaves would leave the mean wrong");
}

function demandEqual(expected: readonly State[], found: readonly State[], tolerance: number): void {
  expected.forEach((state, agent) => {
    for (const [name, value] of Object.entries(state)) {
      const [a, b] = [arrayOf(value), arrayOf(found[agent]![name]!)];
      const scale = maxDifference(a, new Float64Array(a.length));
      const error = maxDifference(a, b);
      demand(error <= tolerance * scale, `agent ${agent}: "${name}" differs by ${error}`);
    }
  });
}

function arrayOf(value: Float64Array | number): Float64Array {
  return typeof value === "number" ? Float64Array.of(value) : value;
}
