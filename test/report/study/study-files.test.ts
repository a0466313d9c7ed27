import t from "tap";
import { studyFiles } from "../../../src/report/study/study-files.ts";
import { dialStudy, study } from "./outcomes.ts";

t.test("one page that needs nothing else, and its figures", async (t) => {
  const { plan, outcomes } = dialStudy(-1);
  const told = {
    ...plan,
    name: "dial <b>",
    claim: "1/(1 − σ) & no more",
    remarks: ["Two runs collapsed: equal."],
  };
  const files = await studyFiles(told, outcomes);
  const page = files["report.html"]!;
  t.match(page, "dial &lt;b&gt;");
  t.match(page, "1/(1 − σ) &amp; no more");
  t.match(page, "Two runs collapsed: equal.");
  t.match(page, "0.0.0+test");
  t.match(page, "18 runs of 6 settings: 18 finished");
  t.notMatch(
    page.replace(/http:\/\/www\.w3\.org\/[^"]*/g, ""),
    /https?:|src=|@import|url\((?!#)/,
    "no network",
  );
  t.ok(page.length < 5e6);
  const names = Object.keys(files).filter((name) => name !== "report.html");
  for (const name of ["rounds", "consensus", "consensus-rate", "rates", "traffic", "gap-1"])
    t.ok(names.includes(`figures/${name}.svg`), name);
  for (const name of names) {
    t.match(files[name]!, /^<svg /, name);
    t.ok(page.includes(files[name]!), `${name} stands in the page`);
  }
});

t.test("equal outcomes give equal files, in whatever order they come", async (t) => {
  const { plan, outcomes } = dialStudy(-1);
  t.same(await studyFiles(plan, outcomes), await studyFiles(plan, outcomes.toReversed()));
});

t.test("failures are named, with what is known of them", async (t) => {
  const { plan, outcomes } = study([
    { point: { topology: "ring" }, row: { sigma: 0.9, final_gap: 1e-4, "rounds_to_1e-3": 5 } },
    { point: { topology: "star" }, row: {}, status: "failed", error: "mixing.kind: got <x>" },
    {
      point: { topology: "path" },
      row: { sigma: 0.99, final_gap: 3 },
      status: "diverged",
      error: "agent 3",
    },
  ]);
  const page = (await studyFiles(plan, outcomes))["report.html"]!;
  t.match(page, "2 runs failed or diverged.");
  t.match(page, "mixing.kind: got &lt;x&gt;");
  t.match(page, "agent 3");
  t.match(page, "1 finished, 1 failed and 1 diverged");
  t.match(page, "A gap of 1e-1 by 0 of 2 and 1e-3 by 1 was reached.");
});

t.test("a study that has not ended says what is missing; one without any run has a page too", async (t) => {
  const { plan, outcomes } = dialStudy(-1);
  t.match((await studyFiles(plan, outcomes.slice(0, 7)))["report.html"]!, "7 finished, 11 not run yet");
  const empty = await studyFiles(plan, []);
  t.same(Object.keys(empty), ["report.html"]);
  t.match(empty["report.html"]!, "18 not run yet");
});

t.test("settings have a row of medians over their seeds, and up to sixty runs a row each", async (t) => {
  const page = (runs: number) => {
    const invented = Array.from({ length: runs }, (_, k) => ({
      point: { agents: 4 + (k % 10) },
      world: 1 + Math.floor(k / 10),
      row: { sigma: 0.5, final_gap: k, bytes: 1000 },
    }));
    const { plan, outcomes } = study(invented);
    return studyFiles(plan, outcomes).then((files) => files["report.html"]!);
  };
  const [few, many] = await Promise.all([page(60), page(70)]);
  t.match(few, "All runs.");
  t.equal(few.match(/<th scope="row">/g)!.length, 10 + 60);
  t.match(few, />4<\/th><td>6<\/td><td>0\.5<\/td><td>25</, "the median of 0, 10, … 50");
  t.match(many, "Medians over the seeds of each setting");
  t.equal(many.match(/<th scope="row">/g)!.length, 10);
  // Setting 0 has the gaps 0, 10, …, 60.
  t.match(many, /<th scope="row">4<\/th><td>7<\/td>(<td>[^<]*<\/td>)*<td>30<\/td>/);
});

t.test("what Vega has to say against the figures: nothing", async (t) => {
  const { render } = await import("../../../src/report/render.ts");
  const { studyFigures } = await import("../../../src/report/study/study-files.ts");
  const { studyOf } = await import("../../../src/report/study/study.ts");
  const { plan, outcomes } = dialStudy(-1);
  const warnings: string[] = [];
  for (const { spec, name } of studyFigures(studyOf(plan, outcomes)))
    await render(spec, name, (warning) => warnings.push(`${name}: ${warning}`));
  t.same(warnings, []);
});
