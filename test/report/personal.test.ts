// Runs whose agents have values and policies of their own: what is told of them, and what is left out.
import t from "tap";
import { comparisonFinding, findingOf } from "../../src/report/finding.ts";
import { runPage } from "../../src/report/page.ts";
import { isAboutAll, personalColumnsOf } from "../../src/report/personal.ts";
import type { MetricRow } from "../../src/report/report.ts";
import { comparisonTable, outcomeTable } from "../../src/report/tables.ts";
import { sampleReport } from "./sample.ts";

const rows = (error: number): MetricRow[] =>
  [0, 1, 2].map((round) => ({
    round,
    critic_error: error / 2 ** round,
    subspace_angle: 1 - round / 4,
    average_reward_error: 0.25,
    bytes: 1000 * round,
  }));
const personal = (name: string, error: number, more: MetricRow = {}) =>
  sampleReport(8, { name, metrics: rows(error).map((row) => ({ ...row, ...more })) });

t.test("a run says from where to where its values and its subspace went", async (t) => {
  t.equal(
    findingOf(personal("ring", 1)),
    "The error of personal values fell from 1 to 0.25 by round 2, after 2 kB. " +
      "The angle to the true subspace fell from 1 to 0.5.",
  );
  t.match(
    findingOf(personal("ring", 1, { trial_length: 9 })),
    "The length of episodes stayed at 9 by round 2",
  );
});

t.test("a comparison says which run ended where", async (t) => {
  const [ring, alone] = [personal("ring", 1), personal("alone", 4)];
  t.equal(
    comparisonFinding([ring, alone]),
    "The error of personal values ended between 0.25 (ring) and 1 (alone). " +
      "The angle to the true subspace ended at 0.5 in all of them.",
  );
  const untold = sampleReport(8, { name: "untold", metrics: [{ round: 0 }] });
  t.match(comparisonFinding([untold, untold]), "none reached a disagreement of 1e-6");
});

t.test("tables have the columns of such runs, and no empty ones about a gap that cannot be", async (t) => {
  const outcome = outcomeTable(personal("ring", 1)).text;
  t.match(outcome, />error of personal values, mean ‖Bₖωₖ − zₖ‖²<\/th><td>0.25</);
  t.match(outcome, />error of average rewards, mean \(ηₖ − Jₖ\)²<\/th><td>0.25</);
  t.notMatch(outcome, /optimality gap|to a gap of|best shared policy/);
  const compared = comparisonTable([personal("ring", 1), personal("alone", 4)]).text;
  t.match(compared, />critic error<.*>subspace angle</s);
  t.match(compared, /ring.*>2 kB<.*>0.25<.*>0.5<.*alone.*>1</s);
  t.notMatch(compared, /last gap|rounds to/);
  t.match(runPage(personal("ring", 1), []), "<dt>critic error</dt><dd>0.25</dd>");
});

t.test("beside a run with a gap both are told", async (t) => {
  const both = [personal("ring", 1), sampleReport()];
  const compared = comparisonTable(both).text;
  t.match(compared, />last gap<.*>critic error</s);
  t.match(comparisonFinding(both), /^First to a gap/);
  t.notMatch(outcomeTable(sampleReport()).text, "personal");
});

t.test("what nothing is known of is told as of old", async (t) => {
  t.ok(isAboutAll([[{ round: 0 }]]), "neither one nor the other");
  t.notOk(isAboutAll([rows(1)]));
  t.same(personalColumnsOf([[{ round: 0, critic_error: Number.NaN }], []]), []);
});
