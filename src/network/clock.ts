/** Takes back what was to happen; does nothing where it has. */
export type Cancel = () => void;

/** Time as a peer knows it, in milliseconds. */
export interface Clock {
  /** Milliseconds since the run began; never goes back. */
  now(): number;
  /** Calls `act` once, `delayMs` ≥ 0 from now, never before `after` returns. */
  after(delayMs: number, act: () => void): Cancel;
}
