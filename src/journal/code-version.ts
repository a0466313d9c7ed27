// Which code made a run: the package's version and a hash of its own source files.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sourceFolder = fileURLToPath(new URL("..", import.meta.url));

let known: string | undefined;

/** "0.1.0+1a2b3c4d": equal for equal code, wherever it is installed. */
export function codeVersion(): string {
  return (known ??= `${packageVersion()}+${sourceHash()}`);
}

function packageVersion(): string {
  const text = readFileSync(join(sourceFolder, "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

function sourceHash(): string {
  const hash = createHash("sha256");
  const files = readdirSync(sourceFolder, { recursive: true, encoding: "utf8" });
  for (const name of files.filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort()) {
    hash.update(name.replaceAll("\\", "/")).update(readFileSync(join(sourceFolder, name)));
  }
  return hash.digest("hex").slice(0, 8);
}
