// The runner of virtual time: every agent is a peer, all peers are in this thread, and no time passes but
// what the network takes.
import { Arena } from "../math/arrays.ts";
import { type Rng, rootRng } from "../math/random.ts";
import type { Mixer } from "../mixing/missing/missing.ts";
import { Codec } from "../network/codec.ts";
import type { Link, PlacedLink } from "../network/link.ts";
import type { Membership } from "../network/membership.ts";
import { VirtualClock } from "../network/virtual/virtual-clock.ts";
import { VirtualNetwork } from "../network/virtual/virtual-network.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { type Succession, successionOf } from "./attendance.ts";
import { Chronicle } from "./chronicle.ts";
import { pause, seconds } from "./clock.ts";
import { newEpoch } from "./inheritance.ts";
import { membershipOf } from "./itinerary.ts";
import { LinkAccounts } from "./link-accounts.ts";
import { PacketLog } from "./packet-log.ts";
import { Peer, type Taken } from "./peer.ts";
import { peerOptions } from "./peer-options.ts";
import { PeerTimes } from "./peer-times.ts";
import type { Outcome, Recorder, Runner } from "./runner.ts";
import { Shortfall, shortfallColumns } from "./shortfall.ts";

/** The columns of metrics.csv that only a network has. */
export const networkColumns = ["wire_bytes", "virtual_seconds", ...shortfallColumns] as const;

type NetworkColumns = Partial<Record<(typeof networkColumns)[number], number>>;

/** How long events may follow each other before signals and the progress bar get their turn. */
const breathAfterSeconds = 0.05;

/** Events between two looks at the real clock. */
const eventsPerLook = 256;

/**
 * Runs an experiment in virtual time; `link`, where told, stands in place of all that the scenario has.
 * @param onPacket told of every packet that comes to an agent
 */
export function virtualOver(link?: Link, onPacket?: PacketObserver): Runner {
  return (experiment, recorder, { interrupt }) => {
    const own = experiment.network?.links ?? [];
    const links = link === undefined ? own : [{ place: "latency", link } as const];
    return new Federation(experiment, recorder, { links, interrupt, onPacket }).run();
  };
}

/** Runs an experiment in virtual time. */
export const virtual: Runner = virtualOver();

/** Told of every packet that comes to an agent. */
type PacketObserver = (packet: Taken) => void;

/** What a run is carried out over, and who follows it. */
interface Surroundings {
  readonly links: readonly PlacedLink[];
  readonly interrupt: AbortSignal | undefined;
  readonly onPacket: PacketObserver | undefined;
}

/** All peers of a run and what they report. */
class Federation {
  readonly #experiment: Experiment;
  readonly #clock = new VirtualClock();
  readonly #membership: Membership;
  readonly #succession: Succession;
  readonly #chronicle: Chronicle;
  /** The last round that somebody has begun. */
  #begun = -1;
  /** Root of the draws of links and computing times. */
  readonly #rng: Rng;
  readonly #codec: Codec;
  readonly #accounts: LinkAccounts;
  readonly #packets: PacketLog;
  readonly #times: PeerTimes;
  readonly #mixers: readonly Mixer[];
  readonly #peers: readonly Peer[];
  readonly #shortfall: Shortfall;

  constructor(experiment: Experiment, recorder: Recorder, surroundings: Surroundings) {
    const { links, interrupt, onPacket } = surroundings;
    const { shares, scenario, mixing } = experiment;
    this.#experiment = experiment;
    this.#membership = membershipOf(experiment);
    this.#chronicle = new Chronicle(experiment, recorder, interrupt, {
      columns: (round) => this.#columns(round),
    });
    this.#rng = rootRng(scenario.seed).fork("network");
    this.#codec = new Codec({ scenarioDigest: experiment.digest, names: experiment.algorithm.shares });
    this.#accounts = new LinkAccounts(shares.length);
    this.#packets = new PacketLog(this.#codec);
    this.#times = new PeerTimes(shares.length);
    const network = new VirtualNetwork({
      clock: this.#clock,
      size: mixing.topology.size,
      links,
      rng: this.#rng,
      onSend: (from, to, packet, arrivals) => {
        const now = this.#clock.now();
        this.#accounts.sent(from, to, packet, now, arrivals);
        this.#packets.sent(from, to, packet, now, arrivals);
      },
    });
    this.#mixers = shares.map((_, id) => experiment.missing.mixerOf(id));
    this.#succession = successionOf(experiment, this.#membership, this.#mixers, (id) => this.#peers[id]!);
    this.#shortfall = new Shortfall(experiment, this.#mixers);
    const arena = new Arena(shares.length);
    this.#peers = shares.map((_, id) => this.#peer(id, arena, network, onPacket));
  }

  async run(): Promise<Outcome> {
    this.#peers.forEach((peer, id) => {
      if (this.#membership.isPresent(id, 0)) peer.start();
      else this.#chronicle.rests(id, 0, peer.prepare(), peer);
    });
    this.#scheduleCrashes();
    let breath = seconds();
    for (let event = 1; !this.#chronicle.isOver && this.#clock.step(); event++) {
      if (event % eventsPerLook > 0 || seconds() - breath < breathAfterSeconds) continue;
      await pause();
      breath = seconds();
    }
    if (!this.#chronicle.isOver) this.#chronicle.standStill();
    return { ...(await this.#chronicle.outcome()), tables: this.#tables() };
  }

  #peer(id: number, arena: Arena, network: VirtualNetwork, onPacket: PacketObserver | undefined): Peer {
    const parts = {
      arrays: arena.of(id),
      codec: this.#codec,
      clock: this.#clock,
      mixer: this.#mixers[id]!,
    };
    const peer = new Peer({
      ...peerOptions(this.#experiment, id, parts),
      network: network.of(id),
      onMissing: (stamp, sources) => {
        this.#shortfall.missed(id, stamp, sources);
      },
      saves: (this.#experiment.network?.crashes.length ?? 0) > 0,
      pace: (round, begin) => this.#pace(id, round, begin),
      onRound: (round, state) => {
        const isLeaving = !this.#membership.isPresent(id, round + 1);
        this.#chronicle.passed(id, round, state, peer);
        if (isLeaving) this.#chronicle.rests(id, round + 1, state, peer);
        this.#times.passed(id, this.#clock.now());
        if (isLeaving) this.#succession.left(id, round + 1, state);
      },
      onPacket,
      onRejection: (from, reason) => {
        if (reason !== "late") return;
        this.#accounts.late(from, id);
        this.#shortfall.late();
      },
      onAwaited: (from) => this.#times.awaited(from),
      onDivergence: (divergence) => this.#chronicle.diverged(divergence),
    });
    return peer;
  }

  /** Whoever crashes again while it is down comes back when the last of its absences is over. */
  #scheduleCrashes(): void {
    const down = this.#peers.map(() => 0);
    for (const { agent, atMs, downMs } of this.#experiment.network?.crashes ?? []) {
      this.#clock.after(atMs, () => {
        if (down[agent]!++ === 0) this.#peers[agent]!.crash();
      });
      this.#clock.after(atMs + downMs, () => {
        if (--down[agent]! === 0) this.#peers[agent]!.restart();
      });
    }
  }

  /** Begins a round when the agent has computed, and those who leave before it have handed over. */
  #pace(id: number, round: number, begin: () => void): void {
    if (!this.#membership.isPresent(id, round)) return;
    const duration = this.#computingMs(id, round);
    this.#times.computes(id, this.#clock.now(), duration);
    this.#clock.after(duration, () => {
      if (round > this.#chronicle.lastRound) return;
      this.#letJoin(round);
      this.#succession.succeed(id, round, begin);
    });
  }

  /** Those who join in a round set out when the first of the others does. */
  #letJoin(round: number): void {
    if (round <= this.#begun) return;
    this.#begun = round;
    for (const { kind, agent } of this.#membership.at(round)) {
      if (kind !== "joins") continue;
      const peer = this.#peers[agent]!;
      peer.amend(newEpoch(this.#experiment.algorithm));
      this.#succession.join(agent, round, () => peer.join(round));
    }
  }

  #computingMs(id: number, round: number): number {
    const { computing, factors } = this.#experiment.network ?? { computing: undefined, factors: [1] };
    if (computing === undefined) return 0;
    return factors[id % factors.length]! * computing.durationMs(this.#rng.fork("computing", id, round));
  }

  #columns(round: number): Omit<NetworkColumns, "wire_bytes"> {
    const isComparable = !this.#peers.some(({ isBehind }) => isBehind);
    return { virtual_seconds: this.#clock.now() / 1000, ...this.#shortfall.columns(round, isComparable) };
  }

  #tables(): Outcome["tables"] {
    return {
      "links.csv": this.#accounts.table(),
      "packets.csv": this.#packets.table(),
      "peers.csv": this.#times.table(),
      "computing.csv": this.#times.spells(),
      ...this.#shortfall.tables,
    };
  }
}
