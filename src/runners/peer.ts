// One agent on a network. It drives its algorithm's generator and never waits: it reacts to what comes.
import type { Algorithm, Reply, Round, State } from "../algorithms/algorithm.ts";
import type { Share } from "../environments/environment.ts";
import { assert, type DivergenceError } from "../error.ts";
import type { Rng } from "../math/random.ts";
import type { MixerState } from "../mixing/missing/missing.ts";
import type { Message } from "../mixing/mixing.ts";
import { type Stamp, stampOf } from "../network/frame.ts";
import type { AgentId } from "../topology/topology.ts";
import { Conversation } from "./conversation.ts";
import type { ConversationOptions, Rejection } from "./conversation-options.ts";
import { checkedMessage, copyOf, divergenceOf, evaluated, Member } from "./member.ts";
import type { Sent } from "./outbox.ts";
import { Retention } from "./retention.ts";

/** What a peer is made of. */
export interface PeerOptions extends ConversationOptions {
  readonly algorithm: Algorithm;
  readonly share: Share;
  /** The number of agents of the run. */
  readonly agents: number;
  /** Exchanges per mix. */
  readonly gossipRounds: number;
  /** The last round. */
  readonly rounds: number;
  /** The root of the learning draws. */
  readonly rng: Rng;
  /** Begins a round, now or later, never before it has returned: where computing takes its time. */
  readonly pace: (round: number, begin: () => void) => void;
  /** Whether it saves every round, to come back to it after a crash, and keeps what others may need then. */
  readonly saves?: boolean;
  /** Told about every round, with the state after it, which is the peer's own. */
  readonly onRound: (round: number, state: State) => void;
  /** Told of every packet that has come, before it is mixed. */
  readonly onPacket?: ((packet: Taken) => void) | undefined;
  /** Told of every packet that was dropped, and from whom it came. */
  readonly onRejection?: (from: AgentId, reason: Rejection) => void;
  /** Told whose packet it was that an exchange had to wait for last. */
  readonly onAwaited?: (from: AgentId) => void;
  /** Told of every exchange: the agent's own part and what became of it. Valid until it returns. */
  readonly onMixed?: (own: Message, mixed: Message) => void;
  /** Told that the state has left the numbers. The peer has stopped. */
  readonly onDivergence: (divergence: DivergenceError) => void;
}

/** A packet has come to an agent. */
export interface Taken {
  readonly agent: AgentId;
  readonly from: AgentId;
  /** Frames of `from` that the agent holds, this one included where it is kept. */
  readonly held: number;
  /** Why it was dropped, if it was. */
  readonly rejection: Rejection | undefined;
}

/** A round that is over, and all that the next needs. */
export interface Passed {
  readonly round: number;
  readonly state: State;
  /** What mixing remembers. */
  readonly mixing: MixerState;
}

/** What outlasts a crash. */
interface Saved extends Passed {
  /** What neighbours that crash too may still need. */
  readonly frames: ReturnType<Retention["snapshot"]>;
}

/** One agent's side of a run. */
export class Peer {
  readonly #options: PeerOptions;
  readonly #member: Member;
  #conversation: Conversation;
  #state: State | undefined;
  /** Lives begun: what an earlier life has scheduled does not happen. */
  #life = 0;
  #isDown = false;
  /** What it comes back to after a crash; nothing before the first durable round. */
  #saved: Saved | undefined;
  #retention: Retention | undefined;
  /** What earlier lives have sent, and what is no part of a conversation. */
  readonly #sentBefore: Sent = { messages: 0, bytes: 0, wireBytes: 0 };
  #round = 0;
  #running: Round<State> | undefined;
  /** Exchanges begun in this round. */
  #exchanges = 0;
  /** The newest exchange that any life has begun. */
  #furthest: Stamp = -1;
  /** The agent's own part in the last of them. */
  #told: Message | undefined;

  constructor(options: PeerOptions) {
    const { share, id, agents, arrays, rng, network } = options;
    this.#options = options;
    this.#member = new Member(share, id, agents, arrays, rng);
    this.#conversation = this.#converse();
    network.onPacket((from, packet) => {
      if (this.#isDown) return;
      const rejection = this.#conversation.receive(from, packet);
      options.onPacket?.({ agent: id, from, held: this.#conversation.heldOf(from), rejection });
      if (rejection !== undefined) options.onRejection?.(from, rejection);
      else if (this.#conversation.isComplete) options.onAwaited?.(from);
      this.#goOn();
    });
  }

  /** What the peer has sent so far. */
  get sent(): Readonly<Sent> {
    const [before, now] = [this.#sentBefore, this.#conversation.sent];
    return {
      messages: before.messages + now.messages,
      bytes: before.bytes + now.bytes,
      wireBytes: before.wireBytes + now.wireBytes,
    };
  }

  /** Its state after the last round it has passed; undefined before the first. */
  get state(): State | undefined {
    return this.#state;
  }

  /** What its rule for what is missing remembers. */
  get mixerState(): MixerState {
    return this.#options.mixer?.state?.() ?? {};
  }

  /** What it needs beside its state to go on from the round that it has just passed: a copy. */
  get mixing(): MixerState {
    return this.#conversation.saved;
  }

  /** Whether it has crashed and not yet done again all that others know of. */
  get isBehind(): boolean {
    return this.#isDown || stampOf(this.#round, this.#exchanges) <= this.#furthest;
  }

  /** Packets dropped so far, by reason. */
  get rejected(): Readonly<Partial<Record<Rejection, number>>> {
    return this.#conversation.rejected;
  }

  /** Sets out on round 0, or on the round after the one it comes back from. */
  start(from?: Passed): void {
    const first = from === undefined ? 0 : from.round + 1;
    this.#state = from?.state;
    if (from !== undefined) this.#conversation.restore(from.mixing);
    if (first <= this.#options.rounds) this.#pace(first);
  }

  /** Computes the state of round 0 alone, to join the others later. An algorithm that mixes there cannot. */
  prepare(): State {
    const { algorithm, arrays } = this.#options;
    arrays.turn();
    const running = algorithm.init(this.#member.at(0));
    let step = running.next(undefined as unknown as Reply);
    while (!step.done) {
      assert(step.value.kind === "evaluate", "round 0 does not mix where agents join");
      step = running.next(evaluated(step.value, arrays));
    }
    this.#state = this.#member.keep(step.value);
    return this.#state;
  }

  /** Joins the others in a round. */
  join(round: number): void {
    this.#pace(round);
  }

  /** Hands over to a neighbour what it would take along: before `round` it has done all, in it nothing. */
  handOver(to: AgentId, round: number, message: Message): void {
    const { id, codec, network } = this.#options;
    const stamp = stampOf(round, 0);
    const packet = codec.encode({ sender: id, stamp, durable: -1, message, handsOver: true });
    network.send(to, packet);
    this.#sentBefore.wireBytes += packet.length;
  }

  /** Goes no further: it hears nothing, and what was to happen later does not. */
  stop(): void {
    this.#isDown = true;
    this.#life++;
    this.#conversation.close();
  }

  /** Loses all but what it has saved, and hears and does nothing until `restart`. */
  crash(): void {
    this.stop();
    Object.assign(this.#sentBefore, this.sent);
    this.#conversation = this.#converse();
  }

  /** Comes back to the last round it has saved and does again what came after: to the same bits. */
  restart(): void {
    this.#isDown = false;
    const round = (this.#saved?.round ?? -1) + 1;
    this.#round = round;
    this.#exchanges = 0;
    this.#state = this.#saved?.state;
    this.#conversation.durable = round - 1;
    this.#conversation.restore(this.#saved?.mixing ?? {});
    this.#conversation.resume(stampOf(round, 0));
    this.#pace(round);
  }

  /** Changes the state between two rounds. */
  amend(change: (state: State) => State): void {
    this.#state = this.#member.keep(change(this.#state!));
  }

  #converse(): Conversation {
    const { saves } = this.#options;
    const retention = saves ? new Retention(this.#saved?.frames) : undefined;
    this.#retention = retention;
    return new Conversation({ ...this.#options, retention }, () => this.#goOn());
  }

  /** Has a round begun in its time, if this life lasts so long. */
  #pace(round: number): void {
    const life = this.#life;
    this.#options.pace(round, () => {
      if (life === this.#life && !this.#isDown) this.#begin(round);
    });
  }

  /** Goes on where an exchange that had to wait is complete. */
  #goOn(): void {
    const reply = this.#mixed();
    if (reply !== undefined) this.#advance(reply);
  }

  #begin(round: number): void {
    const { algorithm, arrays } = this.#options;
    arrays.turn();
    const agent = this.#member.at(round);
    this.#round = round;
    this.#exchanges = 0;
    this.#running = this.#state === undefined ? algorithm.init(agent) : algorithm.round(this.#state, agent);
    this.#advance(undefined);
  }

  /** Answers what the algorithm asks for, until an exchange has to wait or the round has ended. */
  #advance(answer: Reply | undefined): void {
    const { algorithm, arrays } = this.#options;
    for (let reply = answer; ; ) {
      const { done, value } = this.#running!.next(reply as Reply);
      if (done) {
        this.#end(value);
        return;
      }
      if (value.kind === "evaluate") reply = evaluated(value, arrays);
      else {
        this.#exchange(checkedMessage(value.message, algorithm));
        reply = this.#mixed();
        if (reply === undefined) return;
      }
    }
  }

  #exchange(message: Message): void {
    this.#told = message;
    const { gossipRounds } = this.#options;
    const step = this.#round * gossipRounds + (this.#exchanges % gossipRounds);
    const stamp = stampOf(this.#round, this.#exchanges++);
    this.#furthest = Math.max(this.#furthest, stamp);
    this.#conversation.begin(stamp, step, message);
  }

  /** The reply to a mix, once it has had all of its exchanges; undefined while one has to wait. */
  #mixed(): Message | undefined {
    while (this.#conversation.isComplete) {
      const mixed = this.#conversation.end();
      this.#options.onMixed?.(this.#told!, mixed);
      if (this.#exchanges % this.#options.gossipRounds === 0) return mixed;
      this.#exchange(mixed);
    }
    return undefined;
  }

  #end(state: State): void {
    const { id, rounds, onRound, onDivergence } = this.#options;
    const round = this.#round;
    const kept = this.#member.keep(state);
    const divergence = divergenceOf(kept, id, round);
    if (divergence === undefined) {
      this.#state = kept;
      this.#save(round, kept);
      onRound(round, kept);
      if (round < rounds) this.#pace(round + 1);
    } else onDivergence(divergence);
  }

  /** From here on neighbours need not keep what they sent for this round. */
  #save(round: number, state: State): void {
    if (this.#retention === undefined) return;
    this.#saved = { round, state: copyOf(state), mixing: this.mixing, frames: this.#retention.snapshot() };
    this.#conversation.durable = round;
  }
}
