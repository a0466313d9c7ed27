// The registry of mixing rules.
import type { MixingRule } from "./mixing.ts";
import { bestConstant } from "./rules/best-constant.ts";
import { equal } from "./rules/equal.ts";
import { fastest } from "./rules/fastest.ts";
import { given } from "./rules/given.ts";
import { laplacian } from "./rules/laplacian.ts";
import { lazyMetropolis } from "./rules/lazy-metropolis.ts";
import { maxDegree } from "./rules/max-degree.ts";
import { metropolis } from "./rules/metropolis.ts";
import { mixTopology } from "./rules/mix-topology.ts";
import { outDegree } from "./rules/out-degree.ts";
import { randomRow } from "./rules/random-row.ts";
import { sinkhorn } from "./rules/sinkhorn.ts";
import { uniform } from "./rules/uniform.ts";

/** Every way to choose W that a scenario can name; the default comes first. */
export const mixingRules: readonly MixingRule[] = [
  metropolis,
  lazyMetropolis,
  maxDegree,
  bestConstant,
  laplacian,
  fastest,
  uniform,
  equal,
  randomRow,
  outDegree,
  sinkhorn,
  mixTopology,
  given,
];
