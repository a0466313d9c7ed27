// What a peer remembers of one neighbour: frames that came from it and are not used yet, and what was sent
// to it and is not confirmed yet. Both are bounded by two.
import type { Frame, Stamp } from "../network/frame.ts";

/** Why a frame is not kept. */
export type Refusal = "duplicate" | "too far ahead";

/** One neighbour. */
export class Neighbour {
  /** Frames that came from it: the earlier, and the later of two. */
  #first: Frame | undefined;
  #second: Frame | undefined;
  /** Stamps of what was sent to it and not confirmed: the only one or the older, and the newer of two. */
  #older: Stamp | undefined;
  #newer: Stamp | undefined;

  /** Keeps a frame for its exchange. */
  hold(frame: Frame): Refusal | undefined {
    if (this.frameOf(frame.stamp) !== undefined) return "duplicate";
    if (this.#second !== undefined) return "too far ahead";
    if (this.#first === undefined || this.#first.stamp < frame.stamp) this.#add(frame);
    else [this.#first, this.#second] = [frame, this.#first];
    return undefined;
  }

  #add(frame: Frame): void {
    if (this.#first === undefined) this.#first = frame;
    else this.#second = frame;
  }

  /** The frame of an exchange, if it has come. */
  frameOf(stamp: Stamp): Frame | undefined {
    if (this.#first?.stamp === stamp) return this.#first;
    return this.#second?.stamp === stamp ? this.#second : undefined;
  }

  /** Forgets the frames of an exchange that is done, and of those before. */
  forget(stamp: Stamp): void {
    while (this.#first !== undefined && this.#first.stamp <= stamp) {
      this.#first = this.#second;
      this.#second = undefined;
    }
  }

  /** Whether another frame may be sent to it. */
  get hasCredit(): boolean {
    return this.#newer === undefined;
  }

  /** A frame was sent to it. */
  sent(stamp: Stamp): void {
    if (this.#older === undefined) this.#older = stamp;
    else this.#newer = stamp;
  }

  /** It says that it is at `stamp`: what was sent to it for earlier exchanges is confirmed. */
  isAt(stamp: Stamp): void {
    while (this.#older !== undefined && this.#older < stamp) {
      this.#older = this.#newer;
      this.#newer = undefined;
    }
  }
}
