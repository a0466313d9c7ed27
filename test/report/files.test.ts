import t from "tap";
import { comparisonFiles, figuresOf, reportFiles } from "../../src/report/files.ts";
import { certificatePicture, pictureSpec } from "../../src/report/picture.ts";
import { render, withOwnIds } from "../../src/report/render.ts";
import type { Report } from "../../src/report/report.ts";
import { sampleReport } from "./sample.ts";

const unclosed = new Set(["meta", "!doctype"]);

/** The first fault of a text's tags: each opened one closed, in order; undefined where there is none. */
function faultOf(text: string): string | undefined {
  const open: string[] = [];
  const bare = text.replace(/<style>[\s\S]*?<\/style>/g, "");
  if (/&(?!(amp|lt|gt|quot|#39|#\d+);)/.test(bare)) return "bare ampersand";
  for (const [tag, end, name] of bare.matchAll(/<(\/?)([!a-zA-Z][\w!-]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>/g)) {
    if (end === "/" && open.pop() !== name) return `unexpected ${tag}`;
    if (end !== "/" && !tag.endsWith("/>") && !unclosed.has(name!)) open.push(name!);
  }
  return open.length > 0 ? `never closed: ${open.join(" ")}` : undefined;
}

/** What a page would fetch. */
function loadsOf(text: string): string[] {
  const bare = text.replace(/ xmlns(:xlink)?="[^"]*"/g, "");
  return [...bare.matchAll(/https?:\/\/|\bsrc=|\bhref=|@import|<script|<link|<iframe|url\((?!#)/g)].map(
    ([load]) => load,
  );
}

const soft = { sigma: 0.9, alpha: 0.8, temperature: 0.1 };
const directed: Partial<Report> = {
  topology: { size: 8, edges: Array.from({ length: 8 }, (_, i): [number, number] => [i, (i + 1) % 8]) },
  certificate: {
    sigma: 0.92,
    spectralRadius: 0.9,
    symmetric: false,
    spectrum: Array.from({ length: 8 }, (_, k) => ({
      re: (1 + Math.cos((Math.PI * k) / 4)) / 2,
      im: Math.sin((Math.PI * k) / 4) / 2,
    })),
  },
};
const variants: Readonly<Record<string, Report>> = {
  plain: sampleReport(),
  soft: sampleReport(16, { theory: soft }),
  directed: sampleReport(8, directed),
  biased: sampleReport(8, {
    biased: true,
    limit: { weights: [0.3, ...new Array<number>(7).fill(0.1)] },
  }),
  large: sampleReport(400, { agents: [] }),
  empty: sampleReport(8, { metrics: [], agents: [], weights: [] }),
  "one row": sampleReport(8, { metrics: sampleReport().metrics.slice(0, 1) }),
  "one agent": sampleReport(1, { topology: { size: 1, edges: [] } }),
  "far apart": sampleReport(3, {
    agents: [1e-9, 1, 0].map((disagreement, agent) => ({ round: 1, agent, disagreement })),
  }),
};

t.test("every figure compiles without a word from Vega", async (t) => {
  for (const name of ["soft", "directed", "large", "far apart"]) {
    const report = variants[name]!;
    const said: string[] = [];
    for (const { spec } of figuresOf(report)) await render(spec, "figure", (message) => said.push(message));
    await render(pictureSpec(report), "figure", (message) => said.push(message));
    t.same(said, [], name);
  }
});

t.test("pages are well formed, self-contained and small, whatever the run", async (t) => {
  for (const [name, report] of Object.entries(variants)) {
    const files = await reportFiles(report);
    for (const [file, text] of Object.entries(files)) {
      t.equal(faultOf(text), undefined, `${name} ${file} is well formed`);
      t.same(loadsOf(text), [], `${name} ${file} loads nothing`);
      const accident = /.{0,60}(NaN|undefined|\[object|Infinity)/.exec(text)?.[0];
      t.equal(accident, undefined, `${name} ${file} shows no accident`);
    }
    t.ok(files["report.html"]!.length < 5e6);
  }
});

t.test("the densest drawing stays under 5 MB", async (t) => {
  const size = 300;
  const weights = Array.from({ length: size * size }, (_, k) => ({
    i: Math.floor(k / size),
    j: k % size,
    w: 1 / (k + 1),
  }));
  const edges = weights.filter(({ i, j }) => i !== j).map(({ i, j }): [number, number] => [j, i]);
  const report = sampleReport(size, { weights, topology: { size, edges } });
  const page = (await reportFiles(report))["report.html"]!;
  t.ok(Buffer.byteLength(page) < 5e6, `${Buffer.byteLength(page)} bytes`);
});

t.test("equal input gives equal text, whatever was drawn before", async (t) => {
  const report = variants.soft!;
  const [first, again] = [await reportFiles(report), await reportFiles(structuredClone(report))];
  t.same(again, first);
  t.equal(await certificatePicture(report), await certificatePicture(structuredClone(report)));
  const both = await comparisonFiles("two", [variants.plain!, report]);
  t.same(await comparisonFiles("two", [variants.plain!, report]), both);
});

t.test("ids are unique within a page and every reference has its target", async (t) => {
  const page = (await reportFiles(variants.soft!))["report.html"]!;
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  t.ok(ids.length > 2);
  t.equal(new Set(ids).size, ids.length);
  for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) t.ok(ids.includes(id), id);
});

t.test("ids are renumbered in order of appearance", async (t) => {
  const svg =
    '<a id="clip12"/><b clip-path="url(#clip12)"/>' +
    '<c id="gradient_7" fill="url(#gradient_7)" x="url(#other)"/>';
  t.equal(
    withOwnIds(svg, "gap"),
    '<a id="gap-1"/><b clip-path="url(#gap-1)"/><c id="gap-2" fill="url(#gap-2)" x="url(#other)"/>',
  );
});

t.test("what users write is text, never markup", async (t) => {
  const name = `<script>alert("1")</script>&'`;
  const report = sampleReport(8, {
    name,
    claim: name,
    runId: name,
    scenario: { name, [name]: name },
    versions: { [name]: name },
    certificate: { ...sampleReport().certificate, notes: [name], remark: name, [name]: 1 },
    limit: { statement: name },
    biased: true,
    state: { status: "diverged", rounds: 1, message: name },
  });
  const other = sampleReport(8, { name: `${name}<b>` });
  const all = [await reportFiles(report), await comparisonFiles(name, [report, other])].flatMap(
    Object.entries,
  );
  all.push(["certificate.svg", await certificatePicture(report)]);
  for (const [file, text] of all) {
    t.equal(faultOf(text), undefined, file);
    t.notMatch(text, /<script|<b>/, file);
  }
  t.match(
    (await reportFiles(report))["report.html"],
    "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;",
  );
});

t.test("the page says in red what a biased W really reaches, and warns where kernels differ", async (t) => {
  const page = async (report: Report) => (await reportFiles(report))["report.html"]!;
  t.match(
    await page(variants.biased!),
    /class="bias"[^<]*><p>[^<]*agent 0 counts 0\.3 and agent 1 0\.1, instead of 0\.125/,
  );
  t.match(await page(sampleReport(8, { sharedKernel: false })), /FedNPG's theory does not hold/);
  t.notMatch(await page(variants.plain!), /class="bias"|theory does not hold/);
});

t.test("a comparison has one row and one graph per run", async (t) => {
  const runs = ["ring", "torus", "complete"].map((name) => sampleReport(8, { name }));
  const files = await comparisonFiles("Three", runs);
  t.same(Object.keys(files).sort(), [
    "figures/consensus.svg",
    "figures/gap.svg",
    "figures/graph-1.svg",
    "figures/graph-2.svg",
    "figures/graph-3.svg",
    "figures/traffic.svg",
    "figures/worst.svg",
    "report.html",
  ]);
  t.equal(files["report.html"]!.match(/<tr><th scope="row">/g)?.length, 3);
  t.equal(faultOf(files["report.html"]!), undefined);
  t.same(loadsOf(files["report.html"]!), []);
});
