// A barrier between threads on shared memory.

/** How many words of shared memory a barrier takes. */
export const barrierWords = 3;

const arrived = 0;
const generation = 1;
const broken = 2;

/** How often a thread looks before it goes to sleep: exchanges are short. */
const looks = 3000;

/** Thrown in every thread that waits where another has failed. */
export class BrokenBarrier extends Error {
  override readonly name = "BrokenBarrier";
}

/** One thread's view of a barrier that `threads` threads share. */
export class Barrier {
  readonly #words: Int32Array;
  readonly #threads: number;

  constructor(words: Int32Array, threads: number) {
    this.#words = words;
    this.#threads = threads;
  }

  /**
   * Returns once all threads have called it.
   * @throws BrokenBarrier where one of them has failed
   */
  wait(): void {
    const turn = Atomics.load(this.#words, generation);
    if (Atomics.add(this.#words, arrived, 1) + 1 === this.#threads) {
      Atomics.store(this.#words, arrived, 0);
      this.#open();
    } else {
      for (let look = 0; look < looks && Atomics.load(this.#words, generation) === turn; look++);
      while (Atomics.load(this.#words, generation) === turn) Atomics.wait(this.#words, generation, turn);
    }
    if (Atomics.load(this.#words, broken) !== 0) throw new BrokenBarrier("another thread has failed");
  }

  /** Wakes all who wait, with an error. */
  break(): void {
    Atomics.store(this.#words, broken, 1);
    this.#open();
  }

  #open(): void {
    Atomics.add(this.#words, generation, 1);
    Atomics.notify(this.#words, generation);
  }
}
