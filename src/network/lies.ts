// The registry of lies.
import type { LieKind } from "./lie.ts";
import { constant } from "./lies/constant.ts";
import { noise } from "./lies/noise.ts";
import { replay } from "./lies/replay.ts";
import { signFlip } from "./lies/sign-flip.ts";
import { twoFaced } from "./lies/two-faced.ts";

/** Every way to lie that a scenario can name. */
export const lieKinds: readonly LieKind[] = [signFlip, noise, constant, twoFaced, replay];
