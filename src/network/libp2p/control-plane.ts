// What peers and observers tell everybody: who is ready, which epoch has begun, how far each has come, and
// that all are to end.
// Signed messages on two gossipsub topics; nothing here touches what is learnt.
import { type GossipSub, gossipsub, type Message, TopicValidatorResult } from "@libp2p/gossipsub";
import type { PeerId } from "@libp2p/interface";
import { z } from "zod";
import type { AgentId } from "../../topology/topology.ts";

/** The longest message that is read. */
const longestMessage = 1024;

const ready = z.strictObject({ kind: z.literal("ready"), agent: z.int().nonnegative() });

/** A round with which somebody comes or goes has begun. */
const epoch = z.strictObject({
  kind: z.literal("epoch"),
  agent: z.int().nonnegative(),
  round: z.int().nonnegative(),
});

const stop = z.strictObject({ kind: z.literal("stop"), reason: z.string().max(300) });

const progress = z.strictObject({
  kind: z.literal("progress"),
  agent: z.int().nonnegative(),
  round: z.int().min(-1),
  linked: z.int().nonnegative(),
  neighbours: z.int().nonnegative(),
  wireBytes: z.number().nonnegative(),
  disagreement: z.number().optional(),
});

const control = z.discriminatedUnion("kind", [ready, epoch, stop]);

/** What goes to all members. */
export type ControlMessage = z.infer<typeof control>;

/** What goes to observers: how a peer is. */
export type Progress = z.infer<typeof progress>;

/** Who may say what. */
export interface Voices {
  agentOf(id: PeerId): AgentId | undefined;
  isObserver(id: PeerId): boolean;
}

/** What a control plane is made of. */
export interface ControlPlaneOptions extends Voices {
  /** The scenarioDigest. */
  readonly digest: string;
  /** Told of what others say; never of what is said here. */
  readonly onControl?: (message: ControlMessage) => void;
  /** Observers only: whoever sets it listens to the progress of all who are connected. */
  readonly onProgress?: (message: Progress) => void;
}

/** The topics of a run. */
function topicsOf(digest: string) {
  const name = `hearsay/${digest.slice(0, 32)}`;
  return { control: `${name}/control`, progress: `${name}/progress` };
}

/** The gossipsub service of a node. */
export function pubsubOf(digest: string) {
  return gossipsub({
    allowedTopics: Object.values(topicsOf(digest)),
    fallbackToFloodsub: false,
    // Peers of one machine are no attack.
    scoreParams: { IPColocationFactorWeight: 0 },
    maxInboundDataLength: 2 ** 16,
  });
}

/** What is public of gossipsub's class and not in its interface: the streams on which it speaks, by peer. */
type Sending = GossipSub & { readonly streamsOutbound: ReadonlyMap<string, unknown> };

/** One node's side of it. */
export class ControlPlane {
  readonly #pubsub: GossipSub;
  readonly #topics: ReturnType<typeof topicsOf>;

  constructor(pubsub: GossipSub, { digest, onControl, onProgress, ...voices }: ControlPlaneOptions) {
    this.#pubsub = pubsub;
    this.#topics = topicsOf(digest);
    const { control: toAll, progress: toObservers } = this.#topics;
    const control = (message: Message) => readControl(message, voices);
    const progress = (message: Message) => readProgress(message, voices);
    pubsub.topicValidators.set(toAll, (_, message) => verdict(control(message)));
    pubsub.topicValidators.set(toObservers, (_, message) => verdict(progress(message)));
    pubsub.addEventListener("gossipsub:message", ({ detail: { msg } }) => {
      const told = msg.topic === toAll ? control(msg) : undefined;
      if (told !== undefined) onControl?.(told);
      const seen = msg.topic === toObservers ? progress(msg) : undefined;
      if (seen !== undefined) onProgress?.(seen);
    });
    pubsub.subscribe(toAll);
    if (onProgress !== undefined) pubsub.subscribe(toObservers);
  }

  /** Whether what is told now goes to all of these: they listen, and there is a stream to each. */
  isHeardBy(members: readonly PeerId[]): boolean {
    const { streamsOutbound } = this.#pubsub as Sending;
    const listeners = new Set(this.#pubsub.getSubscribers(this.#topics.control).map(String));
    return members.map(String).every((id) => listeners.has(id) && streamsOutbound.has(id));
  }

  /** Tells all members. */
  tell(message: ControlMessage): Promise<void> {
    return this.#publish(this.#topics.control, message);
  }

  /** Tells the observers who are connected. */
  report(message: Progress): Promise<void> {
    return this.#publish(this.#topics.progress, message);
  }

  /** Nobody may be there to hear it, which is no fault. */
  async #publish(topic: string, message: ControlMessage | Progress): Promise<void> {
    if (this.#pubsub.getSubscribers(topic).length === 0) return;
    await this.#pubsub.publish(topic, new TextEncoder().encode(JSON.stringify(message))).catch(() => {});
  }
}

function verdict(message: object | undefined): TopicValidatorResult {
  return message === undefined ? TopicValidatorResult.Reject : TopicValidatorResult.Accept;
}

/** A control message, if its author may say it: members what they do, observers too to stop. */
function readControl(signed: Message, { agentOf, isObserver }: Voices): ControlMessage | undefined {
  const message = parsed(control, signed);
  if (message === undefined || signed.type !== "signed") return undefined;
  const agent = agentOf(signed.from);
  const may =
    message.kind === "stop" ? agent !== undefined || isObserver(signed.from) : agent === message.agent;
  return may ? message : undefined;
}

/** A peer's progress, told by itself. */
function readProgress(signed: Message, { agentOf }: Voices): Progress | undefined {
  const message = parsed(progress, signed);
  if (message === undefined || signed.type !== "signed") return undefined;
  return agentOf(signed.from) === message.agent ? message : undefined;
}

function parsed<T>(schema: z.ZodType<T>, { data }: Message): T | undefined {
  if (data.length > longestMessage) return undefined;
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(data))).data;
  } catch {
    return undefined;
  }
}
