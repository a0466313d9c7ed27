// From a resolved scenario to everything a runner needs.
import type { Algorithm } from "../algorithms/algorithm.ts";
import type { Share, World } from "../environments/environment.ts";
import { meanReward } from "../environments/markov-model.ts";
import { ScenarioError } from "../error.ts";
import { type Rng, rootRng } from "../math/random.ts";
import type { Metric } from "../metrics/metric.ts";
import type { MissingRule } from "../mixing/missing/missing.ts";
import { toSelfRule } from "../mixing/missing/to-self.ts";
import type { Mixing } from "../mixing/mixing.ts";
import { requireSymmetric, withoutAbsentEdges } from "../mixing/outages.ts";
import { Membership } from "../network/membership.ts";
import { type Outage, withOutages } from "../topology/outage.ts";
import type { AgentId, Topology } from "../topology/topology.ts";
import { noted, type ReadData } from "./agent-data.ts";
import { buildKind } from "./choice.ts";
import { isByColumns } from "./conduct.ts";
import { type FileDigests, reading, scenarioDigest } from "./digest.ts";
import { buildNetwork, type NetworkModel, refuseEndlessWaiting } from "./network.ts";
import { withPluginFaults } from "./plugin-fault.ts";
import { requireMembers } from "./products.ts";
import { checkedBy } from "./refusal.ts";
import { find, type Registry } from "./registry.ts";
import { listOf, type Scenario, type Section } from "./scenario.ts";

/** Reads a file that a scenario names, by its path relative to the scenario. */
export type ReadFile = (path: string) => Uint8Array;

/** A run passes over all edges in every round; beyond this a complete graph takes minutes for one. */
const mostInComplete = 20_000;

/** A scenario brought to life; nothing has run yet. */
export interface Experiment {
  readonly scenario: Scenario;
  readonly registry: Registry;
  /** The scenarioDigest: equal digests, equal bits. */
  readonly digest: string;
  readonly files: FileDigests;
  /** Agent → SHA-256 of its own data, as far as known here. It is in no digest of the scenario. */
  readonly data: ReadonlyMap<AgentId, string>;
  readonly world: World;
  /** What each learner gets: the world's shares, unless the algorithm has learners of its own. */
  readonly shares: readonly Share[];
  readonly algorithm: Algorithm;
  /** What agents mix by: without the edges that are absent, where the topology has outages. */
  readonly mixing: Mixing;
  /** W with all edges there, which is certified. */
  readonly whole: Mixing;
  readonly gossipRounds: number;
  /** What mixing does when something is missing. */
  readonly missing: MissingRule;
  /** What the peers' network does, where the scenario says. */
  readonly network: NetworkModel | undefined;
  /** Path → SHA-256 of the files that only the network reads: they change no bit. */
  readonly networkFiles: FileDigests;
  /** Root of the learning draws. */
  readonly rng: Rng;
}

/**
 * Builds topology, mixing, world and algorithm.
 * @throws ScenarioError where an option does not fit
 */
export function buildExperiment(
  scenario: Scenario,
  registry: Registry,
  read: ReadFile,
  readData?: ReadData,
): Experiment {
  return withPluginFaults(scenario.plugins, () => built(scenario, registry, read, readData));
}

function built(scenario: Scenario, registry: Registry, read: ReadFile, readData?: ReadData): Experiment {
  const files: Record<string, string> = {};
  const file = reading(read, files);
  for (const path of scenario.plugins) file(path);
  const { agents } = scenario;
  refuseHugeComplete(scenario);
  const { mixing: whole, gossipRounds } = buildMixing(scenario, registry, { agents, file });
  const mixing = buildOutages(scenario, registry, whole, gossipRounds);
  const networkFiles: Record<string, string> = {};
  const network = builtNetwork(scenario, registry, mixing, reading(read, networkFiles));
  const data = new Map<AgentId, string>();
  const world = buildWorld(scenario, registry, { file, ...(readData && { data: noted(readData, data) }) });
  const algorithm = buildAlgorithm(scenario, registry, world);
  return {
    scenario,
    registry,
    digest: scenarioDigest(scenario, files),
    files,
    data,
    world,
    shares: algorithm.learners ?? world.shares,
    algorithm,
    mixing,
    whole,
    gossipRounds,
    missing: network?.missing ?? toSelfRule,
    network,
    networkFiles,
    rng: rootRng(scenario.seed).fork("learning"),
  };
}

/**
 * W without the edges that outages take away; `whole` itself where there are none.
 * @throws ScenarioError where an outage does not fit the graph, or W is not symmetric
 */
function buildOutages(scenario: Scenario, registry: Registry, whole: Mixing, gossipRounds: number): Mixing {
  const { topology: chosen, rounds, allowBiasedMixing, network } = scenario;
  const { topology } = whole;
  const root = rootRng(chosen.seed).fork("outages");
  const outages = (chosen.outages ?? []).map((outage, k): Outage => {
    const context = { topology, rng: root.fork(k) };
    return buildKind(registry.outages, outage, `topology.outages[${k}]`, "outage", context);
  });
  const changes = network?.membership ?? [];
  if (changes.length > 0) outages.push(new Membership(changes, topology.size));
  if (outages.length === 0) return whole;
  const place = changes.length > 0 ? "network.membership" : "topology.outages";
  const byColumns = isByColumns(network, registry, whole);
  if (!allowBiasedMixing && !byColumns) requireSymmetric(whole, place);
  return withoutAbsentEdges(whole, withOutages(topology, outages, rounds + 1, gossipRounds), byColumns);
}

function builtNetwork(
  { network, seed }: Scenario,
  registry: Registry,
  mixing: Mixing,
  file: ReadFile,
): NetworkModel | undefined {
  if (network === undefined) return undefined;
  const { topology } = mixing;
  const rng = rootRng(seed).fork("network");
  const whole = topology.whole ?? topology;
  const model = buildNetwork(network, registry, { topology: whole, file, mixing, rng });
  refuseEndlessWaiting(model, network);
  return model;
}

/** Told that a section's kind has read the seed of its draws; one that never does draws nothing. */
export type SeedObserver = (section: "topology" | "mixing" | "environment") => void;

/** @throws ScenarioError where a complete graph would have more edges than a run can pass over */
export function refuseHugeComplete({ topology, agents }: Scenario): void {
  if (topology.kind !== "complete" || agents <= mostInComplete) return;
  throw new ScenarioError(
    "agents",
    agents,
    `at most ${mostInComplete} on a complete graph, which has N² edges`,
  );
}

/**
 * Builds the topology and W alone.
 * @throws ScenarioError where an option does not fit
 */
export function buildMixing(
  choices: Pick<Scenario, "topology" | "mixing">,
  registry: Registry,
  context: {
    readonly agents: number | undefined;
    readonly file: ReadFile;
    readonly onSeed?: SeedObserver;
  },
): Pick<Experiment, "mixing" | "gossipRounds"> {
  const { agents, file, onSeed } = context;
  const build = builder(choices, registry);
  const seeded = (section: "topology" | "mixing", parts: object) =>
    withSeed(section, choices[section].seed, { ...parts, file }, onSeed);
  const topology = build<Topology>("topology", seeded("topology", { agents }));
  if (agents !== undefined && topology.size !== agents) {
    throw new ScenarioError("agents", agents, `the topology has ${topology.size}`);
  }
  // Outages draw from the graph's seed.
  if (choices.topology.outages !== undefined) onSeed?.("topology");
  const mixing = build<Mixing>("mixing", seeded("mixing", { topology }));
  return { mixing, gossipRounds: choices.mixing.gossipRounds };
}

/**
 * Builds the world alone.
 * @throws ScenarioError where an option does not fit, or the stopping rule asks for what the world lacks
 */
export function buildWorld(
  scenario: Scenario,
  registry: Registry,
  {
    onSeed,
    ...parts
  }: { readonly file: ReadFile; readonly data?: ReadData; readonly onSeed?: SeedObserver },
): World {
  const { agents, environment, stop } = scenario;
  const context = withSeed("environment", environment.seed, { agents, ...parts }, onSeed);
  const world = builder(scenario, registry)<World>("environment", context);
  if (world.shares.length !== agents) {
    const found = `${world.shares.length} shares`;
    const allowed = `a world has one share for each of ${agents} agents`;
    throw new ScenarioError("environment.kind", found, allowed);
  }
  // Whether there is an optimum is for whoever has all data to say.
  const isWhole = !world.shares.some((share) => "withheld" in share);
  if (stop !== undefined && isWhole && world.meanTask === undefined) {
    throw new ScenarioError("stop.gap", stop.gap, "this world has no known optimum; leave `stop` out");
  }
  return world;
}

/**
 * Builds the algorithm alone, for a world.
 * @throws ScenarioError where an option or the world does not fit
 */
export function buildAlgorithm(scenario: Scenario, registry: Registry, world: World): Algorithm {
  return builder(scenario, registry)<Algorithm>("algorithm", { agents: scenario.agents, world });
}

/** A context whose seed tells that it was read. */
function withSeed(
  section: Parameters<SeedObserver>[0],
  seed: number,
  parts: object,
  onSeed: SeedObserver | undefined,
): object {
  return {
    ...parts,
    get seed() {
      onSeed?.(section);
      return seed;
    },
  };
}

/** The world of those who do not lie: what they can hope to learn. */
function honestPart({ world, shares, network }: Experiment): Pick<Experiment, "world" | "shares"> {
  const { lies } = network ?? {};
  if (lies === undefined || lies.size === 0) return { world, shares };
  const isHonest = (_: Share, agent: number) => !lies.has(agent);
  const honest = world.shares.filter(isHonest);
  if (world.meanTask === undefined) return { world: { shares: honest }, shares: shares.filter(isHonest) };
  const rewards = honest.flatMap((share) => ("model" in share ? [share.model.reward] : []));
  const meanTask = { ...world.meanTask, reward: meanReward(rewards) };
  return { world: { shares: honest, meanTask }, shares: shares.filter(isHonest) };
}

/**
 * Prepares the registry's metrics for an experiment; ground truth is computed here.
 * @param honestOnly against the world without the agents that lie
 * @throws ScenarioError where two metrics have a column of one name
 */
export function prepareMetrics(
  experiment: Experiment,
  { honestOnly = false }: { readonly honestOnly?: boolean } = {},
): readonly Metric[] {
  const { registry, algorithm, scenario } = experiment;
  const { world, shares } = honestOnly ? honestPart(experiment) : experiment;
  const context = { world, shares, temperature: algorithm.temperature ?? 0 };
  return withPluginFaults(scenario.plugins, () =>
    distinctColumns(
      registry.metrics.map((kind) => {
        const place = `metric ${kind.kind}`;
        return { place, metric: kind.build(checkedBy(kind.options, {}, place), context) };
      }),
    ),
  );
}

function distinctColumns(named: readonly { readonly place: string; readonly metric: Metric }[]): Metric[] {
  const taken = new Set<string>([
    ...["round", "messages", "bytes", "wire_bytes", "virtual_seconds", "digest"],
    ...["missing", "late", "mass_error", "realised_sigma"],
  ]);
  return named.map(({ place, metric }) => {
    for (const column of metric.columns) {
      if (taken.has(column)) throw new ScenarioError(place, column, "a column that no other metric has");
      taken.add(column);
    }
    return metric;
  });
}

function builder<S extends Section>(choices: Pick<Scenario, S>, registry: Registry) {
  return <Product>(section: S, context: object): Product => {
    const { kind: name, ...options } = choices[section];
    const kinds = registry[listOf[section]] as readonly {
      kind: string;
      build(o: object, c: object): unknown;
    }[];
    const product = find(kinds, name, `${section}.kind`).build(options, context);
    requireMembers(product, section, `${section}.kind`, name);
    return product as Product;
  };
}
