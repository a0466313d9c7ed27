// The exam of everything that a network is made of: links, and agents' computing times.
import { rootRng } from "../math/random.ts";
import type { Computing, ComputingKind } from "../network/computing.ts";
import type { Edge, Link, LinkContext, LinkKind } from "../network/link.ts";
import { lockstep } from "../runners/lockstep.ts";
import type { Runner } from "../runners/runner.ts";
import { virtualOver } from "../runners/virtual.ts";
import { buildExperiment } from "../scenario/experiment.ts";
import { builtIn } from "../scenario/registry.ts";
import { resolveScenario } from "../scenario/scenario.ts";
import { rowDigestOf } from "./digests.ts";
import { demand, type Law } from "./law.ts";

/** A kind of link with options and a graph to stand on. */
export interface LinkSubject {
  readonly kind: LinkKind;
  readonly options: unknown;
  readonly context: LinkContext;
}

/** A model of computing times with options. */
export interface ComputingSubject {
  readonly kind: ComputingKind;
  readonly options: unknown;
  readonly context: object;
}

/** All laws of links. */
export const networkLaws: readonly Law<LinkSubject>[] = [
  { name: "a packet arrives after it was sent, at a time that comes", examine: arrivesLater },
  { name: "equal streams give equal arrivals", examine: repeatable },
  { name: "carrying changes neither the packet nor the state it was given", examine: pure },
  { name: "an edge's packets depend on nothing that other edges carry", examine: apart },
  { name: "a link that loses packets says so", examine: honest },
  { name: "only what stands at duplication doubles packets", examine: single },
  { name: "peers who mix over it come to the bits of lockstep", examine: parity },
];

/** All laws of computing times. */
export const computingLaws: readonly Law<ComputingSubject>[] = [
  { name: "a duration is a finite number, zero or more", examine: durations },
  { name: "equal streams give equal durations", examine: sameDurations },
  { name: "durations do not depend on those asked for before", examine: noHistory },
];

const packets = 200;

function build({ kind, options, context }: LinkSubject): Link {
  return kind.build(kind.options.parse(options), context);
}

/** Packet n of an edge has its own length and is sent n ms after the first. */
function packetOf(n: number): Uint8Array {
  return new Uint8Array(40 + 7 * (n % 11)).fill(n % 251);
}

/** Sends packets over one edge; `between` happens after each. */
function send(link: Link, edge: Edge, between: (n: number) => void = () => {}): (readonly number[])[] {
  let state = link.init(edge);
  return Array.from({ length: packets }, (_, n) => {
    const rng = rootRng(7).fork(edge.from, edge.to, n);
    const carried = link.carry(packetOf(n), n, state, rng);
    state = carried.state;
    between(n);
    return carried.arrivals;
  });
}

function edgesOf({ context: { topology } }: LinkSubject): [Edge, Edge] {
  const [other] = topology.hears(0, 0) as [number];
  return [
    { from: other, to: 0 },
    { from: 0, to: other },
  ];
}

function arrivesLater(subject: LinkSubject): void {
  send(build(subject), edgesOf(subject)[0]).forEach((arrivals, n) => {
    for (const time of arrivals)
      demand(time >= n && time < Number.POSITIVE_INFINITY, `sent at ${n} ms, it arrives at ${time} ms`);
  });
}

function repeatable(subject: LinkSubject): void {
  const [edge] = edgesOf(subject);
  const [first, again] = [send(build(subject), edge), send(build(subject), edge)];
  first.forEach((arrivals, n) => {
    demand(`${arrivals}` === `${again[n]}`, `packet ${n} arrives at ${arrivals}, then at ${again[n]}`);
  });
}

function pure(subject: LinkSubject): void {
  const link = build(subject);
  let state = link.init(edgesOf(subject)[0]);
  for (let n = 0; n < packets; n++) {
    const [packet, before] = [packetOf(n), JSON.stringify(state)];
    const carried = link.carry(packet, n, state, rootRng(7).fork(n));
    demand(`${packet}` === `${packetOf(n)}`, `packet ${n} was changed`);
    const after = JSON.stringify(state);
    demand(after === before, `the state ${before} has become ${after}`);
    state = carried.state;
  }
}

function apart(subject: LinkSubject): void {
  const [edge, other] = edgesOf(subject);
  const alone = send(build(subject), edge);
  const link = build(subject);
  let state = link.init(other);
  const among = send(link, edge, (n) => {
    state = link.carry(packetOf(n), n, state, rootRng(9).fork(n)).state;
  });
  alone.forEach((arrivals, n) => {
    demand(
      `${arrivals}` === `${among[n]}`,
      `packet ${n} arrives at ${arrivals}, with traffic elsewhere at ${among[n]}`,
    );
  });
}

function honest(subject: LinkSubject): void {
  const link = build(subject);
  const lost = send(link, edgesOf(subject)[0]).findIndex(({ length }) => length === 0);
  demand(lost < 0 || link.isLossy === true, `packet ${lost} is lost, but isLossy is ${link.isLossy}`);
}

function single(subject: LinkSubject): void {
  if (subject.kind.places.includes("duplication")) return;
  const doubled = send(build(subject), edgesOf(subject)[0]).findIndex(({ length }) => length > 1);
  demand(doubled < 0, `packet ${doubled} arrives more than once`);
}

/** Averaging on the ring of the context, over the link alone; one that loses packets needs patience. */
async function parity(subject: LinkSubject): Promise<void> {
  const link = build(subject);
  if (link.isLossy === true) return;
  const digests = (runner: Runner) => rowDigestOf(averaging(subject.context.topology.size), runner);
  const [expected, found] = [await digests(lockstep), await digests(virtualOver(link))];
  const round = expected.findIndex((digest, k) => digest !== found[k]);
  demand(round < 0, `round ${round}: lockstep has ${expected[round]}, peers ${found[round]}`);
}

function averaging(agents: number) {
  const raw = {
    ...{ name: "law", agents, rounds: 6, topology: { kind: "ring" } },
    environment: { kind: "values", dimension: 2 },
    algorithm: { kind: "averaging" },
  };
  return buildExperiment(resolveScenario(raw, builtIn), builtIn, () => new Uint8Array());
}

function model({ kind, options, context }: ComputingSubject): Computing {
  return kind.build(kind.options.parse(options), context);
}

function durationsOf(computing: Computing): number[] {
  return Array.from({ length: packets }, (_, n) => computing.durationMs(rootRng(7).fork(n)));
}

function durations(subject: ComputingSubject): void {
  const odd = durationsOf(model(subject)).find((ms) => !(ms >= 0 && ms < Number.POSITIVE_INFINITY));
  demand(odd === undefined, `a round takes ${odd} ms`);
}

function sameDurations(subject: ComputingSubject): void {
  const again = durationsOf(model(subject));
  durationsOf(model(subject)).forEach((ms, n) => {
    demand(ms === again[n], `draw ${n} takes ${ms} ms, then ${again[n]} ms`);
  });
}

function noHistory(subject: ComputingSubject): void {
  const forward = durationsOf(model(subject));
  const computing = model(subject);
  for (let n = packets - 1; n >= 0; n--) {
    const ms = computing.durationMs(rootRng(7).fork(n));
    demand(ms === forward[n], `draw ${n} takes ${forward[n]} ms, asked in another order ${ms} ms`);
  }
}
