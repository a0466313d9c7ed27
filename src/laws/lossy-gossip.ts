// Mixers that hear each other through a sieve: no clock, no peers, one exchange after the other.
import { Arena } from "../math/arrays.ts";
import type { Rng } from "../math/random.ts";
import type { MissingRule, Mixer, Occasion, Parcel } from "../mixing/missing/missing.ts";
import type { Message, Mixing } from "../mixing/mixing.ts";
import type { AgentId } from "../topology/topology.ts";

/** What becomes of a parcel: it comes in time, only after the exchange is over, or never. */
export type Fate = "arrives" | "late" | "lost";

/** The fate of the parcel of an exchange on an edge. */
export type Fates = (stamp: number, from: AgentId, to: AgentId) => Fate;

/** Every parcel is lost with a probability. */
export function losing(probability: number, rng: Rng): Fates {
  return (stamp, from, to) => (rng.fork(stamp, from, to).next() < probability ? "lost" : "arrives");
}

/** All agents of a mixing under one rule. */
export class LossyGossip {
  readonly mixing: Mixing;
  readonly mixers: readonly Mixer[];
  readonly #arena: Arena;
  readonly #fate: Fates;
  /** Called at every event: after every beginning, arrival and reply. */
  readonly #onEvent: () => void;
  #stamp = 0;

  constructor(mixing: Mixing, rule: MissingRule, fate: Fates, onEvent: () => void = () => {}) {
    this.mixing = mixing;
    this.mixers = Array.from({ length: mixing.topology.size }, (_, agent) => rule.mixerOf(agent));
    this.#arena = new Arena(mixing.topology.size);
    this.#fate = fate;
    this.#onEvent = onEvent;
  }

  /** One exchange of all agents. */
  mix(messages: readonly Message[]): Message[] {
    const { mixing, mixers } = this;
    const { size } = mixing.topology;
    const stamp = this.#stamp++;
    this.#arena.turn();
    const occasions = messages.map((message, agent): Occasion => {
      const [row, column] = [mixing.row(agent, stamp), mixing.column(agent, stamp)];
      return { stamp, message, row, column };
    });
    occasions.forEach((occasion, agent) => {
      mixers[agent]!.begin?.(occasion);
      this.#onEvent();
    });
    const late: (() => void)[] = [];
    const boxes = Array.from({ length: size }, () => new Map<number, Parcel>());
    for (let from = 0; from < size; from++) {
      for (const to of mixing.topology.isHeardBy(from, stamp)) {
        const parcel = carried(
          mixers[from]!.parcelFor?.(occasions[from]!, to) ?? {
            stamp,
            message: messages[from]!,
            numbers: undefined,
          },
        );
        const fate = this.#fate(stamp, from, to);
        if (fate === "lost") continue;
        const arrive = () => mixers[to]!.received?.(from, parcel, fate === "late");
        if (fate === "late") late.push(arrive);
        else {
          arrive();
          boxes[to]!.set(from, parcel);
        }
        this.#onEvent();
      }
    }
    const replies = occasions.map((occasion, agent) => {
      const reply = mixers[agent]!.mixed(
        occasion,
        (source) => boxes[agent]!.get(source),
        this.#arena.of(agent),
      );
      this.#onEvent();
      return reply;
    });
    for (const arrive of late) arrive();
    this.#confirm(stamp);
    return replies;
  }

  /** Where an edge has no way back, the listener confirms what it has taken. */
  #confirm(stamp: number): void {
    const { topology } = this.mixing;
    for (let agent = 0; agent < topology.size; agent++) {
      for (const source of topology.hears(agent, stamp)) {
        const numbers = this.mixers[agent]!.confirmationFor?.(source);
        if (numbers === undefined || topology.isHeardBy(agent, stamp).includes(source)) continue;
        if (this.#fate(stamp, agent, source) === "lost") continue;
        this.mixers[source]!.received?.(agent, { stamp, message: undefined, numbers }, false);
      }
    }
  }
}

/** A parcel as a network hands it over: nobody shares memory with its sender. */
function carried({ stamp, message = {}, numbers }: Parcel): Parcel {
  const copy = Object.fromEntries(Object.entries(message).map(([name, values]) => [name, values.slice()]));
  return { stamp, message: copy, numbers: numbers?.slice() };
}
