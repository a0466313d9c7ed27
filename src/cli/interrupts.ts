// Ctrl-C, once and twice.

/** An interruption that a user may ask for. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** Signals end the process at once again. */
  end(): void;
}

/**
 * The first SIGINT or SIGTERM aborts the signal, after `onFirst`; the second ends the process with exit
 * code 130, after `onSecond`.
 */
export function listenForInterrupts(onFirst: () => void, onSecond: () => void): Interrupts {
  const controller = new AbortController();
  const act = () => {
    if (controller.signal.aborted) {
      onSecond();
      process.exit(130);
    }
    onFirst();
    controller.abort();
  };
  process.on("SIGINT", act).on("SIGTERM", act);
  return {
    signal: controller.signal,
    end: () => void process.off("SIGINT", act).off("SIGTERM", act),
  };
}
