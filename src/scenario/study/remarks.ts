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
    const who = idle === combinations.length ? "no combination draws" : drawless(idle, combinations.length);
    const they = idle === 1 ? "it is" : "each is";
    return [`${name} seed: ${who} from it; ${they} run with the first of ${seeds} seeds only.`];
  });
  return [...excepted, ...collapsed];
}

function drawless(idle: number, all: number): string {
  return `${idle} of ${all} combinations ${idle === 1 ? "draws" : "draw"} nothing`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
