// What must never happen on a network, looked for at every packet and every reply.
import type { MissingRule, Mixer } from "../../src/mixing/missing/missing.ts";
import { RunningSums } from "../../src/mixing/missing/running-sums.ts";
import { Codec } from "../../src/network/codec.ts";
import { exchangeOf } from "../../src/network/frame.ts";
import type { Link, PlacedLink } from "../../src/network/link.ts";
import type { Taken } from "../../src/runners/peer.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { collect, type Seen } from "../runners/experiments.ts";

/** Something that must not be, by a name that stays when a scenario is made smaller. */
export class Breach extends Error {
  readonly what: string;

  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`);
    this.what = what;
  }
}

/** When all faults of links end, in ms. */
const healsAtMs = 200;

/** Every edge does what it does until all is healed, then it takes 1 ms; `copies` of all that arrives do. */
function healing(link: Link, copies: number): Link {
  return {
    init: (edge) => link.init(edge),
    carry(packet, now, state, rng) {
      const carried = link.carry(packet, now, state, rng);
      const arrivals =
        now < healsAtMs ? carried.arrivals : [Math.max(now, ...carried.arrivals.slice(0, 1))];
      return {
        arrivals: arrivals.flatMap((time) => new Array<number>(copies).fill(time)),
        state: carried.state,
      };
    },
  };
}

/**
 * Looks into every packet: a frame of its sender, with declared names, never of an earlier exchange. Notes
 * in `places` how many exchanges of a round each agent has begun.
 */
function inspection({ digest, algorithm, network }: Experiment, places: number[]): Link {
  const codec = new Codec({ scenarioDigest: digest, names: algorithm.shares });
  const mayGoBack = (network?.crashes.length ?? 0) > 0;
  return {
    init: ({ from }) => ({ from, stamp: -1 }),
    carry(packet, now, state) {
      const { from, stamp } = state as { from: number; stamp: number };
      const frame = codec.decode(packet);
      if (typeof frame === "string") throw new Breach("bytes on the wire are frames", frame);
      if (frame.sender !== from)
        throw new Breach("senders sign with their own name", `${from}: ${frame.sender}`);
      if (frame.stamp < stamp && !mayGoBack)
        throw new Breach("rounds only advance", `agent ${from} at ${frame.stamp} after ${stamp}`);
      places[from] = Math.max(places[from] ?? 0, 1 + exchangeOf(frame.stamp));
      return { arrivals: [now], state: { from, stamp: Math.max(stamp, frame.stamp) } };
    },
  };
}

/** Methods of mixers that are not looked into. */
const passedOn = [
  ...(["begin", "parcelFor", "confirmationFor", "state"] as const),
  ...(["renew", "settle", "inherit", "saved", "restore"] as const),
];

/** A rule whose replies are looked at: finite, and, of what mixes by rows, within what it was told. */
function examined(rule: MissingRule): MissingRule {
  return {
    ...rule,
    mixerOf(agent): Mixer {
      const mixer = rule.mixerOf(agent);
      const said = new Map<string, { low: number; high: number }>();
      const note = (name: string, values: Float64Array) => {
        const range = said.get(name) ?? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
        for (const value of values) {
          range.low = Math.min(range.low, value);
          range.high = Math.max(range.high, value);
        }
        said.set(name, range);
      };
      const watched = Object.create(mixer) as Mixer;
      for (const name of passedOn) {
        const method = mixer[name] as ((...given: unknown[]) => unknown) | undefined;
        if (method !== undefined) Object.defineProperty(watched, name, { value: method.bind(mixer) });
      }
      // The books of running sums are the inner mixer's own.
      if (mixer instanceof RunningSums)
        Object.defineProperties(watched, {
          masses: { get: () => mixer.masses },
          epoch: { get: () => mixer.epoch },
        });
      const receive = mixer.received?.bind(mixer);
      if (receive !== undefined)
        watched.received = (source, parcel, isLate) => {
          for (const name in parcel.message) note(name, parcel.message[name]!);
          receive(source, parcel, isLate);
        };
      watched.mixed = (occasion, heard, arrays) => {
        for (const name in occasion.message) note(name, occasion.message[name]!);
        const listen: typeof heard = (source) => {
          const parcel = heard(source);
          for (const name in parcel?.message) note(name, parcel.message[name]!);
          return parcel;
        };
        const reply = mixer.mixed(occasion, listen, arrays);
        for (const name in reply) requireWithin(reply[name]!, said.get(name)!, !rule.byColumns, agent);
        return reply;
      };
      return watched;
    },
  };
}

function requireWithin(
  reply: Float64Array,
  { low, high }: { readonly low: number; readonly high: number },
  isBounded: boolean,
  agent: number,
): void {
  const slack = 1e-9 * (1 + Math.abs(low) + Math.abs(high));
  for (const value of reply) {
    if (!Number.isFinite(value)) throw new Breach("replies are finite", `agent ${agent}: ${value}`);
    if (isBounded && (value < low - slack || value > high + slack))
      throw new Breach("applied rows sum to 1", `agent ${agent}: ${value} is not from ${low} to ${high}`);
  }
}

/**
 * Looks into the inbox at every packet. Peers that wait for each other hold two frames of a source; where
 * all are patient and nobody crashes credit sees to it that no third ever comes. Others hold one for each
 * exchange of a round.
 */
function inboxesOf({ network }: Experiment, places: readonly number[]) {
  const { mode, patience, crashes } = network!;
  const waits = mode.kind === "synchronous";
  const hasCredit = waits && patience === Number.POSITIVE_INFINITY && crashes.length === 0;
  return ({ agent, from, held, rejection }: Taken) => {
    const most = waits ? 2 : places[from]!;
    const told = `agent ${agent} holds ${held} frames of ${from}`;
    if (held > most) throw new Breach("inboxes are bounded", `${told}, not ${most}`);
    if (hasCredit && rejection === "too far ahead")
      throw new Breach("inboxes are bounded", `${told}; one more came`);
  };
}

/** Runs an experiment over links that heal, with all this looked for; every packet arrives so many times. */
export function watch(experiment: Experiment, copies = 1): Promise<Seen[]> {
  const places: number[] = [];
  return collect(
    watched(experiment, copies, places),
    virtualOver(undefined, inboxesOf(experiment, places)),
  );
}

function watched(experiment: Experiment, copies: number, places: number[]): Experiment {
  const { network } = experiment;
  const links = (network?.links ?? []).map(
    ({ place, link }): PlacedLink => ({
      place,
      link: healing(link, place === "latency" ? copies : 1),
    }),
  );
  const inspected: PlacedLink[] = [{ place: "bandwidth", link: inspection(experiment, places) }, ...links];
  return {
    ...experiment,
    missing: examined(experiment.missing),
    network: { ...network!, links: inspected },
  };
}
