// Does a sparse graph with cheap rounds beat a dense one? What the scenarios of lan, wan and mobile claim.
import { join } from "node:path";
import t from "tap";
import { experimentAt } from "../../src/runners/load.ts";
import { scheduleOf } from "../../src/runners/schedule.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { collect } from "../runners/experiments.ts";

const graphs = ["regular", "hypercube", "complete"] as const;
const networks = ["lan", "wan", "mobile"] as const;

async function experimentOf(network: string, graph: string): Promise<Experiment> {
  const path = join(import.meta.dirname, "../../scenarios/network", network, `${graph}.yaml`);
  return (await experimentAt(path, { set: ["rounds=40"] })).experiment;
}

/** Rounds to a gap of 1e-6: a matter of the graph alone. */
const rounds: Record<string, number> = {};
for (const graph of graphs) {
  const seen = await collect(await experimentOf("lan", graph));
  rounds[graph] = seen.find(({ row }) => row.optimality_gap! <= 1e-6)!.round;
}

/** Virtual seconds to that gap, and of a round. */
async function secondsOf(
  network: string,
): Promise<Record<(typeof graphs)[number], { all: number; each: number }>> {
  const found: Record<string, { all: number; each: number }> = {};
  for (const graph of graphs) {
    const { seconds } = await scheduleOf(await experimentOf(network, graph));
    found[graph] = { all: seconds[rounds[graph]!]!, each: seconds.at(-1)! / (seconds.length - 1) };
  }
  return found as Awaited<ReturnType<typeof secondsOf>>;
}

t.test("rounds: the denser, the fewer", async (t) => {
  t.ok(rounds.complete! < rounds.hypercube! && rounds.hypercube! < rounds.regular!, JSON.stringify(rounds));
  t.ok(rounds.regular! > 3.5 * rounds.complete!, "almost four times as many");
});

for (const network of networks) {
  await t.test(network, async (t) => {
    const { regular, hypercube, complete } = await secondsOf(network);
    const times = JSON.stringify({ regular, hypercube, complete });
    t.ok(
      complete.each > regular.each && complete.each > hypercube.each,
      `dense rounds cost more: ${times}`,
    );
    if (network === "lan") {
      t.ok(hypercube.all < 0.6 * complete.all, "half the time of the complete graph");
      t.ok(Math.abs(regular.each / complete.each - 0.25) < 0.05, "rounds cost a quarter");
      t.ok(Math.abs(regular.all / complete.all - 1) < 0.1, "hardly a gain");
    } else if (network === "wan") {
      t.ok(
        complete.all < hypercube.all && hypercube.all < 1.25 * complete.all,
        "beaten, though not by much",
      );
      t.ok(regular.all > 2 * complete.all, "twice as long");
    } else {
      t.ok(hypercube.all < 0.75 * complete.all, "two thirds of the complete graph's time");
      t.ok(regular.all > complete.all && regular.all > hypercube.all, "too sparse loses to both");
    }
  });
}
