// What one peer and its neighbours tell each other: one exchange at a time, sent, collected, mixed.
//
// A frame also says how far its sender has come, which confirms what it was sent before; whoever was heard
// and does not listen gets a bare confirmation. Peers that wait for each other send a listener a frame once
// it has confirmed all but one of those before, so that nobody ever holds more than two frames of a source.

import { uniformInt } from "../math/random.ts";
import type { Mixer, MixerState, Occasion, Parcel } from "../mixing/missing/missing.ts";
import { partOf, under } from "../mixing/missing/saved.ts";
import { toSelfRule } from "../mixing/missing/to-self.ts";
import { areAlike, type Message } from "../mixing/mixing.ts";
import type { Cancel } from "../network/clock.ts";
import { exchangeOf, type Frame, parcelOf, roundOf, type Stamp } from "../network/frame.ts";
import { type Mode, staleRounds, synchronous } from "../network/mode.ts";
import type { Packet } from "../network/network.ts";
import type { AgentId } from "../topology/topology.ts";
import type { ConversationOptions, Rejection } from "./conversation-options.ts";
import { NewestFrames, NextFrames } from "./inbox.ts";
import { Neighbour } from "./neighbour.ts";
import { Neighbourhood, type Surroundings } from "./neighbourhood.ts";
import { halves, Outbox, type Sent } from "./outbox.ts";

/** An exchange that is not done. */
interface OpenExchange extends Occasion {
  readonly around: Surroundings;
  /** How many sources it waits for. */
  awaited: number;
  /** Set when patience has ended. */
  isOverdue: boolean;
}

const nobody: readonly AgentId[] = [];
const unexpected = () => "unexpected hand-over" as const;

/** One agent's end of all its edges. */
export class Conversation {
  /** Packets dropped, by reason. */
  readonly rejected: Partial<Record<Rejection, number>> = {};
  readonly #options: ConversationOptions;
  readonly #mode: Mode;
  readonly #patience: number;
  readonly #mixer: Mixer;
  readonly #neighbourhood: Neighbourhood;
  readonly #neighbours: ReadonlyMap<AgentId, Neighbour>;
  readonly #outbox: Outbox;
  readonly #onOverdue: () => void;
  #open: OpenExchange | undefined;
  #stopWaiting: Cancel | undefined;
  /** The last exchange that is done. */
  #done: Stamp = -1;
  /** Whom the last exchange heard: they are owed a confirmation. */
  #owed: readonly AgentId[] = nobody;
  /** Where nobody waits for all: who was heard since the last confirmations. */
  readonly #heardLately = new Set<AgentId>();

  /** @param onOverdue called when patience has made an exchange complete */
  constructor(options: ConversationOptions, onOverdue: () => void) {
    const { id, mixing, mode = synchronous, patience = Number.POSITIVE_INFINITY } = options;
    this.#options = options;
    this.#onOverdue = onOverdue;
    this.#mode = mode;
    this.#patience = patience;
    this.#mixer = options.mixer ?? toSelfRule.mixerOf(id);
    this.#neighbourhood = new Neighbourhood(mixing, id);
    const waits = mode.kind === "synchronous";
    const neighbour = () => new Neighbour(waits ? new NextFrames() : new NewestFrames());
    this.#neighbours = new Map(Array.from(this.#neighbourhood.everyone(), (other) => [other, neighbour()]));
    const parts = { mixer: this.#mixer, neighbours: this.#neighbours, needsCredit: waits };
    this.#outbox = new Outbox({ ...options, ...parts });
  }

  get sent(): Readonly<Sent> {
    return this.#outbox.sent;
  }

  /** How many frames of a neighbour are held. */
  heldOf(other: AgentId): number {
    return this.#neighbours.get(other)?.inbox.size ?? 0;
  }

  /** From now on the agent can come back to the end of this round. */
  set durable(round: number) {
    this.#outbox.durable = round;
  }

  /** After a crash: the exchanges before `stamp` are done, all others are to be heard again. */
  resume(stamp: Stamp): void {
    this.#done = stamp - 1;
    this.#outbox.announceReturn(stamp);
  }

  /** What it needs to go on after the last exchange, in another life: a copy. */
  get saved(): MixerState {
    return { ...under("rule", this.#mixer.saved?.() ?? {}), owed: Float64Array.from(this.#owed) };
  }

  /** Goes on from what another life has saved; from the beginning where it has saved nothing. */
  restore(saved: MixerState): void {
    this.#mixer.restore?.(partOf(saved, "rule"));
    this.#owed = Array.from(saved.owed ?? []);
  }

  /** Stops waiting, for good. */
  close(): void {
    this.#stopWaiting?.();
  }

  /** Begins the exchange of `step`: sends, and counts who has come already. */
  begin(stamp: Stamp, step: number, message: Message): void {
    const around = this.#neighbourhood.at(step);
    const { listeners, column } = this.#listeners(around, stamp);
    const occasion = { stamp, message, row: around.weights, column };
    const open: OpenExchange = { ...occasion, around, awaited: 0, isOverdue: false };
    this.#open = open;
    this.#mixer.begin?.(open);
    this.#outbox.post(open, listeners);
    this.#outbox.confirm(
      stamp,
      this.#owed.filter((source) => !around.isHeardBy(source)),
    );
    for (const source of around.sources) if (this.#awaits(source, open)) open.awaited++;
    this.#wait();
  }

  /** Whether an exchange has begun and waits for nobody: sources to come, listeners to confirm. */
  get isComplete(): boolean {
    const open = this.#open;
    return open !== undefined && (open.isOverdue || (open.awaited === 0 && this.#outbox.isEmpty));
  }

  /** Ends a complete exchange with the reply of the rule. */
  end(): Message {
    const open = this.#open!;
    const { stamp, around } = open;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#noteMissing(open);
    const mixed = this.#mixer.mixed(open, (source) => this.#heard(source, open), this.#options.arrays);
    for (const source of around.sources) this.#neighbours.get(source)!.inbox.forget(stamp);
    if (this.#mode.kind === "synchronous") this.#owed = around.sources;
    else this.#confirmLately(stamp, around);
    this.#done = stamp;
    this.#open = undefined;
    return mixed;
  }

  /** Takes what the network brings, whatever it is; answers why it was dropped, if it was. */
  receive(from: AgentId, packet: Packet): Rejection | undefined {
    const frame = this.#options.codec.decode(packet);
    const rejection = typeof frame === "string" ? frame : this.#accept(from, frame);
    if (rejection !== undefined) this.#reject(rejection);
    this.#outbox.flush();
    return rejection;
  }

  #accept(from: AgentId, frame: Frame): Rejection | undefined {
    if (frame.sender !== from) return "another sender";
    const neighbour = this.#neighbours.get(from);
    if (neighbour === undefined) return "off the graph";
    const open = this.#open?.around.hears(from) ? this.#open : undefined;
    const awaited = open !== undefined && this.#awaits(from, open);
    this.#options.retention?.release(from, frame.durable);
    if (frame.returns) {
      neighbour.returned(frame.stamp);
      this.#outbox.repeat(from, frame.stamp);
      // Whoever is sent nothing learns so how far this agent has come: the old news of it are lost.
      if (!this.#neighbourhood.isHeardBy(from))
        this.#outbox.confirm(this.#open?.stamp ?? this.#done + 1, [from]);
    } else neighbour.isAt(frame.stamp);
    const refusal = this.#take(from, neighbour, frame);
    if (awaited && !this.#awaits(from, open!)) open!.awaited--;
    return refusal;
  }

  #take(from: AgentId, neighbour: Neighbour, frame: Frame): Rejection | undefined {
    if (frame.handsOver) return (this.#options.onHandOver ?? unexpected)(from, frame);
    const isLate =
      frame.message !== undefined && this.#mode.kind === "synchronous" && frame.stamp <= this.#done;
    this.#mixer.received?.(from, parcelOf(frame), isLate);
    if (frame.message === undefined) return undefined;
    if (isLate) return "late";
    const refusal = neighbour.inbox.hold(frame);
    if (refusal === undefined && this.#mode.kind !== "synchronous") this.#heardLately.add(from);
    return refusal;
  }

  /** What is mixed is taken: who is not told by a frame soon is told now. */
  #confirmLately(stamp: Stamp, around: Surroundings): void {
    const isTold = (source: AgentId) => !this.#isPairwise && around.isHeardBy(source);
    this.#outbox.confirm(
      stamp,
      [...this.#heardLately].filter((source) => !isTold(source)),
    );
    this.#heardLately.clear();
  }

  get #isPairwise(): boolean {
    return this.#mode.kind === "asynchronous" && this.#mode.gossip === "pairwise";
  }

  /** Whom the exchange's part goes to, and with which weights. */
  #listeners(around: Surroundings, stamp: Stamp) {
    const { id, draws } = this.#options;
    const { listeners, column } = around;
    if (this.#mode.kind !== "asynchronous" || this.#mode.gossip === "broadcast")
      return { listeners, column };
    const rng = draws!.fork(id, roundOf(stamp), exchangeOf(stamp));
    const partner = listeners.length === 0 ? undefined : listeners[uniformInt(rng, listeners.length)]!;
    return partner === undefined
      ? { listeners, column }
      : { listeners: [partner], column: halves(id, partner) };
  }

  /** Gives up waiting when patience ends. What arrives at that very moment has come in time. */
  #wait(): void {
    const { clock } = this.#options;
    if (this.isComplete || this.#patience === Number.POSITIVE_INFINITY) return;
    const giveUp = () => {
      this.#open!.isOverdue = true;
      this.#outbox.writeOff();
      this.#onOverdue();
    };
    this.#stopWaiting = clock!.after(this.#patience, () => {
      this.#stopWaiting = clock!.after(0, giveUp);
    });
  }

  /** Whether the exchange waits for a source. */
  #awaits(source: AgentId, open: OpenExchange): boolean {
    if (this.#mode.kind === "asynchronous") return false;
    return this.#heard(source, open) === undefined && !this.#hasGivenUp(source, open.stamp);
  }

  /** A source that has begun two exchanges more has gone on without us: it has said what it had to say. */
  #hasGivenUp(source: AgentId, stamp: Stamp): boolean {
    if (this.#patience === Number.POSITIVE_INFINITY) return false;
    return this.#neighbours.get(source)!.wasAt > stamp;
  }

  /** What a source says in the exchange, if it has come, is young enough, and is what all agents mix. */
  #heard(source: AgentId, { stamp, message }: OpenExchange): Parcel | undefined {
    const { inbox } = this.#neighbours.get(source)!;
    const frame = inbox.frameOf(stamp);
    if (frame === undefined || roundOf(frame.stamp) < roundOf(stamp) - staleRounds(this.#mode))
      return undefined;
    if (areAlike(frame.message!, message)) return parcelOf(frame);
    inbox.drop(stamp);
    this.#reject("another shape");
    return undefined;
  }

  #noteMissing(open: OpenExchange): void {
    const { onMissing } = this.#options;
    const isMissing = (source: AgentId) => this.#heard(source, open) === undefined;
    if (onMissing === undefined || !open.around.sources.some(isMissing)) return;
    onMissing(open.stamp, open.around.sources.filter(isMissing));
  }

  #reject(reason: Rejection): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
  }
}
