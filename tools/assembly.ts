// Compiles src/math/assembly to WebAssembly and writes it as text to src/math/simd-module.ts: the library
// takes no paths, so the module travels in its code.
// Usage: node tools/assembly.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const root = join(import.meta.dirname, "..");

/** The file that holds the compiled module. */
export const moduleFile = join(root, "src/math/simd-module.ts");

const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"];

/** Of v128 in the signatures of functions that only this module calls. */
const quiet = ["--disableWarning", "112"];

/** What `moduleFile` should hold. */
export async function moduleText(): Promise<string> {
  let binary = new Uint8Array();
  const { error, stderr } = await asc.main(
    ["src/math/assembly/index.ts", "--baseDir", root, "--outFile", "simd.wasm", ...options, ...quiet],
    { writeFile: (_name, contents) => void (binary = Uint8Array.from(contents as Uint8Array)) },
  );
  if (error !== null) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString("base64")
    .match(/.{1,100}/g)!;
  return [
    "// Made by `npm run simd` from math/assembly; do not edit.",
    "",
    `/** The WebAssembly module, ${binary.length} bytes, in base64. */`,
    "export const simdModule = `",
    ...lines,
    "`;",
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(moduleFile, await moduleText());
