// The registry of links.
import type { LinkKind } from "./link.ts";
import { queueKind } from "./links/bandwidth.ts";
import { edgeAttribute, greatCircle } from "./links/edges.ts";
import { constant, logNormal, retransmission, uniform } from "./links/latency.ts";
import { gilbertElliott, independent } from "./links/loss.ts";
import { none } from "./links/none.ts";
import { duplicate, heldBack, inOrder } from "./links/order.ts";
import { trace } from "./links/trace.ts";

/** Everything that can happen to a packet on its way. */
export const linkKinds: readonly LinkKind[] = [
  none,
  constant,
  uniform,
  logNormal,
  edgeAttribute,
  greatCircle,
  trace,
  retransmission,
  queueKind,
  independent,
  gilbertElliott,
  duplicate,
  inOrder,
  heldBack,
];
