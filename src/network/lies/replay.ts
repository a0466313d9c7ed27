// What was true once.
import { z } from "zod";
import type { Message } from "../../mixing/mixing.ts";
import { exchangeOf, roundOf } from "../frame.ts";
import type { LieKind } from "../lie.ts";

const options = z.strictObject({
  rounds: z.int().min(1).max(10_000).describe("how many rounds old it is what it says"),
});

/** It keeps so many rounds in memory; until it has as many it tells the oldest it has. */
export const replay: LieKind = {
  kind: "replay",
  summary: "repeats what it said `rounds` rounds ago",
  options,
  examples: [{ rounds: 3 }],
  build({ rounds }: z.infer<typeof options>) {
    /** For each place in a round what was to be said there, the oldest first. */
    const said = new Map<number, { readonly round: number; readonly message: Message }[]>();
    return {
      told(message, stamp) {
        const place = exchangeOf(stamp);
        const list = said.get(place) ?? [];
        said.set(place, list);
        if (list.at(-1)?.round !== roundOf(stamp))
          list.push({ round: roundOf(stamp), message: copyOf(message) });
        if (list.length > rounds + 1) list.shift();
        return list[0]!.message;
      },
    };
  },
};

function copyOf(message: Message): Message {
  return Object.fromEntries(Object.entries(message).map(([name, values]) => [name, values.slice()]));
}
