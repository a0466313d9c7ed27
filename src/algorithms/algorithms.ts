// The registry of algorithms.
import type { AlgorithmKind } from "./algorithm.ts";
import { averagingKind } from "./averaging.ts";
import { centralisedNpgKind } from "./centralised-npg.ts";
import { fedNpgKind } from "./fed-npg.ts";
import { frozenTrackerKind } from "./frozen-tracker.ts";
import { independentKind } from "./independent.ts";
import { localQKind } from "./local-q.ts";
import { subspaceTdKind } from "./subspace/subspace-td.ts";

export const algorithmKinds: readonly AlgorithmKind[] = [
  averagingKind,
  fedNpgKind,
  frozenTrackerKind,
  localQKind,
  independentKind,
  centralisedNpgKind,
  subspaceTdKind,
];
