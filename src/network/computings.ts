// The registry of computing times.

import { constant, pareto, shiftedExponential } from "./computing/stragglers.ts";
import type { ComputingKind } from "./computing.ts";

/** Every model of computing times that a scenario can name. */
export const computingKinds: readonly ComputingKind[] = [constant, shiftedExponential, pareto];
