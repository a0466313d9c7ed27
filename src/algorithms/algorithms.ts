// The registry of algorithms.
import type { AlgorithmKind } from "./algorithm.ts";
import { averagingKind } from "./averaging.ts";
import { centralisedNpgKind } from "./centralised-npg.ts";
import { fedNpgKind } from "./fed-npg.ts";
import { frozenTrackerKind } from "./frozen-tracker.ts";
import { independentKind } from "./independent.ts";
import { localQKind } from "./local-q.ts";
import { deepcaTdKind } from "./subspace/deepca-td.ts";
import { difAltgdminTdKind } from "./subspace/dif-altgdmin-td.ts";
import { fedavgActorCriticKind } from "./subspace/fedavg-actor-critic.ts";
import { independentActorCriticKind } from "./subspace/independent-actor-critic.ts";
import { independentTdKind } from "./subspace/independent-td.ts";
import { pfedTdRepKind } from "./subspace/pfedtd-rep.ts";
import { subspaceActorCriticKind } from "./subspace/subspace-actor-critic.ts";
import { subspaceTdKind } from "./subspace/subspace-td.ts";
import { uniformTdKind } from "./subspace/uniform-td.ts";

export const algorithmKinds: readonly AlgorithmKind[] = [
  averagingKind,
  fedNpgKind,
  frozenTrackerKind,
  localQKind,
  independentKind,
  centralisedNpgKind,
  subspaceTdKind,
  independentTdKind,
  uniformTdKind,
  pfedTdRepKind,
  deepcaTdKind,
  difAltgdminTdKind,
  subspaceActorCriticKind,
  independentActorCriticKind,
  fedavgActorCriticKind,
];
