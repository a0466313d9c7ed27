// npm run swarm -- --seeds A..B: draws a scenario from each seed, prints it, runs it, and says what went
// wrong. A failure is made small and kept under scenarios/regressions/.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { draw, type Raw } from "./draw.ts";
import { breachOf } from "./judge.ts";
import { shrink } from "./shrink.ts";

const folder = join(import.meta.dirname, "../../scenarios/regressions");
const { values } = parseArgs({
  options: { seeds: { type: "string", default: "1..10" }, quiet: { type: "boolean" } },
});
const [, first, last] = /^(\d+)(?:\.\.(\d+))?$/.exec(values.seeds) ?? [];
if (first === undefined) {
  process.stderr.write(`swarm: --seeds: got "${values.seeds}"; one seed or a range, as in 1..1000\n`);
  process.exit(2);
}

/** The scenario as a file that says what is wrong with it. */
function textOf(raw: Raw, lines: readonly string[]): string {
  const schema = "# yaml-language-server: $schema=../hearsay.schema.json";
  return [schema, ...lines.map((line) => `# ${line}`), stringify(raw)].join("\n");
}

const kinds = new Map<string, number>();
let failures = 0;
for (let seed = Number(first); seed <= Number(last ?? first); seed++) {
  const raw = draw(seed);
  if (!values.quiet) process.stdout.write(`--- seed ${seed}\n${stringify(raw)}`);
  const breach = await breachOf(raw);
  const rule = (raw.network as { whenMissing: { kind: string } }).whenMissing.kind;
  kinds.set(rule, (kinds.get(rule) ?? 0) + 1);
  if (breach === undefined) continue;
  failures++;
  process.stdout.write(`seed ${seed} FAILS: ${breach.message}\nmaking it small …\n`);
  const small = await shrink(raw, breach);
  const path = join(folder, `seed-${seed}.yaml`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path,
    textOf(small.raw, [`Found by the swarm, seed ${seed}.`, ...small.breach.message.split("\n", 1)]),
  );
  process.stdout.write(`${stringify(small.raw)}${small.breach.message}\nkept as ${path}\n`);
}
process.stdout.write(`${failures} of the seeds ${values.seeds} fail\n`);
process.stdout.write(`${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ")}\n`);
process.exitCode = failures === 0 ? 0 : 1;
