// Parity of the scenarios that come with Hearsay, each cut down to a few rounds.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { experimentAt } from "../../src/runners/load.ts";
import { isExact } from "./exact.ts";
import { haveParity } from "./runners.ts";

const root = join(import.meta.dirname, "../..");

/** Tests every scenario whose path under `scenarios/` is chosen, if nothing is lost or late in it. */
export async function shippedHaveParity(isChosen: (path: string) => boolean): Promise<void> {
  const all = readdirSync(join(root, "scenarios"), { recursive: true, encoding: "utf8" });
  const chosen = all.filter((path) => path.endsWith(".yaml") && isChosen(path)).sort();
  t.ok(chosen.length > 0, "there are scenarios");
  for (const path of chosen) {
    const { experiment } = await experimentAt(join(root, "scenarios", path), { set: ["rounds=3"] });
    // Who crashes sends again what it had sent: the bits are lockstep's, the traffic is not.
    const crashes = experiment.scenario.network?.crashes.length ?? 0;
    if (!isExact(experiment) || crashes > 0) continue;
    await t.test(path, (t) => haveParity(t, () => experiment));
  }
}
