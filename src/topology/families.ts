// The registry of topology families.
import { complete, empty } from "./families/complete.ts";
import { deBruijn, exponential, onePeerExponential } from "./families/exponential.ts";
import { file } from "./families/file.ts";
import { grid, hypercube, torus } from "./families/lattices.ts";
import { circulant, directedRing, path, ring } from "./families/rings.ts";
import { barbell, binaryTree, star } from "./families/trees.ts";
import type { TopologyFamily } from "./topology.ts";

/** Every family a scenario can name, in the order of the reference page. */
export const topologyFamilies: readonly TopologyFamily[] = [
  complete,
  ring,
  directedRing,
  path,
  star,
  grid,
  torus,
  hypercube,
  exponential,
  onePeerExponential,
  circulant,
  barbell,
  binaryTree,
  deBruijn,
  empty,
  file,
];
