// SIGKILL at an exchange of a round, drawn from a seed: the bits are those of a run that nobody disturbed.
import { join } from "node:path";
import t from "tap";
import { stringify } from "yaml";
import { rootRng } from "../../../src/math/random.ts";
import { small } from "../experiments.ts";
import { deployedToDie, drawFates, moments, requireDeaths } from "./fates.ts";
import { expectedBits, journalBits } from "./processes.ts";

t.test("deaths at exchanges, one of two neighbours at once, one while it catches up", async (t) => {
  const draw = { deaths: 4, agents: 4, rounds: 120, every: 1, exchanges: 2 };
  const beforeSaving = moments.filter((moment) => !moment.endsWith("saved"));
  const fates = drawFates(rootRng(5).fork("fates"), { ...draw, moments: beforeSaving });
  const dir = t.testdir({ "s.yaml": stringify({ ...small, rounds: 130 }) });
  const path = join(dir, "s.yaml");
  const wishes = { checkpointSeconds: 1e6 };
  const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
  t.equal(result.status, "finished");
  requireDeaths(t, deaths, fates, { isExact: true });
  t.same(journalBits(result.folder), await expectedBits(path));
});

t.test("deaths under a rule that remembers, which checkpoints remember too", async (t) => {
  const draw = { deaths: 3, agents: 3, rounds: 120, every: 1, exchanges: 2, moments };
  const fates = drawFates(rootRng(6).fork("fates"), draw);
  const network = { whenMissing: { kind: "running-sums" } };
  const dir = t.testdir({ "s.yaml": stringify({ ...small, agents: 3, rounds: 130, network }) });
  const path = join(dir, "s.yaml");
  const wishes = { checkpointSeconds: 0.05 };
  const { result, deaths } = await deployedToDie(path, join(dir, "runs"), fates, wishes);
  t.equal(result.status, "finished");
  requireDeaths(t, deaths, fates, { isExact: false });
  t.same(journalBits(result.folder), await expectedBits(path));
});
