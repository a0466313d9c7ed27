// The registry of worlds: what `environment.kind` can name.
import { acrobot } from "./classic-control/acrobot.ts";
import { cartPole } from "./classic-control/cart-pole.ts";
import type { WorldKind } from "./environment.ts";
import { file } from "./file.ts";
import { garnet } from "./garnet.ts";
import { gridworld } from "./gridworld.ts";
import { ownData } from "./own-data.ts";
import { pathGrid } from "./path-grid.ts";
import { subspaceControl } from "./subspace-control.ts";
import { subspacePrediction } from "./subspace-prediction.ts";
import { values } from "./values.ts";

/** All built-in worlds, in the order in which they are listed. */
export const worldKinds: readonly WorldKind[] = [
  pathGrid,
  gridworld,
  garnet,
  file,
  ownData,
  values,
  subspacePrediction,
  subspaceControl,
  acrobot,
  cartPole,
];
