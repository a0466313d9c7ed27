// Holds the house style: sizes, names, import order, banned calls, dead files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import t from "tap";

const root = resolve(import.meta.dirname, "..");
const folders = [
  "math",
  "topology",
  "mixing",
  "environments",
  "policies",
  "algorithms",
  "network",
  "metrics",
  "scenario",
  "journal",
  "runners",
  "report",
  "laws",
  "cli",
];
const machineFolders = ["journal", "runners", "report", "cli"];
const bannedNames = ["utils", "helpers", "common", "core", "manager"];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly folder: string;
  readonly imports: readonly string[];
}

function sourcesUnder(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), "utf8");
      const imports = [...text.matchAll(/(?:from|import|import\()\s*"([^"]+)"/g)].map((match) => match[1]!);
      return { path, text, folder: relative("src", path).split("/").at(0)!, imports };
    });
}

const sources = sourcesUnder("src");
const tests = sourcesUnder("test");

/** Text without comments and strings, so that a mention is no call. */
function code(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*$/gm, "")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

t.test("files are short and lines fit", async (t) => {
  for (const { path, text } of [...sources, ...tests]) {
    const lines = text.split("\n");
    t.ok(lines.length <= 301, `${path} has ${lines.length} lines, at most 300`);
    lines.forEach((line, index) => {
      if (line.length >= 110) t.fail(`${path}:${index + 1} has ${line.length} characters, at most 109`);
    });
  }
  const lengths = sources.map(({ text }) => text.split("\n").length).sort((a, b) => a - b);
  t.ok(lengths[lengths.length >> 1]! <= 110, `the median file has ${lengths[lengths.length >> 1]} lines`);
});

t.test("functions are short", async (t) => {
  const opening =
    /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\b|(?:\*|async |get |static )*\w+\(.*\{$)/;
  for (const { path, text } of sources) {
    const lines = text.split("\n");
    lines.forEach((line, start) => {
      const indent = opening.exec(line)?.[1];
      if (indent === undefined) return;
      const end = lines.findIndex((later, index) => index > start && later.startsWith(`${indent}}`));
      if (end - start >= 50)
        t.fail(`${path}:${start + 1} is a function of ${end - start + 1} lines, under 50`);
    });
  }
});

t.test("no file is a drawer", async (t) => {
  for (const { path } of sources) {
    const words = path.replace(/\.ts$/, "").split(/[/-]/);
    t.notOk(
      words.find((word) => bannedNames.includes(word)),
      path,
    );
  }
});

t.test("imports point upwards", async (t) => {
  for (const { path, folder, imports } of sources) {
    for (const target of imports.filter((name) => name.startsWith("."))) {
      const other = relative(join(root, "src"), resolve(root, dirname(path), target)).split("/");
      if (path === "src/index.ts" || other[0] === "error.ts" || other[0] === "kind.ts") continue;
      t.ok(folders.includes(other[0]!), `${path} imports ${target}: a known folder`);
      t.ok(folders.indexOf(other[0]!) <= folders.indexOf(folder), `${path} must not import ${target}`);
    }
  }
});

t.test("only the edges touch the machine", async (t) => {
  for (const { path, folder, imports, text } of sources) {
    if (machineFolders.includes(folder) || path.startsWith("src/network/libp2p")) continue;
    t.same(
      imports.filter((name) => name.startsWith("node:")),
      [],
      `${path} takes bytes, not paths`,
    );
    t.notMatch(code(text), /\bprocess\.|\bBuffer\b/, path);
  }
});

t.test("banned calls", async (t) => {
  const edges = /^src\/(cli|runners\/clock|runners\/deployment|network\/libp2p)/;
  for (const { path, text, folder } of sources) {
    const plain = code(text);
    t.notMatch(plain, /Math\.random/, path);
    if (!edges.test(path)) {
      t.notMatch(plain, /Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval/, path);
    }
    if (folder !== "math") t.notMatch(plain, /Math\.(exp|expm1|log|log1p|log2|log10|tanh|pow)\b/, path);
  }
});

t.test("no dead files: every source is imported by another", async (t) => {
  const imported = new Set(
    sources.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith("."))
        // AssemblyScript's imports have no ending.
        .map((name) => relative(root, resolve(root, dirname(path), name.replace(/(?<!\.ts)$/, ".ts")))),
    ),
  );
  const entries = new Set([
    "src/index.ts",
    "src/cli/hearsay.ts",
    "src/runners/thread.ts",
    "src/runners/study/study-thread.ts",
    "src/math/assembly/index.ts",
  ]);
  for (const { path } of sources) t.ok(imported.has(path) || entries.has(path), `${path} is used`);
});

t.test("the pages name the import order as it is", async (t) => {
  for (const page of ["CONTRIBUTING.md", "docs/architecture.md"]) {
    t.ok(readFileSync(join(root, page), "utf8").includes(`\n    ${folders.join(" ")}\n`), page);
  }
});

t.test("links between pages lead somewhere", async (t) => {
  const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.startsWith("reference"))
    .map((name) => join("docs", name));
  for (const page of ["README.md", "CONTRIBUTING.md", ...pages]) {
    const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```|<!--[\s\S]*?-->/g, "");
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
      if (target!.includes("docs/reference") || target!.includes("../reference")) continue;
      t.ok(existsSync(resolve(root, dirname(page), target!)), `${page} links to ${target}`);
    }
  }
});
