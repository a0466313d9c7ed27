// Frames of one neighbour that have come and are not used up. Bounded, whatever comes.
import { exchangeOf, type Frame, type Stamp } from "../network/frame.ts";

/** Why a frame is not kept. */
export type Refusal = "duplicate" | "too far ahead" | "late";

/** What came from one neighbour. */
export interface Inbox {
  /** How many frames it holds. */
  readonly size: number;
  /** Keeps a frame for its exchange. */
  hold(frame: Frame): Refusal | undefined;
  /** The frame for an exchange, if one has come that serves. */
  frameOf(stamp: Stamp): Frame | undefined;
  /** Forgets what nobody needs once an exchange is done. */
  forget(stamp: Stamp): void;
  /** Drops the frame for an exchange: it cannot be used. */
  drop(stamp: Stamp): void;
}

/** For peers that wait: the frames of the exchange at hand and of the next, the two earliest that came. */
export class NextFrames implements Inbox {
  /** The earlier, and the later of two. */
  #first: Frame | undefined;
  #second: Frame | undefined;

  get size(): number {
    return Number(this.#first !== undefined) + Number(this.#second !== undefined);
  }

  hold(frame: Frame): Refusal | undefined {
    if (this.frameOf(frame.stamp) !== undefined) return "duplicate";
    if (this.#second !== undefined) {
      // The two that are needed first stay: after a crash older ones follow newer ones, which come again.
      if (frame.stamp < this.#second.stamp) {
        this.#second = undefined;
        this.hold(frame);
      }
      return "too far ahead";
    }
    if (this.#first === undefined || this.#first.stamp < frame.stamp) this.#add(frame);
    else [this.#first, this.#second] = [frame, this.#first];
    return undefined;
  }

  #add(frame: Frame): void {
    if (this.#first === undefined) this.#first = frame;
    else this.#second = frame;
  }

  frameOf(stamp: Stamp): Frame | undefined {
    if (this.#first?.stamp === stamp) return this.#first;
    return this.#second?.stamp === stamp ? this.#second : undefined;
  }

  forget(stamp: Stamp): void {
    while (this.#first !== undefined && this.#first.stamp <= stamp) this.#removeFirst();
  }

  drop(stamp: Stamp): void {
    if (this.#first?.stamp === stamp) this.#removeFirst();
    else if (this.#second?.stamp === stamp) this.#second = undefined;
  }

  #removeFirst(): void {
    this.#first = this.#second;
    this.#second = undefined;
  }
}

/** The exchanges of a round that are kept apart. */
const mostExchanges = 2 ** 14;

/** For peers that make do with what is old: the newest frame for each place in a round. */
export class NewestFrames implements Inbox {
  readonly #newest = new Map<number, Frame>();

  get size(): number {
    return this.#newest.size;
  }

  hold(frame: Frame): Refusal | undefined {
    const place = exchangeOf(frame.stamp);
    const known = this.#newest.get(place)?.stamp ?? -1;
    if (known === frame.stamp) return "duplicate";
    if (known > frame.stamp) return "late";
    if (place >= mostExchanges) return "too far ahead";
    this.#newest.set(place, frame);
    return undefined;
  }

  frameOf(stamp: Stamp): Frame | undefined {
    return this.#newest.get(exchangeOf(stamp));
  }

  /** What is old may be mixed again. */
  forget(): void {}

  drop(stamp: Stamp): void {
    this.#newest.delete(exchangeOf(stamp));
  }
}
