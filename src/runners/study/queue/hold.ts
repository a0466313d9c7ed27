// A job that a worker has in hand, and the two reasons to let go of it.

/** Seen by the thread that carries out the job's run, and by whoever waits for it. */
export class Hold {
  readonly #end: AbortSignal;
  readonly #lost = new AbortController();
  readonly #over = Promise.withResolvers<void>();
  /** In memory shared with the thread: not 0 once the run is to end. */
  readonly ending = new Int32Array(new SharedArrayBuffer(4));

  /** @param end aborted when the worker is to end */
  constructor(end: AbortSignal) {
    this.#end = AbortSignal.any([end, this.#lost.signal]);
    const tell = () => void Atomics.store(this.ending, 0, 1);
    if (this.#end.aborted) tell();
    else this.#end.addEventListener("abort", tell, { once: true });
  }

  /** Aborted once the run is to end. */
  get end(): AbortSignal {
    return this.#end;
  }

  /** Whether the queue no longer counts the job as this worker's. */
  get isLost(): boolean {
    return this.#lost.signal.aborted;
  }

  lose(): void {
    this.#lost.abort();
  }

  /** The worker's hands are free of the job again. */
  release(): void {
    this.#over.resolve();
  }

  /** Resolves once it is released. */
  get released(): Promise<void> {
    return this.#over.promise;
  }
}
