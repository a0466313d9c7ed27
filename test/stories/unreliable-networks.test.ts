// What the scenarios under scenarios/network/ claim, run as they are shipped.
import { join } from "node:path";
import t from "tap";
import { experimentAt } from "../../src/runners/load.ts";
import { virtual } from "../../src/runners/virtual.ts";
import { collect, type Seen } from "../runners/experiments.ts";

const folder = join(import.meta.dirname, "../../scenarios/network");

async function run(path: string): Promise<Seen[]> {
  const { experiment } = await experimentAt(join(folder, path), {});
  return collect(experiment, virtual);
}

const end = (seen: readonly Seen[], column: string) => seen.at(-1)!.row[column]!;

t.test("loss: sums close the tracking gap, everything else leaves it", async (t) => {
  const sums = await run("loss/running-sums.yaml");
  t.ok(end(sums, "tracking_gap") < 1e-9);
  t.ok(Math.abs(end(sums, "optimality_gap")) < 1e-9, `${end(sums, "optimality_gap")}`);
  for (const path of ["loss/to-self.yaml", "loss/last-known.yaml"]) {
    const other = await run(path);
    t.ok(end(other, "tracking_gap") > 1e-2, path);
    t.ok(end(other, "policy_consensus") < 1e-9, `${path}: they agree`);
    t.ok(end(other, "optimality_gap") > 1e-4, `${path}: on a policy that is not the best`);
  }
  const local = await run("loss/local-q.yaml");
  t.equal(local.at(-1)!.row.tracking_gap, undefined, "no tracker");
  t.ok(end(local, "optimality_gap") < 1e-3);
});

t.test("liars: what robust rules save, and what they cost", async (t) => {
  const names = ["unprotected", "trimmed", "clipping", "krum"];
  const runs = await Promise.all(names.map((name) => run(`liars/fednpg-${name}.yaml`)));
  const [unprotected, trimmed, clipping, krum] = runs.map((seen) => end(seen, "optimality_gap"));
  t.ok(trimmed! < 0.3 * unprotected! && clipping! < 0.3 * unprotected!);
  t.ok(krum! > unprotected!);
  for (const seen of runs) t.ok(end(seen, "tracking_gap") > 1e-1, "no rule keeps the mean among liars");
  const local = end(await run("liars/local-q-trimmed.yaml"), "optimality_gap");
  t.ok(local < 1.5 * trimmed! && trimmed! < 1.5 * local, `${local} and ${trimmed}`);
  t.ok(end(await run("liars/local-q-unprotected.yaml"), "optimality_gap") > 3 * local);
});

t.test("membership: the gap stays at rounding through every change", async (t) => {
  const seen = await run("membership/comes-and-goes.yaml");
  for (const { row } of seen) t.ok(row.tracking_gap! < 1e-12, `${row.tracking_gap}`);
});

t.test("push-sum: one-way edges and loss, and the exact mean", async (t) => {
  const seen = await run("push-sum/directed.yaml");
  t.ok(end(seen, "mean_error") < 1e-9 && end(seen, "values_consensus") < 1e-9);
});

t.test("nobody waits: halves sent to one at a time close in on the exact mean", async (t) => {
  const seen = await run("modes/asynchronous-pairwise.yaml");
  for (const { row } of seen) t.ok(row.mass_error! < 1e-11);
  for (const column of ["mean_error", "values_consensus"])
    t.ok(end(seen, column) < 1e-2 * seen[1]!.row.values_consensus!, `${column}: ${end(seen, column)}`);
});

t.test("stale by three rounds: within a hundredth of the best value, without the mean", async (t) => {
  const seen = await run("modes/bounded-staleness.yaml");
  t.ok(end(seen, "optimality_gap") < 0.01 * end(seen, "value"), `${end(seen, "optimality_gap")}`);
  t.ok(end(seen, "tracking_gap") > 1e-9, `${end(seen, "tracking_gap")}`);
});

t.test("crashes cost time and change no bit", async (t) => {
  const { experiment } = await experimentAt(join(folder, "membership/crashes.yaml"), {});
  const [crashed, exact] = [await collect(experiment, virtual), await collect(experiment)];
  const digests = (seen: readonly Seen[]) => seen.map(({ digest }) => digest);
  t.same(digests(crashed), digests(exact));
  const calm = { ...experiment, network: { ...experiment.network!, crashes: [] } };
  t.ok(end(crashed, "virtual_seconds") > 0.03 + end(await collect(calm, virtual), "virtual_seconds"));
});
