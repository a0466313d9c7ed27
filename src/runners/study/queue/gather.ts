// Waits for the outcomes of a queued study and takes each as soon as it is there.
import { aborted, rest } from "../../clock.ts";
import type { StudyOutcome } from "../outcome.ts";
import type { Standing, StudyQueue } from "./study-queue.ts";

/** How often Redis is asked. */
const askEverySeconds = 0.5;

/** Who is told of a study that is waited for. */
export interface GatherNews {
  /** Told every outcome once. */
  readonly onOutcome: (outcome: StudyOutcome) => void;
  /** Told now and then how the other runs stand, and how many workers could take them. */
  readonly onStanding?: (standing: Standing, workers: number) => void;
}

/** Takes the outcomes that are there. */
export async function takeOutcomes(queue: StudyQueue, { onOutcome }: GatherNews): Promise<void> {
  for await (const outcome of queue.take()) onOutcome(outcome);
}

/**
 * Puts a study's runs into the queue and waits until all have ended, or for the signal.
 * @param again indices of runs that are to be run once more though they have ended
 */
export async function gatherOutcomes(
  queue: StudyQueue,
  news: GatherNews,
  { again, interrupt }: { readonly again: ReadonlySet<number>; readonly interrupt: AbortSignal },
): Promise<void> {
  // While Redis cannot be reached nothing is answered; the signal must not wait for it.
  const gathered = queue.put(again).then(() => gatherAll(queue, news, interrupt));
  await Promise.race([gathered, aborted(interrupt)]);
  gathered.catch(() => {});
}

async function gatherAll(queue: StudyQueue, news: GatherNews, interrupt: AbortSignal): Promise<void> {
  while (!interrupt.aborted) {
    await takeOutcomes(queue, news);
    if (queue.open === 0) return;
    const standing = await queue.standing();
    // Redis may have come back without its memory. A run that has just ended counts as absent too: adding it
    // again changes nothing.
    if (standing.absent > 0) await queue.add();
    news.onStanding?.(standing, await queue.workers());
    await rest(askEverySeconds, interrupt);
  }
}
