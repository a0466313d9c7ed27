// Making the run folder of peers that ran wherever, from their own folders.
import { DivergenceError, ScenarioError } from "../../error.ts";
import type { AgentId } from "../../topology/topology.ts";
import type { NamedWay } from "../run.ts";
import type { Outcome, Runner } from "../runner.ts";
import { losesPatience } from "../shortfall.ts";
import { deploymentName, wireColumns } from "../ways.ts";
import { Merge } from "./merge.ts";

/** What all ways to make the run of a deployment have in common. */
export function deploymentWay(runner: Runner, keepsFolder: boolean): NamedWay {
  const columns = [...wireColumns, "missing"];
  return { name: deploymentName, runner, columns, resumes: false, maximumThreads: 1, keepsFolder };
}

const merging: Runner = async (experiment, recorder, { runFolder }) => {
  const { scenario } = experiment;
  const merge = new Merge(runFolder!, experiment, recorder);
  const reached = merge.advance() || (losesPatience(experiment) && finishWithout(merge));
  requireRows(merge, runFolder!);
  const outcome = outcomeOf(merge, scenario.rounds, reached);
  return outcome ?? { status: "interrupted", round: merge.round ?? 0 };
};

/** Merges what the peers of a run left in the run's folder. */
export const mergeWay: NamedWay = { ...deploymentWay(merging, true), isAfterwards: true };

/**
 * How the run ended, if it did.
 * @throws DivergenceError of the earliest round and, in it, of the lowest agent
 */
export function outcomeOf(merge: Merge, rounds: number, reached: boolean): Outcome | undefined {
  const round = merge.round ?? 0;
  if (reached) return { status: "stopped", round };
  if (round === rounds) return { status: "finished", round };
  let first: DivergenceError | undefined;
  merge.ends.forEach((end, agent) => {
    if (end?.status !== "diverged" || (first !== undefined && first.round <= end.round)) return;
    first = new DivergenceError(agent, end.round, /array "(.*)" is/.exec(end.reason ?? "")?.[1] ?? "");
  });
  if (first !== undefined) throw first;
  return undefined;
}

/** Where some have finished nobody waits for the others: answers whether the stopping rule is met so. */
function finishWithout(merge: Merge): boolean {
  const { ends } = merge;
  const isDone = (agent: AgentId) => ends[agent]?.status === "finished";
  const late = [...ends.keys()].filter((agent) => !isDone(agent));
  if (late.length === 0 || late.length === ends.length) return false;
  merge.goOnWithout(late);
  return merge.advance();
}

function requireRows({ round }: Merge, runFolder: string): void {
  if (round === undefined)
    throw new ScenarioError(
      runFolder,
      "no round that all agents have measured",
      "the folders of all peers",
    );
}
