// One row of the benchmark in a process of its own, so that neither compiled code nor memory is another row's.
// Usage: node bench/measure.ts <row> [--profile] [--python=<command>]; prints its measurement as JSON.
import { policyFromLog } from "../src/policies/tabular-softmax.ts";
import { joined } from "./archive.ts";
import { cohortOf, timedRounds } from "./federation.ts";
import { Peer } from "./peer.ts";
import { problemOf, sizes } from "./problems.ts";
import { type Profile, profileOf } from "./profile.ts";
import { type Times, timesOf } from "./statistics.ts";

/** The result of one row. */
export interface Measurement {
  readonly hearsay: Times;
  /** Peak resident memory before anything but Hearsay has run, in MB. */
  readonly memory: number;
  readonly peer?: {
    readonly times: Times;
    readonly choices: string;
    /** max |π − π'| after the last batch. */
    readonly difference: number;
  };
  readonly profile?: Profile;
}

const batches = 9;

async function measure(name: string, profile: boolean, python: string | undefined) {
  const size = sizes.find((candidate) => candidate.name === name)!;
  const problem = problemOf(size);
  const cohort = cohortOf(problem);
  timedRounds(cohort, size.batch);
  timedRounds(cohort, size.batch);
  const memory = process.resourceUsage().maxRSS / 1024;
  const peer = python === undefined ? undefined : await Peer.start(python, problem);
  await peer?.rounds(3);
  const own: number[] = [];
  const other: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    own.push(...timedRounds(cohort, size.batch));
    if (peer !== undefined) other.push(...(await peer.rounds(size.batch)));
  }
  const policies = cohort.states.map(
    ({ logPolicy }) => policyFromLog(logPolicy as Float64Array).probabilities,
  );
  const result: Measurement = {
    hearsay: timesOf(own),
    memory,
    ...(peer && {
      peer: {
        times: timesOf(other),
        choices: await peer.choices(),
        difference: largestDifference(joined(policies), await peer.policies()),
      },
    }),
    ...(profile && { profile: profileOf(problem, cohort) }),
  };
  await peer?.stop();
  return result;
}

function largestDifference(x: Float64Array, y: Float64Array): number {
  if (x.length !== y.length) throw new Error(`${x.length} probabilities here, ${y.length} there`);
  return x.reduce((largest, value, i) => Math.max(largest, Math.abs(value - y[i]!)), 0);
}

const [name, ...flags] = process.argv.slice(2);
const python = flags.find((flag) => flag.startsWith("--python="))?.slice("--python=".length);
console.log(JSON.stringify(await measure(name!, flags.includes("--profile"), python)));
