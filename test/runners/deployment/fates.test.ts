// SIGKILL at an exchange of a round, drawn from a seed: the bits are those of lockstep, and nothing is lost.
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { rootRng } from "../../../src/math/random.ts";
import { small } from "../experiments.ts";
import { deployedToDie, drawFates, requireDeaths } from "./fates.ts";
import { journalBits, lockstepBits } from "./processes.ts";

t.test("deaths at exchanges, one of two neighbours at once, one while it catches up", async (t) => {
  const draw = { deaths: 4, agents: 4, rounds: 120, every: 1, exchanges: 2 };
  const moments = ["begun", "sent", "mixed", "journalled"] as const;
  const fates = drawFates(rootRng(5).fork("fates"), { ...draw, moments });
  const dir = t.testdir({ "s.yaml": stringify({ ...small, rounds: 130 }) });
  const path = join(dir, "s.yaml");
  const wishes = { checkpointSeconds: 1e6 };
  const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
  t.equal(result.status, "finished");
  requireDeaths(t, deaths, fates, { isExact: true });
  t.same(journalBits(result.folder), await lockstepBits(path));
});
