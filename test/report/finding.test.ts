import t from "tap";
import { distinctNames } from "../../src/report/figures/overlay.ts";
import { comparisonFinding, findingOf, worstGap } from "../../src/report/finding.ts";
import { geometricRows, sampleReport } from "./sample.ts";

t.test("the finding states the smallest target reached, when and after how much traffic", async (t) => {
  const sentence = findingOf(sampleReport());
  t.match(sentence, "fell below 1e-6 at round 20, after 20 kB");
  // V* − worst = 2·2^−40.
  t.match(sentence, "worst agent ended 1.82e-12 short");
  t.match(
    findingOf(sampleReport(8, { metrics: geometricRows(12) })),
    "fell below 1e-3 at round 10, after 10 kB",
  );
});

t.test("a gap that rises again is not called reached and forgotten", async (t) => {
  const metrics = [...geometricRows(25), { round: 26, optimality_gap: 0.25 }];
  t.match(findingOf(sampleReport(8, { metrics })), "but stood at 0.25 at the end");
});

t.test("a run that falls short says how far it came", async (t) => {
  const sentence = findingOf(sampleReport(8, { metrics: geometricRows(3) }));
  t.equal(sentence, "The gap fell from 1 to 0.125 by round 3, after 3 kB, and never fell to 1e-3.");
});

t.test("without a gap the agents' disagreement is told", async (t) => {
  const metrics = [4, 1].map((policy_consensus, round) => ({ round, policy_consensus }));
  t.equal(findingOf(sampleReport(8, { metrics })), "The agents' disagreement fell from 4 to 1 by round 1.");
  const risen = [0, 4, 1e-14].map((policy_consensus, round) => ({ round, policy_consensus }));
  t.equal(
    findingOf(sampleReport(8, { metrics: risen })),
    "The agents' disagreement rose to 4 at round 1 and fell to 1e-14 by round 2.",
  );
  t.match(findingOf(sampleReport(8, { metrics: [] })), "0 rows");
});

t.test("a run that ended badly says so", async (t) => {
  const state = { status: "diverged", rounds: 12, message: 'agent 3, array "q"' } as const;
  t.match(findingOf(sampleReport(8, { state })), 'The run diverged after round 12: agent 3, array "q".');
});

t.test("the worst agent's gap needs both V* and its value", async (t) => {
  t.equal(worstGap(geometricRows(2)), 0.5);
  t.equal(worstGap([{ round: 0, value_worst: 1 }]), undefined);
});

t.test("a comparison names the fastest and the cheapest", async (t) => {
  const faster = geometricRows(40).map((row) => ({
    ...row,
    optimality_gap: row.optimality_gap! ** 2,
    bytes: 5 * row.bytes!,
  }));
  const ring = sampleReport(8, { name: "ring" });
  const complete = sampleReport(8, { name: "complete", metrics: faster });
  t.equal(
    comparisonFinding([ring, complete]),
    "First to a gap of 1e-6: complete (50 kB), at round 10. " +
      "Least traffic on the way there: ring (20 kB), by round 20.",
  );
  t.match(comparisonFinding([complete, ring]), /^First to a gap of 1e-6: complete .* ring \(20 kB\)/);
  const stuck = sampleReport(8, { name: "empty", metrics: geometricRows(3) });
  t.match(comparisonFinding([ring, stuck]), "Not reached by empty.");
  t.match(comparisonFinding([stuck]), "empty came closest, with 0.125");
});

t.test("plain averaging is compared by its disagreement", async (t) => {
  const averaging = (name: string, rate: number) => {
    const metrics = Array.from({ length: 21 }, (_, round) => ({ round, values_consensus: rate ** round }));
    return sampleReport(8, { name, metrics });
  };
  const [fast, slow] = [averaging("fast", 0.25), averaging("slow", 0.5)];
  t.equal(comparisonFinding([slow, fast]), "First to a disagreement of 1e-6: fast, at round 10.");
  const never = averaging("never", 0.9);
  t.match(comparisonFinding([never]), "none reached a disagreement of 1e-6");
  t.match(findingOf(slow), "The agents' disagreement fell from 1 to 9.54e-7 by round 20");
});

t.test("runs of one name are told apart", async (t) => {
  const names = (ids: readonly string[]) =>
    distinctNames(ids.map((runId) => sampleReport(8, { runId }))).map((r) => r.label);
  for (const ids of [
    ["aaaaaaaa1", "bbbbbbbb2"],
    ["aaaaaaaa1", "aaaaaaaa1", "aaaaaaaa1"],
  ]) {
    t.equal(new Set(names(ids)).size, ids.length);
  }
  t.same(names(["x"]), ["ring-of-eight"]);
});
