import type { MarkovModel, PolicyTable, Share, World } from "../environments/environment.ts";
import type { AnyKind } from "../kind.ts";
import type { Arrays } from "../math/arrays.ts";
import type { Rng } from "../math/random.ts";
import type { Certificate } from "../mixing/certificate.ts";
import type { Message } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";

/**
 * A flat record, so that it can be saved, compared, hashed and resumed. Names and lengths are the same for
 * all agents and rounds.
 */
export type State = Readonly<Record<string, Float64Array | number>>;

/** One agent as its algorithm sees it: its own share `E` of the world and nothing of the others. */
export type Agent<E = unknown> = E & {
  readonly id: AgentId;
  /** The number of agents N. */
  readonly agents: number;
  /** The current round; 0 while `init` runs. */
  readonly round: number;
  /** Rows to compute in; they stay valid until the end of the next round. */
  readonly arrays: Arrays;
  /** Draws addressed by (seed, agent, round). Every reading begins anew: read it once, or fork it. */
  readonly rng: Rng;
};

/** What an algorithm asks of its runner. */
export type Request =
  | { readonly kind: "mix"; readonly message: Message }
  | {
      readonly kind: "evaluate";
      readonly model: MarkovModel;
      readonly policy: PolicyTable;
      readonly temperature: number;
    };

/** The averaged message for a `mix`, Q(s, a) for an `evaluate`. */
export type Reply = Message | Float64Array;

/** One round of one agent: yields requests, returns the next state. */
export type Round<S> = Generator<Request, S, Reply>;

/** A tracker of a state, by its name there and in a mix, and what it tracks. */
export interface TrackedSignal<S extends State = State> {
  readonly tracker: string;
  /** What the agent adds to the network's mean, as long as the tracker: of its state, or made of it. */
  signal(state: S): Float64Array;
}

/** A decentralised algorithm from one agent's point of view; no input or output, no hidden state. */
export interface Algorithm<S extends State = State, E = unknown> {
  /** As it reads in notes and errors. */
  readonly name: string;
  /** The only names a `mix` may carry. */
  readonly shares: readonly string[];
  /** Entropy temperature τ at which its values are regularised; 0 if absent. */
  readonly temperature?: number;
  /** Trackers of its state and what they track: what agents that come and go must settle. */
  readonly tracked?: readonly TrackedSignal<S>[];
  /** Where the algorithm runs on other shares than the world's: the centralised baseline has one learner. */
  readonly learners?: readonly Share[];
  /**
   * Whether `init` and `round` never touch `agent.rng`, so that runs that differ in the learning seed alone
   * have the same bits and a study makes one of them.
   */
  readonly deterministic?: boolean;
  /** What a certificate means to this algorithm: sentences that join the certificate's notes. */
  notesOn?(certificate: Certificate): readonly string[];
  /** Round 0: may evaluate and mix; what it returns is row 0 of the metrics. */
  init(agent: Agent<E>): Round<S>;
  /** One round. Pure: redoing it gives the same bits. */
  round(state: S, agent: Agent<E>): Round<S>;
  /** What metrics may see, in the agent's own run folder. */
  view(state: S): Message;
}

/** What an algorithm kind gets beside its own options. */
export interface AlgorithmContext {
  /** The number of agents N of the scenario. */
  readonly agents: number;
  readonly world: World;
}

/** What `algorithm.kind` names; `build` throws ScenarioError where world and options do not fit it. */
export type AlgorithmKind = AnyKind<AlgorithmContext, Algorithm>;

/** What `yield*` turns into a reply of type T; one exchange with the runner. */
export interface Asking<T extends Reply> {
  [Symbol.iterator](): Iterator<Request, T, Reply>;
}

/**
 * Asks for Σ_m W_nm x_m of every array in the message, over the agent itself and those it hears. All agents
 * must mix the same names and lengths in the same order within a round. The reply is valid until the end of
 * the next round, and not to be written to: agents with the same average may be given one array.
 */
export function mix<M extends Message>(message: M): Asking<M>;
/** As `mix(message)`; the reply passes through `pick`. */
export function mix<M extends Message, T extends Reply>(message: M, pick: (mixed: M) => T): Asking<T>;
export function mix(message: Message, pick?: (mixed: Message) => Reply): Asking<Reply> {
  return new Question({ kind: "mix", message }, pick as (reply: Reply) => Reply);
}

/**
 * Asks for the exact action values of `policy` in `model`: Q(s,a) = r(s,a) + γ Σ_s' P(s'|s,a) V(s'), with V
 * regularised by `temperature` ≥ 0 times the policy's entropy (in nats). S·A numbers at index s·A + a, valid
 * until the end of the next round.
 */
export function evaluate(
  model: MarkovModel,
  policy: PolicyTable,
  temperature: number,
): Asking<Float64Array> {
  return new Question<Float64Array>({ kind: "evaluate", model, policy, temperature });
}

/**
 * One request and its reply. A generator would do the same, but every agent makes several in every round: so
 * one object is what `yield*` iterates, its iterator, and each of the iterator's results.
 */
class Question<T extends Reply> {
  done = false;
  value: Request | T;
  asked = false;
  readonly pick: ((reply: Reply) => Reply) | undefined;

  constructor(request: Request, pick?: (reply: Reply) => Reply) {
    this.value = request;
    this.pick = pick;
  }

  [Symbol.iterator](): Iterator<Request, T, Reply> {
    return this as unknown as Iterator<Request, T, Reply>;
  }

  next(reply: Reply): this {
    if (this.asked) {
      this.done = true;
      this.value = (this.pick === undefined ? reply : this.pick(reply)) as T;
    }
    this.asked = true;
    return this;
  }
}
