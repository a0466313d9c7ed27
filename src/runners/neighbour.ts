// What a peer remembers of one neighbour: frames that came from it, how far it has come, and what was sent
// to it and is not confirmed yet.
import type { Stamp } from "../network/frame.ts";
import type { Inbox } from "./inbox.ts";

/** One neighbour. */
export class Neighbour {
  readonly inbox: Inbox;
  /** The newest exchanges it is known to have begun: the last, and the one before. */
  #at: Stamp = -1;
  #wasAt: Stamp = -1;
  /** Stamps of what was sent to it and not confirmed: the only one or the older, and the newer of two. */
  #older: Stamp | undefined;
  #newer: Stamp | undefined;

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  /** The newest exchange but one that it is known to have begun; −1 where nothing is known. */
  get wasAt(): Stamp {
    return this.#wasAt;
  }

  /** Whether another frame may be sent to it. */
  get hasCredit(): boolean {
    return this.#newer === undefined;
  }

  /** A frame was sent to it. One that is past the exchange will not say so again. */
  sent(stamp: Stamp): void {
    if (stamp < this.#at) return;
    if (this.#older === undefined) this.#older = stamp;
    else this.#newer = stamp;
  }

  /** It says that it is at `stamp`: what was sent to it for earlier exchanges is confirmed. */
  isAt(stamp: Stamp): void {
    if (stamp > this.#at) [this.#wasAt, this.#at] = [this.#at, stamp];
    else if (stamp < this.#at) this.#wasAt = Math.max(this.#wasAt, stamp);
    while (this.#older !== undefined && this.#older < stamp) this.#settleOlder();
  }

  /** It has crashed and begins again at `stamp`: of what was sent to it nothing is there. */
  returned(stamp: Stamp): void {
    this.#at = stamp;
    this.#wasAt = -1;
    this.#older = undefined;
    this.#newer = undefined;
  }

  /** Gives up the older of two frames that it has not confirmed: there is credit again. */
  writeOff(): void {
    if (this.#newer !== undefined) this.#settleOlder();
  }

  #settleOlder(): void {
    this.#older = this.#newer;
    this.#newer = undefined;
  }
}
