// Whether sigma is turned like a dial.
import { isNumeric, isOfGraph, type StudyRecord, varied } from "./study.ts";

/** Whether one number alone moves sigma, so that marks of neighbouring sigmas may be joined. */
export function isDial(study: StudyRecord): boolean {
  const axes = varied(study).filter(isOfGraph);
  return axes.length === 1 && isNumeric(study, axes[0]!) && study.values[axes[0]!]!.length >= 4;
}
