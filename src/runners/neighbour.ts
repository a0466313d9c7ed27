// What a peer remembers of one neighbour: frames that came from it and are not used yet, and what was sent
// to it and is not confirmed yet. Both are bounded by two.
import type { Frame, Stamp } from "../network/frame.ts";

/** Frames that may be under way to a listener, or held of a source: the exchange at hand and the next. */
const atMost = 2;

/** Why a frame is not kept. */
export type Refusal = "duplicate" | "too far ahead";

/** One neighbour. */
export class Neighbour {
  /** Frames that came from it, ascending in their stamps. */
  readonly #held: Frame[] = [];
  /** Stamps of what was sent to it and not confirmed. */
  readonly #unconfirmed: Stamp[] = [];

  /** Keeps a frame for its exchange. */
  hold(frame: Frame): Refusal | undefined {
    const at = this.#held.findIndex(({ stamp }) => stamp >= frame.stamp);
    if (at >= 0 && this.#held[at]!.stamp === frame.stamp) return "duplicate";
    if (this.#held.length === atMost) return "too far ahead";
    this.#held.splice(at < 0 ? this.#held.length : at, 0, frame);
    return undefined;
  }

  /** The frame of an exchange, if it has come. */
  frameOf(stamp: Stamp): Frame | undefined {
    return this.#held.find((frame) => frame.stamp === stamp);
  }

  /** Forgets the frames of an exchange that is done, and of those before. */
  forget(stamp: Stamp): void {
    while (this.#held.length > 0 && this.#held[0]!.stamp <= stamp) this.#held.shift();
  }

  /** Whether another frame may be sent to it. */
  get hasCredit(): boolean {
    return this.#unconfirmed.length < atMost;
  }

  /** A frame was sent to it. */
  sent(stamp: Stamp): void {
    this.#unconfirmed.push(stamp);
  }

  /** It says that it is at `stamp`: what was sent to it for earlier exchanges is confirmed. */
  isAt(stamp: Stamp): void {
    while (this.#unconfirmed.length > 0 && this.#unconfirmed[0]! < stamp) this.#unconfirmed.shift();
  }
}
