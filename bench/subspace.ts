// Prints agent-steps per second of subspace TD(1) on one thread: a round of one agent is one step of its chain.
// Usage: node bench/subspace.ts [row]; a row alone is measured once, in this process, and printed as JSON.
// Every row runs in processes of its own, as runs do: what an engine has learnt from one would slow another.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Algorithm } from "../src/algorithms/algorithm.ts";
import { algorithmKinds } from "../src/algorithms/algorithms.ts";
import { worldKinds } from "../src/environments/worlds.ts";
import { rootRng } from "../src/math/random.ts";
import { mixingRules } from "../src/mixing/rules.ts";
import { Cohort } from "../src/runners/cohort.ts";
import { lockstepExchange, TrafficCounter } from "../src/runners/exchange.ts";
import { topologyFamilies } from "../src/topology/families.ts";

interface Row {
  readonly name: string;
  readonly agents: number;
  readonly world: { readonly states: number; readonly dimension: number; readonly rank: number };
  readonly topology: string;
  readonly mixing: string;
  readonly tracking: boolean;
  /** Agent-steps per second of one core. */
  readonly target?: number;
}

const small = { states: 30, dimension: 20, rank: 3 };
const rows: readonly Row[] = [
  {
    name: "server",
    agents: 64,
    world: small,
    topology: "complete",
    mixing: "uniform",
    tracking: false,
    target: 1.5e6,
  },
  {
    name: "ring, tracked",
    agents: 64,
    world: small,
    topology: "ring",
    mixing: "metropolis",
    tracking: true,
    target: 0.8e6,
  },
  { name: "ring, lite", agents: 64, world: small, topology: "ring", mixing: "metropolis", tracking: false },
  {
    name: "1,000 agents",
    agents: 1000,
    world: { states: 120, dimension: 100, rank: 8 },
    topology: "ring",
    mixing: "metropolis",
    tracking: true,
  },
];

const nothing = () => new Uint8Array();
const seed = 1;

function cohortOf({ agents, world: sizes, topology, mixing, tracking }: Row): Cohort {
  const find = <K extends { readonly kind: string }>(kinds: readonly K[], kind: string) =>
    kinds.find((candidate) => candidate.kind === kind)!;
  const worldKind = find(worldKinds, "subspace-prediction");
  // One kernel for all where a thousand of their own would not fit the cache: drawing is what is measured.
  const options = { ...sizes, heterogeneity: agents > 100 ? 0 : 1 };
  const world = worldKind.build(worldKind.options.parse(options), { agents, seed, file: nothing });
  const family = find(topologyFamilies, topology);
  const graph = family.build(family.options.parse({}), { agents, seed, file: nothing });
  const rule = find(mixingRules, mixing);
  const weights = rule.build(rule.options.parse({}), { topology: graph, seed, file: nothing });
  const kind = find(algorithmKinds, "subspace-td");
  const steps = { headStep: 0.1, basisStep: 0.1, rank: sizes.rank, tracking };
  const algorithm: Algorithm = kind.build(kind.options.parse(steps), { agents, world });
  return new Cohort({
    algorithm,
    shares: world.shares,
    first: 0,
    agents,
    rng: rootRng(seed),
    exchange: lockstepExchange(weights, 1, new TrafficCounter(graph)),
  });
}

/** What a process has measured of one row. */
interface Speed {
  /** Agent-steps per second of the processor's own time, the median and the best batch. */
  readonly median: number;
  readonly best: number;
  /** The longest round, ms. */
  readonly longest: number;
}

/** Batches are short: where the machine has other work, some of them pass undisturbed. */
function timed(cohort: Cohort, agents: number): Speed {
  const [batch, warm, batches] = agents > 100 ? [8, 2, 9] : [Math.ceil(25_000 / agents), 20, 100];
  cohort.init();
  let round = 0;
  let longest = 0;
  const speeds = Array.from({ length: warm + batches }, () => {
    const start = process.cpuUsage();
    for (let k = 0; k < batch; k++) {
      const before = performance.now();
      cohort.round(++round);
      if (round > warm * batch) longest = Math.max(longest, performance.now() - before);
    }
    const { user, system } = process.cpuUsage(start);
    return (batch * agents * 1e6) / (user + system);
  }).slice(warm);
  speeds.sort((a, b) => b - a);
  return { median: speeds[speeds.length >> 1], best: speeds[0], longest };
}

/**
 * Where processes find the sources as they run, the first of all excepted. Node takes types away by
 * WebAssembly, which leaves every array of numbers slower for as long as the process lives; what users have is
 * built, and knows no types.
 */
const env = {
  ...process.env,
  NODE_COMPILE_CACHE: join(import.meta.dirname, "../node_modules/.cache/compiled"),
};

/** The middle one of five processes, which come out apart by a tenth; the best batch and longest round of all. */
function measured(row: Row): Speed {
  const speeds = Array.from({ length: 5 }, (): Speed => {
    const options = [...process.execArgv, import.meta.filename, row.name];
    return JSON.parse(execFileSync(process.execPath, options, { encoding: "utf8", env }));
  });
  speeds.sort((a, b) => a.median - b.median);
  return {
    median: speeds[2].median,
    best: Math.max(...speeds.map(({ best }) => best)),
    longest: Math.max(...speeds.map(({ longest }) => longest)),
  };
}

function print(row: Row, { median, best, longest }: Speed): void {
  const million = (speed: number) => (speed / 1e6).toFixed(2);
  console.log(
    [
      row.name.padEnd(16),
      String(row.agents).padStart(6),
      String(row.world.dimension).padStart(4),
      String(row.world.rank).padStart(2),
      million(median).padStart(22),
      million(best).padStart(6),
      (row.target === undefined ? "" : million(row.target)).padStart(7),
      longest.toFixed(1).padStart(18),
    ].join(" "),
  );
}

const asked = rows.find(({ name }) => name === process.argv[2]);
if (asked !== undefined) console.log(JSON.stringify(timed(cohortOf(asked), asked.agents)));
else {
  console.log("row              agents    d  r  million agent-steps/s   best  target  longest round, ms");
  for (const row of rows) print(row, measured(row));
}
