// What a peer remembers of one neighbour: frames that came from it, how far it has come, and what was sent
// to it and is not confirmed yet.
import type { Stamp } from "../network/frame.ts";
import type { Inbox } from "./inbox.ts";

/** One neighbour. */
export class Neighbour {
  readonly inbox: Inbox;
  /** The newest exchange it is known to have begun. */
  #at: Stamp = -1;
  /** Stamps of what was sent to it and not confirmed: the only one or the older, and the newer of two. */
  #older: Stamp | undefined;
  #newer: Stamp | undefined;

  constructor(inbox: Inbox) {
    this.inbox = inbox;
  }

  /** The newest exchange it is known to have begun; −1 where nothing is known. */
  get at(): Stamp {
    return this.#at;
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
    this.#at = Math.max(this.#at, stamp);
    while (this.#older !== undefined && this.#older < stamp) this.#settleOlder();
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
