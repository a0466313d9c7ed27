// A file that can grow no further, in a process of its own: lines are written whole or not at all.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import t from "tap";

const files = resolve(import.meta.dirname, "../../src/journal/files.ts");

function limited(dir: string, blocks: number, code: string) {
  const script = `import { LineFile, writeWhole } from ${JSON.stringify(files)};\n${code}`;
  const line = `ulimit -f ${blocks}; exec "${process.execPath}" --input-type=module -e '${script}'`;
  return spawnSync("bash", ["-c", line], { cwd: dir, env: { PATH: process.env.PATH }, encoding: "utf8" });
}

t.test("a journal never ends in half a line", async (t) => {
  const dir = t.testdir({});
  const { stdout, status } = limited(
    dir,
    4,
    `const file = new LineFile("lines", ["first"]);
     try { for (let k = 0; k < 1000; k++) file.append("a line of thirty-one letters ..."); }
     catch (error) { console.log(error.name, error.message); }`,
  );
  t.equal(status, 0);
  t.equal(stdout, 'ScenarioError lines: got "EFBIG"; cannot write it: the file would be too large\n');
  const text = readFileSync(join(dir, "lines"), "utf8");
  t.match(text, /^first\n(a line of thirty-one letters \.\.\.\n)+$/);
  t.ok(text.length > 4096 - 40 && text.length <= 4096, "as many whole lines as fit");
});

t.test("a file that is replaced is the old one until the new one is whole", async (t) => {
  const dir = t.testdir({ "summary.json": "{}\n" });
  const { stdout } = limited(
    dir,
    4,
    `try { writeWhole("summary.json", "x".repeat(10000)); } catch (error) { console.log(error.message); }`,
  );
  t.match(stdout, /^summary\.json: got "EFBIG"/);
  t.equal(readFileSync(join(dir, "summary.json"), "utf8"), "{}\n");
});
