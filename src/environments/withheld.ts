// What can be said of shares some of whose numbers may be with their agents alone.
import type { Kernel, Share, WithheldModel, World } from "./environment.ts";

/** States, actions, discount and, if known, kernel of a share that is a model, known or withheld. */
export function shapeOf(share: Share): WithheldModel | undefined {
  if ("withheld" in share) return share.withheld;
  if (!("model" in share)) return undefined;
  const { kernel, discount } = share.model;
  return { states: kernel.states, actions: kernel.actions, discount, kernel };
}

/** Whether all agents are known to have one kernel. */
export function haveOneKernel({ shares, meanTask }: World): boolean {
  if (meanTask !== undefined) return true;
  if (!shares.some((share) => "withheld" in share)) return false;
  const kernels = new Set<Kernel | undefined>(shares.map((share) => shapeOf(share)?.kernel));
  return kernels.size === 1 && !kernels.has(undefined);
}
