// The registry of rules for what is missing.
import { clipping } from "./missing/clipping.ts";
import { krum } from "./missing/krum.ts";
import { lastKnown } from "./missing/last-known.ts";
import { median } from "./missing/median.ts";
import type { MissingKind } from "./missing/missing.ts";
import { runningSums } from "./missing/running-sums.ts";
import { toSelf } from "./missing/to-self.ts";
import { trimmedMean } from "./missing/trimmed-mean.ts";

/** Every rule that a scenario can name; the default comes first. */
export const missingKinds: readonly MissingKind[] = [
  toSelf,
  lastKnown,
  runningSums,
  median,
  trimmedMean,
  clipping,
  krum,
];
