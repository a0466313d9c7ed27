// What mixing came to: numbers and captions follow from the rows.
import t from "tap";
import { contractionFigure, massFigure, missingFigure } from "../../../src/report/figures/mixed.ts";
import { figuresOf } from "../../../src/report/files.ts";
import { runPage } from "../../../src/report/page.ts";
import { draw } from "../../../src/report/render.ts";
import type { Conduct, MetricRow, Report } from "../../../src/report/report.ts";
import { outcomeTable } from "../../../src/report/tables.ts";
import { sampleReport } from "../sample.ts";

const conduct: Conduct = {
  mode: { kind: "synchronous" },
  patience: 20,
  whenMissing: { kind: "running-sums" },
  liars: [],
  membership: [],
  crashes: [],
};

/** A row each ten rounds: 3 missing and 1 late a round until round 20, one missing a round after. */
function rowsOf(more: (round: number) => MetricRow): MetricRow[] {
  return [0, 10, 20, 40].map((round) => ({
    round,
    messages: 16 * round,
    missing: round <= 20 ? 3 * round : 40 + round,
    late: Math.min(round, 20),
    ...more(round),
  }));
}

function lossy(metrics: readonly MetricRow[], changes: Partial<Conduct> = {}): Report {
  const tables = { links: [], packets: [], computing: [], peers: [] };
  return sampleReport(8, {
    metrics,
    conduct: { ...conduct, ...changes },
    network: { preset: "ideal", ...tables },
  });
}

type Drawn = { data: { values: { x: number; y: number; curve: string }[] } };
const drawnOf = (spec: unknown, name: string) =>
  (spec as Drawn).data.values.filter(({ curve }) => curve === name).map(({ x, y }) => [x, y]);

t.test("where nothing can be missing nothing is drawn", async (t) => {
  for (const report of [
    sampleReport(),
    lossy(sampleReport().metrics, { patience: undefined, whenMissing: { kind: "to-self" } }),
  ])
    t.same(
      [contractionFigure(report), missingFigure(report), massFigure(report)],
      [undefined, undefined, undefined],
    );
  t.equal(missingFigure(lossy(rowsOf(() => ({ missing: 0, late: 0 })))), undefined, "nothing was missing");
});

t.test("missing and late are what the totals grew by, per round", async (t) => {
  const { spec, caption } = missingFigure(lossy(rowsOf(() => ({}))))!;
  t.same(drawnOf(spec, "missing from a mix"), [
    [10, 3],
    [20, 3],
    [40, 1],
  ]);
  t.same(drawnOf(spec, "came after it"), [
    [10, 1],
    [20, 1],
    [40, 0],
  ]);
  t.match(caption, "Mixes did without 80 of 640 messages (12.5 %), at most 3 a round, up to round 10");
  t.match(caption, "20 packets came too late.");
});

t.test("the contraction of the W that were applied stands beside the certificate's sigma", async (t) => {
  const rows = rowsOf((round) => (round === 0 ? {} : { realised_sigma: round === 10 ? 0.9 : 0.8 }));
  const report = lossy(rows, { whenMissing: { kind: "to-self" } });
  const { spec, caption, title } = contractionFigure(report)!;
  const { sigma } = report.certificate;
  t.match(title, "as it was applied");
  t.same(drawnOf(spec, "W as it was applied"), [
    [10, 0.9],
    [20, 0.8],
    [40, 0.8],
  ]);
  t.same(drawnOf(spec, "σ of the certificate"), [
    [0, sigma],
    [40, sigma],
  ]);
  t.match(
    caption,
    "In the mean 0.832, where the certificate's σ is 0.8047.",
    "the cube root of .9 · .8 · .8",
  );
});

t.test("over a window of a graph that changes, sigma is shown per exchange", async (t) => {
  const rows = rowsOf(() => ({ realised_sigma: 0.9 }));
  const { certificate } = sampleReport();
  const report = { ...lossy(rows), certificate: { ...certificate, sigma: 0.25, window: 2 } };
  t.same(drawnOf(contractionFigure(report)!.spec, "σ of the certificate"), [
    [0, 0.5],
    [40, 0.5],
  ]);
});

t.test("without such a W the contraction of disagreement is measured, until it is rounding", async (t) => {
  const apart = [0, 4, 1, 2 ** -20];
  const rows = rowsOf(() => ({})).map((row, k) => ({ ...row, policy_consensus: apart[k]! }));
  const { spec, caption, title } = contractionFigure(lossy(rows))!;
  t.match(title, "Measured contraction of disagreement");
  const drawn = drawnOf(spec, "measured");
  t.same(
    drawn.map(([x]) => x),
    [20, 40],
    "from the highest value on",
  );
  t.ok(Math.abs(drawn[0]![1]! ** 10 - 1 / 4) < 1e-12);
  t.ok(Math.abs(drawn[1]![1]! ** 20 - 2 ** -20) < 1e-18);
  t.match(caption, "What agents learn apart is in it");
  const vectors = rows.map(({ policy_consensus, ...row }) => ({
    ...row,
    values_consensus: policy_consensus,
  }));
  t.match(contractionFigure(lossy(vectors))!.caption, "What was missing is in it");
  const rounding = rows.map((row, k) => ({ ...row, policy_consensus: [4, 1, 1e-12, 2e-12][k]! }));
  t.same(drawnOf(contractionFigure(lossy(rounding))!.spec, "measured").length, 1);
});

t.test(
  "disagreement that is rounding from the start has no contraction, crashes alone change none",
  async (t) => {
    const rows = (size: number) =>
      rowsOf(() => ({})).map((row, k) => ({ ...row, policy_consensus: size / (k + 1) }));
    t.equal(contractionFigure(lossy(rows(4e-15))), undefined);
    t.not(contractionFigure(lossy(rows(1))), undefined);
    const crashes = [{ agent: 2, atMs: 10, downMs: 3 }];
    const patient = { patience: undefined, whenMissing: { kind: "to-self" } };
    t.equal(contractionFigure(lossy(rows(1), { ...patient, crashes })), undefined);
    t.not(
      contractionFigure(lossy(rows(1), { ...patient, mode: { kind: "bounded-staleness", rounds: 2 } })),
      undefined,
    );
  },
);

t.test("mass: kept, or not", async (t) => {
  const kept = massFigure(lossy(rowsOf((round) => ({ mass_error: round * 1e-17 }))))!;
  t.match(kept.caption, "at most 4e-16, at round 40, rounding: nothing was lost.");
  t.equal(drawnOf(kept.spec, "measured").length, 3, "an exact zero at first is left out");
  const lost = massFigure(lossy(rowsOf((round) => ({ mass_error: round / 1000 }))))!;
  t.match(lost.caption, "at most 0.04, at round 40, more than rounding: mass was lost or made.");
});

t.test("the page's head says how agents dealt with each other", async (t) => {
  const liars = [{ kind: "sign-flip", agents: [1, 6] }];
  const words = (changes: Partial<Conduct>) =>
    runPage(
      lossy(
        rowsOf(() => ({})),
        changes,
      ),
      [],
    );
  t.match(words({}), "Synchronous: agents wait for their neighbours at most 20 ms in an exchange.");
  t.match(words({}), "its mass comes with the next sum (running-sums).");
  t.match(words({ patience: undefined }), "wait for their neighbours without end.");
  t.notMatch(words({ patience: undefined, whenMissing: { kind: "to-self" } }), "stands in");
  t.match(words({ whenMissing: { kind: "trimmed-mean", trim: 2 } }), "(trimmed-mean, trim 2).");
  t.match(words({ whenMissing: { kind: "mine" } }), "told by a plug-in (mine).");
  t.match(words({ liars }), "Liars: agents 1 and 6 (sign-flip). Metrics are over the 6 honest agents.");
  t.match(words({ mode: { kind: "bounded-staleness", rounds: 3 } }), "at most 3 rounds old");
  t.match(words({ mode: { kind: "asynchronous", gossip: "pairwise" } }), "to one neighbour at a time");
  t.match(words({ membership: [{ kind: "lost", agent: 5, round: 8 }] }), "agent 5 is lost at round 8.");
  const crashes = [
    { agent: 2, atMs: 10, downMs: 3 },
    { agent: 4, atMs: 10.5, downMs: 1 },
  ];
  t.match(words({ crashes }), "Crashes: agent 2 at 10 ms, for 3 ms; agent 4 at 10.5 ms, for 1 ms.</p>");
  const crashWords = (endsAtMs: number) =>
    runPage(
      lossy(
        rowsOf((round) => ({ virtual_seconds: (round / 40) * (endsAtMs / 1000) })),
        { crashes },
      ),
      [],
    );
  t.match(
    crashWords(10),
    "Crashes: agent 2 at 10 ms, for 3 ms. Later than the run lasted, and so never: agent 4 at 10.5 ms",
  );
  t.match(crashWords(9), "exchange. Nothing stands in");
  t.match(
    crashWords(9),
    "(running-sums). Later than the run lasted, and so never: agent 2 at 10 ms, for 3 ms;",
  );
  t.notMatch(runPage(sampleReport(), []), 'class="conduct"');
});

t.test("they are drawn, and the table has their ends", async (t) => {
  const report = lossy(
    rowsOf((round) => ({ mass_error: 1e-16, realised_sigma: 0.9, virtual_seconds: round })),
  );
  const drawings = await draw(figuresOf(report));
  for (const name of ["contraction", "missing", "mass"])
    t.ok(
      drawings.some((drawing) => drawing.name === name && drawing.svg.startsWith("<svg")),
      name,
    );
  const { text } = outcomeTable(report);
  t.match(text, ">messages missing from mixes</th><td>80<");
  t.match(text, ">mass error</th><td>1e-16<");
});
