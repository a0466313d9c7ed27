// Fifty SIGKILLs, at rounds drawn from a seed, of peers drawn from it, now and then of two at once: nothing
// is lost. `KILLS=5 node test/deploy/fifty-kills.ts` kills less.
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { rootRng, uniformInt } from "../../src/math/random.ts";
import { deployedUnderFire, journalBits, lockstepBits } from "../runners/deployment/processes.ts";
import { small } from "../runners/experiments.ts";

const kills = Number(process.env.KILLS ?? 50);
const rowsBetween = 40;
const every = 5;

await t.test(`${kills} kills`, async (t) => {
  const rounds = every * rowsBetween * (kills + 2);
  const dir = t.testdir({ "s.yaml": stringify({ ...small, rounds, measure: { every } }) });
  const path = join(dir, "s.yaml");
  const out = join(dir, "runs");
  const rng = rootRng(11).fork("kills");
  const plan = Array.from({ length: kills }, (_, k) => {
    const first = uniformInt(rng, small.agents);
    const victims = k % 5 === 4 ? [first, (first + 1) % small.agents] : [first];
    return { victims, row: rowsBetween * k + 10 + uniformInt(rng, rowsBetween) };
  });
  const wishes = { checkpointSeconds: 0.3, restarts: kills };
  const { result, killed } = await deployedUnderFire(path, out, plan, wishes);
  t.equal(killed, kills + Math.floor(kills / 5));
  t.equal(result.status, "finished");
  t.same(journalBits(result.folder), await lockstepBits(path));
});
