// The reference page names every kind, option and meaning, and every option has one.
import t from "tap";
import { z } from "zod";
import { kindPage } from "../../src/cli/kind-page.ts";
import { builtIn } from "../../src/scenario/registry.ts";

const page = kindPage(builtIn);

t.test("every kind has its heading and every option its row", async (t) => {
  const sections = {
    topology: "topologies",
    mixing: "mixings",
    environment: "environments",
    algorithm: "algorithms",
  };
  for (const [section, list] of Object.entries(sections)) {
    for (const { kind, options } of builtIn[list as keyof typeof builtIn]) {
      const [, part = ""] = page.split(`### ${section}: ${kind}\n`);
      const own = part.split(/\n##/)[0]!;
      t.ok(own.length > 10, `${section} ${kind}`);
      const names = options instanceof z.ZodObject ? Object.keys(options.shape) : [];
      for (const name of names) t.match(own, `| \`${name}\` |`, `${section} ${kind}: ${name}`);
    }
  }
  for (const { kind } of builtIn.metrics) t.match(page, `- \`${kind}\`: `);
});

t.test("members of members have rows, and what may be chosen is named", async (t) => {
  for (const [path, unless, meaning] of [
    ["measure.every", "`1`", "measure round 0"],
    ["stop.gap", "required", "end once optimality"],
    ["evaluationNoise.kind", "required", "uniform on .*; one of `uniform`, `gaussian`"],
    ["evaluationNoise.size", "required", "amplitude"],
    ["split", '`"round-robin"`', "how the cells .*; one of `round-robin`, `blocks`"],
  ] as const) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${path}\` | ${unless} | `));
    t.match(row, new RegExp(meaning), path);
  }
});

t.test("where a member is one of several kinds, each has a row, and its members after it", async (t) => {
  const lines = page
    .split(/### environment: cart-pole\n/)[1]!
    .split(/\n##/)[0]!
    .split("\n");
  const names = lines.map((line) => line.match(/^\| `([^`]+)`/)?.[1]);
  const from = names.indexOf("features");
  t.same(names.slice(from, from + 6), [
    "features",
    "features: { kind: fourier }",
    "features.order",
    "features.constant",
    "features: { kind: random }",
    "features.count",
  ]);
  t.match(page, "| `mode: { kind: asynchronous }` |  | nobody waits");
});

t.test("every option says what it means", async (t) => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  t.ok(rows.length > 40);
  for (const row of rows) t.notMatch(row, /\|\s*\|$/, row);
});
