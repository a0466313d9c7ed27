// The examination of a whole registry or plug-in: every kind, by the laws of its section, on subjects that
// fit it.
import type { AlgorithmContext } from "../algorithms/algorithm.ts";
import type { World, WorldContext } from "../environments/environment.ts";
import { garnet } from "../environments/garnet.ts";
import { values } from "../environments/values.ts";
import { ScenarioError } from "../error.ts";
import type { AnyKind } from "../kind.ts";
import { rootRng } from "../math/random.ts";
import type { MetricContext } from "../metrics/metric.ts";
import type { MissingContext } from "../mixing/missing/missing.ts";
import type { MixingContext } from "../mixing/mixing.ts";
import { metropolis } from "../mixing/rules/metropolis.ts";
import type { LinkContext } from "../network/link.ts";
import type { Plugin } from "../scenario/registry.ts";
import { fromNeighbours } from "../topology/adjacency.ts";
import type { OutageContext } from "../topology/outage.ts";
import type { AgentId, Topology, TopologyContext } from "../topology/topology.ts";
import { algorithmLaws } from "./algorithm-laws.ts";
import { environmentLaws } from "./environment-laws.ts";
import { examine, type Law, type Verdict } from "./law.ts";
import { lieLaws } from "./lie-laws.ts";
import { metricLaws } from "./metric-laws.ts";
import { missingLaws } from "./missing-laws.ts";
import { mixingLaws } from "./mixing-laws.ts";
import { computingLaws, networkLaws } from "./network-laws.ts";
import { outageLaws } from "./outage-laws.ts";
import { topologyLaws } from "./topology-laws.ts";

/** A verdict with the kind and the options it is about. */
export interface KindVerdict extends Verdict {
  readonly kind: string;
  readonly options: string;
}

/** A kind with options and a context: what laws are stated over. */
interface Subject<Context> {
  readonly kind: AnyKind<Context, unknown>;
  readonly options: unknown;
  readonly context: Context;
}

/** Reads the files that the options of examined kinds name. */
export type LawFiles = (path: string) => Uint8Array;

const noFiles: LawFiles = (path) => {
  throw new ScenarioError("path", path, "the laws were given no files");
};

/**
 * Examines every kind of a plug-in or registry. A kind is built from its `examples`, or from its defaults,
 * in each context that accepts them; one that fits nowhere is a fault.
 */
export async function* examineKinds(kinds: Plugin, files: LawFiles = noFiles): AsyncGenerator<KindVerdict> {
  const { topologies = [], mixings = [], environments = [], algorithms = [], metrics = [] } = kinds;
  const { outages = [], links = [], computings = [], missingRules = [], lies = [] } = kinds;
  for (const kind of topologies) yield* examineKind(kind, topologyLaws, topologyContexts(files));
  for (const kind of mixings) yield* examineKind(kind, mixingLaws, mixingContexts(files));
  for (const kind of environments) yield* examineKind(kind, environmentLaws, [worldContext(files)]);
  for (const kind of algorithms) yield* examineKind(kind, algorithmLaws, algorithmContexts());
  for (const kind of metrics) yield* examineKind(kind, metricLaws, metricContexts());
  for (const kind of outages) yield* examineKind(kind, outageLaws, outageContexts());
  for (const kind of links) yield* examineKind(kind, networkLaws, [linkContext(files)]);
  for (const kind of computings) yield* examineKind(kind, computingLaws, [{}]);
  for (const kind of missingRules) yield* examineKind(kind, missingLaws, missingContexts());
  for (const kind of lies) yield* examineKind(kind, lieLaws, [{ rng: rootRng(3) }]);
}

async function* examineKind<Context, S extends Subject<Context>>(
  kind: S["kind"],
  laws: readonly Law<S>[],
  contexts: readonly Context[],
): AsyncGenerator<KindVerdict> {
  let refusal = "no context to build in";
  let built = 0;
  for (const options of kind.examples ?? [{}]) {
    for (const context of contexts) {
      const subject = { kind, options, context } as S;
      const fault = refusalOf(subject);
      if (fault === undefined) {
        built++;
        for await (const verdict of examine(laws, subject)) {
          yield { ...verdict, kind: kind.kind, options: JSON.stringify(options) };
        }
      } else refusal = fault;
    }
  }
  if (built === 0) yield { law: "it can be built", fault: refusal, kind: kind.kind, options: "" };
}

/** Why the kind cannot be built so; other errors are left to the laws. */
function refusalOf<Context>({ kind, options, context }: Subject<Context>): string | undefined {
  const parsed = kind.options.safeParse(options);
  if (!parsed.success) return parsed.error.issues[0]!.message;
  try {
    kind.build(parsed.data, context);
    return undefined;
  } catch (error) {
    return error instanceof ScenarioError ? error.message : undefined;
  }
}

function topologyContexts(file: LawFiles): TopologyContext[] {
  const sizes = [1, 2, 5, 8, 9, 12, undefined];
  return sizes.map((agents) => ({ agents, seed: 3, file }));
}

function mixingContexts(file: LawFiles): MixingContext[] {
  const links = [
    [1, 4],
    [0, 2],
    [1, 3],
    [2, 4],
    [3, 0],
  ];
  const topologies = [
    fromNeighbours(5, (agent) => links[agent]!),
    fromNeighbours(5, () => [0, 1, 2, 3, 4]),
    fromNeighbours(5, (agent) => [(agent + 1) % 5]),
  ];
  return topologies.map((topology) => ({ topology, seed: 3, file }));
}

function outageContexts(): OutageContext[] {
  const graphs = [ringOf(5), fromNeighbours(5, () => [0, 1, 2, 3, 4])];
  return graphs.map((topology) => ({ topology, rng: rootRng(3) }));
}

function missingContexts(): MissingContext[] {
  const graphs = [ringOf(5), fromNeighbours(5, () => [0, 1, 2, 3, 4])];
  return graphs.map((topology) => ({
    mixing: metropolis.build({ lazy: 0 }, { topology, seed: 3, file: noFiles }),
  }));
}

/** A ring, whose edges all have the attribute that is asked for. */
function linkContext(file: LawFiles): LinkContext {
  const attribute = (a: AgentId, b: AgentId) => 1 + ((a * b) % 7);
  return { topology: { ...ringOf(5), edgeAttribute: attribute }, file };
}

function ringOf(size: number): Topology {
  return fromNeighbours(size, (agent) => [(agent + 1) % size, (agent + size - 1) % size]);
}

function worldContext(file: LawFiles): WorldContext {
  return { agents: 5, seed: 3, file };
}

function algorithmContexts(): AlgorithmContext[] {
  return worlds().map((world) => ({ agents: world.shares.length, world }));
}

function metricContexts(): MetricContext[] {
  return worlds().map((world) => ({ world, shares: world.shares, temperature: 0.1 }));
}

/** A world of models and one of plain vectors. */
function worlds(): World[] {
  const context = worldContext(noFiles);
  const model = garnet.options.parse({ states: 7, actions: 3, branching: 3, discount: 0.9 });
  return [garnet.build(model, context), values.build(values.options.parse({ dimension: 4 }), context)];
}
