// Keeps a link up: dials, speaks until the stream ends, waits, dials again.
import { setTimeout as sleep } from "node:timers/promises";
import { dialFailure } from "./dial-failure.ts";
import { Turnstile } from "./turnstile.ts";

/** The first wait after a link was lost or could not be made, in ms; each further one is twice as long, */
const firstWaitMs = 50;

/** up to this. */
const longestWaitMs = 2000;

/**
 * Dials of this process at a time. If all peers of a large run dialled at once, on a busy machine all dials
 * would take too long.
 */
const dials = new Turnstile(16);

/** What is kept up. */
export interface Link<Stream> {
  dial(signal: AbortSignal): Promise<Stream>;
  /** Speaks until the end; answers whether there was anything to say. */
  speak(stream: Stream): Promise<boolean>;
  /** Told why there is no stream, in words. */
  onFailure(reason: string): void;
}

/** Returns once the signal is aborted. */
export async function keepLinked<Stream>(link: Link<Stream>, signal: AbortSignal): Promise<void> {
  let wait = firstWaitMs;
  while (!signal.aborted) {
    const spoke = await attempt(link, signal);
    wait = spoke ? firstWaitMs : Math.min(2 * wait, longestWaitMs);
    await sleep(wait, undefined, { signal }).catch(() => {});
  }
}

async function attempt<Stream>(link: Link<Stream>, signal: AbortSignal): Promise<boolean> {
  try {
    return await link.speak(await dials.pass(() => link.dial(signal)));
  } catch (error) {
    if (!signal.aborted) link.onFailure(dialFailure(error));
    return false;
  }
}
