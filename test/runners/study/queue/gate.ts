// A plug-in whose run stands still in a round until the test lets it go on: it writes who it is to one named
// pipe and reads from another, its own, and both block until somebody is at the other end.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { type Algorithm, type AlgorithmKind, averaging, mix, type Plugin, type State } from "hearsay";
import { z } from "zod";

interface GatedState extends State {
  readonly values: Float64Array;
  readonly rounds: number;
}

let isPast = false;

interface Place {
  readonly folder: string;
  /** After how many rounds; where this is not told, nowhere. */
  readonly after?: number | undefined;
}

function gated({ folder, after }: Place): Algorithm<GatedState, { values: Float64Array }> {
  return {
    name: "gated",
    shares: ["values"],
    // biome-ignore lint/correctness/useYield: round 0 only states what the agent holds.
    *init({ values, arrays }) {
      return { values: arrays.copy(values), rounds: 0 };
    },
    *round({ values, rounds }) {
      if (rounds === after && !isPast) {
        isPast = true;
        const gate = `${folder}/gate-${process.pid}`;
        spawnSync("mkfifo", [gate]);
        writeFileSync(`${folder}/reached`, String(process.pid));
        readFileSync(gate);
      }
      return { ...(yield* mix({ values })), rounds: rounds + 1 } as GatedState;
    },
    view: ({ values }) => averaging.view({ values }),
  };
}

const gatedKind: AlgorithmKind = {
  kind: "gated",
  summary: "averaging that waits in a round",
  options: z.strictObject({ folder: z.string(), after: z.int().optional() }),
  build: (place: Place) => gated(place) as unknown as Algorithm,
};

export default { algorithms: [gatedKind] } satisfies Plugin;
