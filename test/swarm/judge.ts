// Whether a drawn scenario is carried out as it must be: nothing forbidden happens, and all ends well.
import { DivergenceError } from "../../src/error.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";
import { isExact } from "../parity/exact.ts";
import { collect, experimentOf, type Seen } from "../runners/experiments.ts";
import type { Raw } from "./draw.ts";
import { Breach, watch } from "./watch.ts";

/** What is wrong with a scenario's run; undefined where nothing is. */
export async function breachOf(raw: Raw): Promise<Breach | undefined> {
  try {
    await judge(raw);
    return undefined;
  } catch (error) {
    if (error instanceof Breach) return error;
    if (error instanceof DivergenceError) return new Breach("states stay finite", error.message);
    return new Breach(
      "no invariant breaks",
      error instanceof Error ? (error.stack ?? error.message) : `${error}`,
    );
  }
}

async function judge(raw: Raw): Promise<void> {
  const experiment = experimentOf(raw);
  const seen = await watch(experiment);
  const { rounds } = experiment.scenario;
  demand("all finish", seen.at(-1)?.round === rounds, `${seen.at(-1)?.round} of ${rounds} rounds`);
  const { lies, crashes, patience } = experiment.network!;
  for (const { round, row } of seen) {
    // Who lies about sums makes mass.
    const error = lies.size === 0 ? (row.mass_error ?? 0) : 0;
    demand("mass is conserved", error < 1e-9, `${error} after round ${round}`);
  }
  agree("equal seeds give equal bits", seen, await watch(experimentOf(raw)));
  // Who is told twice of a crash sends again twice: then later packets draw other latencies.
  if (crashes.length === 0 || patience === Number.POSITIVE_INFINITY)
    agree("duplicates change nothing", seen, await watch(experimentOf(raw), 2));
  if (isExact(experiment)) agree("lockstep has the same bits", seen, await collect(experimentOf(raw)));
  if (shouldAgree(experiment)) {
    const [first, last] = [seen[0]!, seen.at(-1)!].map(({ row }) => row.values_consensus!);
    demand("consensus contracts", last! < 0.99 * first! || last! < 1e-9, `from ${first} to ${last}`);
  }
}

function demand(what: string, holds: boolean, detail: string): void {
  if (!holds) throw new Breach(what, detail);
}

function agree(what: string, one: readonly Seen[], other: readonly Seen[]): void {
  const at = one.findIndex(({ digest }, k) => digest !== other[k]?.digest);
  demand(what, at < 0, `round ${one[at]?.round}: ${one[at]?.digest} and ${other[at]?.digest}`);
}

/** Whether honest agents that wait for each other average by a linear rule: then they must draw together. */
function shouldAgree({ algorithm, missing, network, scenario }: Experiment): boolean {
  const { mode, lies, membership } = network!;
  const isPlain = lies.size === 0 && !membership.hasChanges && mode.kind === "synchronous";
  return algorithm.name === "averaging" && missing.isLinear && isPlain && scenario.agents > 1;
}
