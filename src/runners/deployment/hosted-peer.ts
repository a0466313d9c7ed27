// One peer of a deployment, in whatever process: it keeps its own folder, comes back from its checkpoint,
// and stays until no neighbour needs it any more.
import { setTimeout as sleep } from "node:timers/promises";
import type { PeerId, PrivateKey } from "@libp2p/interface";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { State } from "../../algorithms/algorithm.ts";
import { assert, type DivergenceError, ScenarioError } from "../../error.ts";
import type { EndEntry } from "../../journal/journal.ts";
import { type PeerStart, writtenView } from "../../journal/peer-journal.ts";
import { agentDigest } from "../../journal/state-digest.ts";
import { Arena } from "../../math/arrays.ts";
import { comesBack } from "../../mixing/missing/missing.ts";
import { stampIn } from "../../network/codec.ts";
import { roundOf, stampOf } from "../../network/frame.ts";
import type { ControlMessage } from "../../network/libp2p/control-plane.ts";
import type { Roster } from "../../network/libp2p/identity.ts";
import type { Libp2pNetwork } from "../../network/libp2p/libp2p-network.ts";
import type { NetworkEvent } from "../../network/libp2p/network-options.ts";
import type { Experiment } from "../../scenario/experiment.ts";
import type { AgentId } from "../../topology/topology.ts";
import { seconds } from "../clock.ts";
import { withMixer } from "../measured-row.ts";
import type { Sent } from "../outbox.ts";
import { type Passed, Peer } from "../peer.ts";
import { isOffence, listenAs, neighboursOf, ownOptions, repeatsItself, waitsForAll } from "../real-peer.ts";
import { isMeasured } from "../rounds.ts";
import { losesPatience } from "../shortfall.ts";
import { Absences } from "./absences.ts";
import { Disagreement } from "./disagreement.ts";
import { PeerFolder } from "./peer-folder.ts";
import { refusalOf } from "./ports.ts";

/** How long a peer waits for neighbours before it sets out, where it would go on without them. */
const gatheringMs = 30_000;

/** What a hosted peer is made of. */
export interface HostedPeerOptions {
  readonly experiment: Experiment;
  readonly id: AgentId;
  readonly folder: string;
  readonly start: PeerStart;
  readonly roster: Roster;
  readonly key: PrivateKey;
  readonly observers: readonly PeerId[];
  readonly listen: string;
  /** Where the others listen. */
  readonly addressOf: (agent: AgentId) => string;
  /** How long it may go without a checkpoint; 0 means one after every round. */
  readonly checkpointSeconds: number;
  /** How long it stays for neighbours that are not done when it is. */
  readonly lingerSeconds: number;
  readonly onEvent?: (event: NetworkEvent) => void;
  /** Told that a member or an observer has said stop, and why. */
  readonly onStop: (reason: string) => void;
  /** Told in words of what an operator should know. */
  readonly onNote?: (text: string) => void;
}

/** What a peer says of itself while it runs. */
export interface PeerReport {
  readonly agent: AgentId;
  readonly round: number;
  readonly linked: number;
  readonly neighbours: number;
  readonly wireBytes: number;
  /** Root mean square of what the last mixes changed; undefined before the first. */
  readonly disagreement: number | undefined;
}

/** The state after a round, as the peer holds it until it has finished the next. */
interface Standstill extends Passed {
  readonly sent: Sent;
  readonly missing: number;
}

/** A peer with a folder. */
export class HostedPeer {
  readonly #options: HostedPeerOptions;
  readonly #folder: PeerFolder;
  readonly #network: Libp2pNetwork;
  readonly #peer: Peer;
  readonly #disagreement = new Disagreement();
  readonly #end = Promise.withResolvers<EndEntry>();
  readonly #neighbours: number;
  readonly #absences: Absences;
  #passed: Standstill | undefined;
  #saved = seconds();

  /**
   * A peer that listens and has not set out.
   * @throws ScenarioError where the disk or the address refuses, or it cannot come back from its checkpoint
   */
  static async open(options: HostedPeerOptions): Promise<HostedPeer> {
    const { experiment, id, roster, key, listen, onEvent } = options;
    const folder = new PeerFolder(options.folder, options.start, experiment.data.get(id));
    const { checkpoint } = folder;
    if (checkpoint !== undefined && !comesBack(experiment.missing)) {
      const kind = experiment.scenario.network?.whenMissing.kind;
      throw new ScenarioError(
        "network.whenMissing.kind",
        kind,
        "a rule whose mixers can be saved and restored",
      );
    }
    const onControl = (message: ControlMessage) => {
      if (message.kind === "stop") options.onStop(message.reason);
    };
    const round = checkpoint?.round ?? -1;
    const standing = { at: stampOf(round + 1, 0), durable: round };
    const control = { digest: experiment.digest, observers: options.observers, onControl };
    const place = { key, roster, listen: [listen], standing, keepsForRestart: true, control };
    const network = await listenAs(experiment, id, { ...place, ...(onEvent && { onEvent }) }).catch(
      (error: Error) => {
        folder.abandon();
        throw new ScenarioError("--listen", listen, `an address to listen at: ${refusalOf(error)}`);
      },
    );
    return new HostedPeer(options, folder, network);
  }

  private constructor(options: HostedPeerOptions, folder: PeerFolder, network: Libp2pNetwork) {
    const { experiment, id } = options;
    this.#options = options;
    this.#folder = folder;
    this.#network = network;
    this.#neighbours = neighboursOf(experiment, id).size;
    const { checkpoint } = folder;
    this.#absences = new Absences(checkpoint?.missing ?? 0, (text) => options.onNote?.(text));
    if (checkpoint !== undefined) {
      this.#passed = checkpoint;
      network.remember(checkpoint.logs);
    }
    this.#peer = new Peer({
      ...ownOptions(experiment, id, new Arena(1).of(0)),
      network,
      pace: (_, begin) => void setImmediate(begin),
      onMissing: (stamp, sources) => this.#absences.missed(stamp, sources),
      onMixed: (own, mixed) => this.#disagreement.note(own, mixed),
      onRound: (round, state) => this.#guarded(() => this.#pass(round, state)),
      onRejection: (_, reason) => {
        if (isOffence(experiment, reason)) network.reject(reason);
      },
      onDivergence: (divergence) => this.#diverged(divergence),
    });
  }

  /** What it says of itself now. */
  get report(): PeerReport {
    return {
      agent: this.#options.id,
      round: this.#passed?.round ?? -1,
      linked: this.#network.linked.length,
      neighbours: this.#neighbours,
      wireBytes: this.#sent().wireBytes,
      disagreement: this.#disagreement.value,
    };
  }

  /** Ends one that has not set out; its folder is as it was before. */
  async abandon(): Promise<void> {
    await this.#network.abort();
    this.#folder.abandon();
  }

  /** Tells observers how it is. */
  async publish(): Promise<void> {
    await this.#network.control?.report({ kind: "progress", ...this.report });
  }

  /** Runs to the end, or until the signal: then it leaves a checkpoint. */
  async run(interrupt: AbortSignal): Promise<EndEntry> {
    interrupt.addEventListener("abort", () => this.#guarded(() => this.#interrupted()), { once: true });
    this.#network.connect(this.#options.addressOf);
    const { rounds } = this.#options.experiment.scenario;
    void this.#network.linkedToAll().then(() => {
      void this.#network.control?.tell({ kind: "ready", agent: this.#options.id });
      this.#options.onNote?.("ready: linked to all neighbours");
    });
    await this.#gather(interrupt);
    if (this.#passed?.round === rounds) this.#finish(rounds);
    else if (interrupt.aborted) this.#interrupted();
    else this.#peer.start(this.#passed);
    try {
      const end = await this.#end.promise;
      this.#folder.end(end);
      const { control } = this.#network;
      if (end.status === "diverged")
        await control?.tell({ kind: "stop", reason: end.reason ?? "diverged" });
      if (end.status === "finished") await this.#linger(interrupt);
      return end;
    } finally {
      await this.#network.stop();
      this.#folder.close();
    }
  }

  /** Who does not wait for all without end waits at least until they are there, if that is soon. */
  async #gather(interrupt: AbortSignal): Promise<void> {
    const { experiment } = this.#options;
    if (waitsForAll(experiment) || this.#passed?.round === experiment.scenario.rounds) return;
    const ending = new AbortController();
    const signal = AbortSignal.any([interrupt, ending.signal]);
    const late = sleep(gatheringMs, undefined, { signal }).catch(() => {});
    await Promise.race([this.#network.linkedToAll(), late]);
    ending.abort();
  }

  #pass(round: number, state: State): void {
    const { scenario } = this.#options.experiment;
    const { rounds } = scenario;
    const sent = this.#sent();
    const missing = this.#absences.count;
    this.#passed = { round, state, mixing: this.#peer.mixing, sent, missing };
    if (isMeasured(scenario, round)) this.#journal(this.#passed);
    const isDue = seconds() - this.#saved >= this.#options.checkpointSeconds;
    if (isDue || round === rounds) this.#save(this.#passed);
    if (round === rounds) this.#finish(round);
  }

  #journal({ round, state, sent, missing: count }: Standstill): void {
    const digest = bytesToHex(agentDigest(withMixer(state, this.#peer.mixerState)));
    const view = writtenView(this.#options.experiment.algorithm.view(state));
    const { experiment } = this.#options;
    const missing = losesPatience(experiment) ? { missing: count } : {};
    const isSame = this.#folder.row({ kind: "row", round, digest, ...sent, ...missing, view });
    if (isSame) return;
    assert(!repeatsItself(experiment), `round ${round} comes to the same once more`);
    this.#options.onNote?.(`round ${round} has come to something else this time; its first row stands`);
  }

  /** A checkpoint that the disk refuses is no reason to stop: the last one is still there. */
  #save(passed: Standstill): void {
    const { round } = passed;
    this.#saved = seconds();
    try {
      const logs = this.#network.logs.map(([other, packets]) => {
        return [other, packets.filter((packet) => roundOfPacket(packet) <= round)] as const;
      });
      this.#folder.save({ ...passed, logs });
      this.#network.stands({ durable: round });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.#options.onNote?.(`no checkpoint after round ${round}: ${error.message}`);
    }
  }

  #finish(round: number): void {
    this.#network.stands({ at: stampOf(round + 1, 0) });
    this.#end.resolve({ kind: "end", status: "finished", round });
  }

  #interrupted(): void {
    const passed = this.#passed;
    if (passed !== undefined && passed.round < this.#options.experiment.scenario.rounds) this.#save(passed);
    this.#end.resolve({ kind: "end", status: "interrupted", round: passed?.round ?? 0 });
  }

  #diverged({ round, message }: DivergenceError): void {
    this.#end.resolve({ kind: "end", status: "diverged", round, reason: message });
  }

  async #linger(interrupt: AbortSignal): Promise<void> {
    const { experiment, lingerSeconds } = this.#options;
    const done = this.#network.passedBy(stampOf(experiment.scenario.rounds + 1, 0));
    const ending = new AbortController();
    const signal = AbortSignal.any([interrupt, ending.signal]);
    const tired = sleep(1000 * lingerSeconds, "tired", { signal }).catch(() => "interrupted");
    const reason = await Promise.race([done, tired]);
    ending.abort();
    if (reason === "tired")
      this.#options.onNote?.(`left after ${lingerSeconds} s: a neighbour is not done`);
  }

  /** What it has sent in all its lives. */
  #sent(): Sent {
    const { messages, bytes, wireBytes } = this.#peer.sent;
    const earlier = this.#folder.checkpoint?.sent ?? { messages: 0, bytes: 0, wireBytes: 0 };
    return {
      messages: earlier.messages + messages,
      bytes: earlier.bytes + bytes,
      wireBytes: earlier.wireBytes + wireBytes,
    };
  }

  /** A fault in what the network has called ends the peer, not the process. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#end.reject(error);
    }
  }
}

function roundOfPacket(packet: Uint8Array): number {
  return roundOf(stampIn(packet));
}
