// Personal heads stay in the folders of their owners: eight processes that only ever exchange bases, and the
// columns about heads, computed where the folders are merged.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import t from "tap";
import { mergeWay } from "../../../src/runners/deployment/merge-way.ts";
import { experimentAt } from "../../../src/runners/load.ts";
import { run } from "../../../src/runners/run.ts";
import { deployed, expectedBits, journalBits } from "./processes.ts";

const scenario = `name: heads
seed: 3
agents: 8
rounds: 40
measure: { every: 5 }
topology: { kind: ring }
environment: { kind: subspace-control, states: 20, dimension: 8 }
algorithm:
  kind: subspace-actor-critic
  steps: 2
  headStep: 0.25
  basisStep: 0.05
  actorStep: 0.1
  headBound: 20
`;

/** What can be computed only by whoever has all heads, bases or policies. */
const ofHeads = ["critic_error", "head_divergence", "diversity", "own_value", "gradient_norm"];
const ofBases = ["subspace_angle", "subspace_error", "basis_spread", "basis_consensus"];

t.test("eight processes: lockstep's digests, and its metrics.csv from merged folders", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const path = join(dir, "s.yaml");
  const apart = await deployed(path, join(dir, "runs"));
  t.equal(apart.status, "finished");
  t.same(journalBits(apart.folder), await expectedBits(path));
  const { experiment } = await experimentAt(path);
  const merged = await run(experiment, { way: mergeWay, out: join(dir, "runs") });
  const simulated = await run((await experimentAt(path)).experiment, { out: join(dir, "simulated") });
  const [wanted, found] = [simulated, merged].map(({ folder }) =>
    parse(readFileSync(join(folder, "metrics.csv"), "utf8"), { columns: true }),
  ) as [Record<string, string>[], Record<string, string>[]];
  t.same(
    found.map(({ wire_bytes: _, missing: __, ...row }) => row),
    wanted,
    "cell by cell; only real peers count the bytes on the wire and who is missing",
  );
  for (const name of [...ofHeads, ...ofBases])
    t.ok(new Set(found.map((row) => row[name])).size > 5, `${name} is there and moves`);
});
