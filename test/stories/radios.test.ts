// What the scenarios of lossy radios and of outages claim.
import { join } from "node:path";
import t from "tap";
import { experimentAt } from "../../src/runners/load.ts";
import type { Runner } from "../../src/runners/runner.ts";
import { virtual } from "../../src/runners/virtual.ts";
import { collect, type Seen } from "../runners/experiments.ts";

async function seenOf(path: string, runner?: Runner): Promise<Seen[]> {
  const { experiment } = await experimentAt(join(import.meta.dirname, "../../scenarios/network", path));
  return collect(experiment, runner);
}

const at = (seen: readonly Seen[], round: number) => seen.find((each) => each.round === round)!.row;

t.test("one packet in ten is lost: running sums recover the mean, to-self loses it for good", async (t) => {
  const [sums, self] = [
    await seenOf("sensor/running-sums.yaml", virtual),
    await seenOf("sensor/to-self.yaml", virtual),
  ];
  t.ok(at(sums, 100).missing! > 1000);
  t.ok(Math.abs(at(sums, 100).optimality_gap!) < 1e-12, `${at(sums, 100).optimality_gap}`);
  t.ok(at(sums, 25).tracking_gap! > 1e-6, "mass is in flight while Q changes");
  t.ok(at(sums, 100).tracking_gap! < 1e-9, "and has come home when it does not");
  t.ok(at(self, 100).tracking_gap! > 0.01, `${at(self, 100).tracking_gap}`);
  t.ok(at(self, 100).optimality_gap! > 5e-4 && at(self, 100).optimality_gap! < 2e-3);
});

t.test("a partition: disagreement and gap stand still, then fall on", async (t) => {
  const seen = await seenOf("outages/partition.yaml");
  const [early, late] = [at(seen, 20), at(seen, 40)];
  t.ok(Math.abs(early.optimality_gap! / late.optimality_gap! - 1) < 0.05, "the gap stands");
  t.ok(late.policy_consensus! > 0.4 * early.policy_consensus!, "so does disagreement");
  t.ok(at(seen, 60).policy_consensus! < 1e-2 * late.policy_consensus!);
  t.ok(at(seen, 100).optimality_gap! < 1e-12);
  const worst = Math.max(...seen.map(({ row }) => row.tracking_gap!));
  t.ok(worst < 1e-13, `the tracking gap is rounding: ${worst}`);
});

t.test("edges that flicker: the optimum all the same, in more rounds", async (t) => {
  const reached = (seen: readonly Seen[]) => seen.find(({ row }) => row.optimality_gap! <= 1e-6)!.round;
  const [flickering, whole] = [await seenOf("outages/flickering.yaml"), await seenOf("stragglers.yaml")];
  t.ok(reached(flickering) > 1.5 * reached(whole), `${reached(flickering)} and ${reached(whole)}`);
  t.ok(flickering.at(-1)!.row.optimality_gap! < 1e-12);
});
