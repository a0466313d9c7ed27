// What a plan leaves out, in sentences.
import type { SeedLists } from "./seeds.ts";
import { seedNames } from "./seeds.ts";
import type { StudySeeds } from "./study-plan.ts";

/** What a remark needs to know of a combination. */
interface Drawing {
  readonly draws: Readonly<Record<keyof StudySeeds, boolean>>;
}

/** One sentence for what `except` dropped, one for each kind of seed that some runs do not draw from. */
export function remarksOn(combinations: readonly Drawing[], lists: SeedLists, dropped: number): string[] {
  const excepted = dropped === 0 ? [] : [`except leaves out ${counted(dropped, "combination")}.`];
  const collapsed = seedNames.flatMap((name) => {
    const seeds = lists[name]?.length ?? 1;
    const idle = combinations.filter(({ draws }) => !draws[name]).length;
    if (seeds === 1 || idle === 0) return [];
    const all = idle === combinations.length ? "no combination draws" : `${idle} of ${combinations.length}`;
    const subject = idle === combinations.length ? all : `${all} combinations draw nothing`;
    const each = idle === 1 ? "it is" : "each is";
    return [`${name} seed: ${subject} from it; ${each} run with the first of ${seeds} seeds only.`];
  });
  return [...excepted, ...collapsed];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
