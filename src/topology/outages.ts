// The registry of outages.
import type { OutageKind } from "./outage.ts";
import { flickering } from "./outages/flickering.ts";
import { partition, scheduled } from "./outages/scheduled.ts";

/** Everything that can take edges away for a while. */
export const outageKinds: readonly OutageKind[] = [scheduled, partition, flickering];
