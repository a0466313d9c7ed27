// One peer of a deployment, in whatever process: it keeps its own folder, comes back from its checkpoint,
// and stays until no neighbour needs it any more.
import { bytesToHex } from "@noble/hashes/utils.js";
import type { State } from "../../algorithms/algorithm.ts";
import { assert, type DivergenceError, ScenarioError } from "../../error.ts";
import type { EndEntry } from "../../journal/journal.ts";
import { writtenView } from "../../journal/peer-journal.ts";
import { agentDigest } from "../../journal/state-digest.ts";
import { Arena } from "../../math/arrays.ts";
import { comesBack } from "../../mixing/missing/missing.ts";
import type { Clock } from "../../network/clock.ts";
import { stampIn } from "../../network/codec.ts";
import { roundOf, stampOf } from "../../network/frame.ts";
import type { ControlMessage } from "../../network/libp2p/control-plane.ts";
import type { Libp2pNetwork } from "../../network/libp2p/libp2p-network.ts";
import { changesText } from "../../network/membership.ts";
import { seconds } from "../clock.ts";
import { Itinerary, membershipOf } from "../itinerary.ts";
import { withMixer } from "../measured-row.ts";
import type { Sent } from "../outbox.ts";
import { type Passed, Peer } from "../peer.ts";
import { isOffence, listenAs, neighboursOf, ownOptions, repeatsItself, waitsForAll } from "../real-peer.ts";
import { isMeasured } from "../rounds.ts";
import { losesPatience } from "../shortfall.ts";
import { Absences } from "./absences.ts";
import { assembled, awaitedText, sayIfLate } from "./assembly.ts";
import { Disagreement } from "./disagreement.ts";
import { stayForOthers } from "./farewell.ts";
import type { HostedPeerOptions, PeerReport } from "./hosted-peer-options.ts";
import { PeerFolder } from "./peer-folder.ts";
import { refusalOf } from "./ports.ts";

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
  readonly #itinerary: Itinerary;
  /** The last round that the agent takes part in. */
  readonly #last: number;
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
      folder.abandon();
      const kind = experiment.scenario.network?.whenMissing.kind;
      throw new ScenarioError(
        "network.whenMissing.kind",
        kind,
        "a rule whose mixers can be saved and restored",
      );
    }
    let peer: HostedPeer | undefined;
    const onControl = (message: ControlMessage) => {
      if (message.kind === "stop") options.onStop(message.reason);
      if (message.kind === "epoch") peer?.hearEpoch(message.round);
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
    return (peer = new HostedPeer(options, folder, network));
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
    this.#last = membershipOf(experiment).lastRound(id, experiment.scenario.rounds);
    const own = ownOptions(experiment, id, new Arena(1).of(0));
    this.#itinerary = this.#plan(own.clock);
    this.#peer = new Peer({
      ...own,
      network,
      pace: (round, begin) => this.#itinerary.pace(round, () => void setImmediate(begin)),
      onHandOver: (from, frame) => this.#itinerary.inherit(from, frame),
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

  /** Somebody says that a round has begun with which agents come or go. */
  hearEpoch(round: number): void {
    this.#itinerary.hearEpoch(round);
  }

  /** Tells observers how it is. */
  async publish(): Promise<void> {
    await this.#network.control?.report({ kind: "progress", ...this.report });
  }

  /** Runs to the end, or until the signal: then it leaves a checkpoint. */
  async run(interrupt: AbortSignal): Promise<EndEntry> {
    interrupt.addEventListener("abort", () => this.#guarded(() => this.#interrupted()), { once: true });
    try {
      await this.#setOut(interrupt);
      const end = await this.#end.promise;
      this.#folder.end(end);
      const { control } = this.#network;
      if (end.status === "diverged")
        await control?.tell({ kind: "stop", reason: end.reason ?? "diverged" });
      const cameFrom = this.#folder.checkpoint?.round ?? -1;
      const parting = { ...this.#options, network: this.#network, cameFrom, interrupt };
      if (end.status === "finished") await stayForOthers(parting);
      return end;
    } finally {
      // One that would go on without the others would do so now.
      this.#itinerary.stop();
      await this.#network.stop();
      this.#folder.close();
    }
  }

  async #setOut(interrupt: AbortSignal): Promise<void> {
    this.#network.connect(this.#options.addressOf);
    const isThere = this.#itinerary.presentFrom(this.#passed?.round);
    const areLinked = this.#network.allAre((agent, { isLinked }) => isLinked || !isThere(agent));
    void areLinked.then(() => {
      void this.#network.control?.tell({ kind: "ready", agent: this.#options.id });
      this.#options.onNote?.("ready: linked to all neighbours");
    });
    void sayIfLate(areLinked, interrupt, () => {
      const expected = [...neighboursOf(this.#options.experiment, this.#options.id)].filter(isThere);
      this.#options.onNote?.(awaitedText(this.#options.id, expected, this.#network.linked));
    });
    const isDone = (this.#passed?.round ?? -1) >= this.#last;
    if (!isDone && !waitsForAll(this.#options.experiment)) await assembled(areLinked, interrupt);
    if (interrupt.aborted && !isDone) this.#interrupted();
    else this.#itinerary.setOut(this.#passed);
    if (isDone) this.#finish(this.#last);
  }

  #plan(clock: Clock): Itinerary {
    const { experiment, id, onNote } = this.#options;
    return new Itinerary({
      ...{ experiment, id, clock },
      peer: () => this.#peer,
      reachedBy: (stamp) => this.#network.reachedBy(stamp),
      onRest: (round, state) => this.#journal("rest", { round, state, ...this.#counts() }),
      onEpoch: (round, changes) => {
        onNote?.(`begins round ${round}: ${changesText(changes)}`);
        void this.#network.control?.tell({ kind: "epoch", agent: id, round });
      },
      onMissing: (leaver) => onNote?.(`agent ${leaver} has handed over nothing that can be used`),
    });
  }

  #pass(round: number, state: State): void {
    const { scenario } = this.#options.experiment;
    const isLeaving = round === scenario.rounds || this.#itinerary.leavesAfter(round);
    this.#itinerary.handOver(round, state);
    this.#passed = { round, state, mixing: this.#peer.mixing, ...this.#counts() };
    if (isMeasured(scenario, round)) this.#journal("row", this.#passed);
    this.#itinerary.rest(round, state);
    const isDue = seconds() - this.#saved >= this.#options.checkpointSeconds;
    // Those who have left wait until nobody can come back to what was before.
    if (isDue || isLeaving || this.#itinerary.isEpoch(round)) this.#save(this.#passed);
    if (isLeaving) this.#finish(round);
  }

  #journal(kind: "row" | "rest", { round, state, sent, missing: count }: Omit<Standstill, "mixing">): void {
    const digest = bytesToHex(agentDigest(withMixer(state, this.#peer.mixerState)));
    const view = writtenView(this.#options.experiment.algorithm.view(state));
    const { experiment } = this.#options;
    const missing = losesPatience(experiment) ? { missing: count } : {};
    const isSame = this.#folder.row({ kind, round, digest, ...sent, ...missing, view });
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

  /** All rounds up to this one are passed: the agent leaves after it, for good if it is the last. */
  #finish(round: number): void {
    this.#network.stands({ at: stampOf(round + 1, 0) });
    if (round < this.#last) return;
    const hasLeft = round < this.#options.experiment.scenario.rounds;
    if (hasLeft) this.#options.onNote?.(`leaves after round ${round}`);
    const reason = hasLeft ? { reason: "left" } : {};
    this.#end.resolve({ kind: "end", status: "finished", round: Math.max(round, 0), ...reason });
  }

  #interrupted(): void {
    const passed = this.#passed;
    if (passed !== undefined && passed.round < this.#options.experiment.scenario.rounds) this.#save(passed);
    this.#end.resolve({ kind: "end", status: "interrupted", round: passed?.round ?? 0 });
  }

  #diverged({ round, message }: DivergenceError): void {
    this.#end.resolve({ kind: "end", status: "diverged", round, reason: message });
  }

  /** What it has sent, and whom it has missed. */
  #counts() {
    return { sent: this.#sent(), missing: this.#absences.count };
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
