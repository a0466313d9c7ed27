// The folder of a run while it is made: an earlier run of the same id stays until this one has ended.
import { existsSync, renameSync, rmSync } from "node:fs";
import { ScenarioError } from "../error.ts";
import { hasCheckpoint } from "../journal/checkpoint.ts";
import { fileError, makeFolder } from "../journal/files.ts";
import type { RunStatus } from "../journal/journal.ts";
import { isRunFolder, readJournal } from "../journal/read.ts";

/** A folder that a run may write into. */
export interface ClaimedFolder {
  /** The run has ended so: what was set aside goes, unless it is a whole run and this one was cut off. */
  settle(status: RunStatus): void;
  /** The run has failed: what was set aside comes back; else the folder stays only if it can be resumed. */
  abandon(): void;
}

/**
 * Makes `folder` ready for a run. What lies there is kept where the run is resumed, else set aside.
 * @throws ScenarioError where the system refuses
 */
export function claimFolder(folder: string, resumed: boolean): ClaimedFolder {
  const aside = `${folder}.earlier`;
  const made = refusing(folder, () => {
    if (hasEnded(folder)) remove(aside);
    else if (existsSync(aside) && !resumed) remove(folder);
    if (existsSync(folder) && !resumed) renameSync(folder, aside);
    return makeFolder(folder);
  });
  const restore = () => {
    remove(folder);
    renameSync(aside, folder);
  };
  return {
    settle: (status) =>
      refusing(folder, () => {
        if (status === "interrupted" && hasEnded(aside)) restore();
        else remove(aside);
      }),
    abandon: () =>
      refusing(folder, () => {
        if (existsSync(aside)) restore();
        else if (!hasCheckpoint(folder)) remove(made ?? folder);
      }),
  };
}

/** Makes `folder` ready for a run to which what lies there belongs. @throws ScenarioError */
export function keepFolder(folder: string): ClaimedFolder {
  makeFolder(folder);
  return { settle: () => {}, abandon: () => {} };
}

/** Whether a folder holds a run that came to its end; a damaged one does not. */
function hasEnded(folder: string): boolean {
  if (!isRunFolder(folder)) return false;
  try {
    const { end } = readJournal(folder);
    return end !== undefined && end.status !== "interrupted";
  } catch (error) {
    if (error instanceof ScenarioError) return false;
    throw error;
  }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function refusing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fileError(error, path, "write");
  }
}
