// What a run comes to, without a folder.
import { agentDigest, rowDigest } from "../journal/state-digest.ts";
import type { Recorder, Runner } from "../runners/runner.ts";
import type { Experiment } from "../scenario/experiment.ts";

/** The digests of all measured rounds. */
export async function rowDigestOf(experiment: Experiment, runner: Runner): Promise<string[]> {
  const digests: string[] = [];
  const recorder: Recorder = {
    record({ states }) {
      digests.push(rowDigest(states.map((state) => agentDigest(state))));
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  await runner(experiment, recorder, {});
  return digests;
}
