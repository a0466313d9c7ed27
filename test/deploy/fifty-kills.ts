// Fifty times SIGKILL and more, at exchanges of rounds drawn from a seed, in eight runs: nothing is lost.
// `KILLS=8` is one in each.
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { rootRng } from "../../src/math/random.ts";
import { deployedToDie, drawFates, moments, requireDeaths } from "../runners/deployment/fates.ts";
import { expectedBits, journalBits } from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";

const kills = Number(process.env.KILLS ?? 50);
const every = 5;

/** How often a checkpoint is written decides how much is done again; never is from the beginning. */
const never = 1e6;

interface Trial extends Readonly<Record<string, unknown>> {
  readonly checkpointSeconds: number;
  /** In a round; 2 unless told. */
  readonly exchanges?: number;
}

const trials: Readonly<Record<string, Trial>> = {
  "without checkpoints": { checkpointSeconds: never },
  "a checkpoint after every round": { checkpointSeconds: 0 },
  "a checkpoint now and then": { checkpointSeconds: 0.2 },
  "one-way edges": {
    checkpointSeconds: 0.2,
    topology: { kind: "directed-ring" },
    mixing: { kind: "equal" },
  },
  "running sums": { checkpointSeconds: 0.2, network: { whenMissing: { kind: "running-sums" } } },
  "last known": { checkpointSeconds: 0, network: { whenMissing: { kind: "last-known" } } },
  median: {
    checkpointSeconds: 0.2,
    topology: { kind: "complete" },
    network: { whenMissing: { kind: "median" } },
  },
  "two exchanges a mix, on a random graph": {
    checkpointSeconds: 0.05,
    exchanges: 4,
    topology: { kind: "erdos-renyi", probability: 0.7 },
    mixing: { kind: "metropolis", gossipRounds: 2 },
  },
};

const size = Math.ceil(kills / Object.keys(trials).length);
for (const [k, [name, { checkpointSeconds, exchanges = 2, ...change }]] of Object.entries(
  trials,
).entries()) {
  await t.test(`${size} kills, ${name}`, async (t) => {
    const rounds = 40 * size;
    const raw = { ...small, ...change, rounds: rounds + 10, measure: { every } };
    const dir = t.testdir({ "s.yaml": stringify(raw) });
    const path = join(dir, "s.yaml");
    const isExact = checkpointSeconds === never;
    const fates = drawFates(rootRng(11).fork("fates", k), {
      ...{ deaths: size, agents: small.agents, rounds, every, exchanges },
      moments: moments.filter((moment) => !isExact || !moment.endsWith("saved")),
    });
    const wishes = { checkpointSeconds, restarts: 2 * size };
    const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
    t.equal(result.status, "finished");
    requireDeaths(t, deaths, fates, { isExact });
    t.same(journalBits(result.folder), await expectedBits(path));
  });
}
