// Ctrl-C, once and twice.

/** An interruption that a user may ask for. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** Signals end the process at once again. */
  end(): void;
}

/**
 * The first SIGINT or SIGTERM aborts the signal, then calls `onFirst`, whose words are true by then. The
 * second ends the process by SIGINT, after `onSecond`: to a shell that is exit code 130.
 */
export function listenForInterrupts(onFirst: () => void, onSecond: () => void): Interrupts {
  const controller = new AbortController();
  const end = () => void process.off("SIGINT", act).off("SIGTERM", act);
  const act = () => {
    if (controller.signal.aborted) {
      onSecond();
      end();
      // Not process.exit: that waits for threads, which are deep in a run.
      process.kill(process.pid, "SIGINT");
      return;
    }
    controller.abort();
    onFirst();
  };
  process.on("SIGINT", act).on("SIGTERM", act);
  return { signal: controller.signal, end };
}
