// hearsay laws [plug-in]: the exam of Hearsay's own kinds, or of a plug-in's.
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { readBytes } from "../journal/files.ts";
import { examineKinds } from "../laws/examination.ts";
import { loadPlugin } from "../runners/load.ts";
import { builtIn, extend, type Plugin } from "../scenario/registry.ts";

export const lawsCommand = new Command("laws")
  .description("examine the kinds of a plug-in, or Hearsay's own, by the laws of their interfaces")
  .argument("[plug-in]", "a module that exports kinds, as in `plugins:` of a scenario")
  .action(async (path: string | undefined) => {
    const kinds = path === undefined ? withoutFiles(builtIn) : await pluginAt(path);
    const files = (name: string) => readBytes(resolve(dirname(path ?? "."), name));
    let [passed, failed] = [0, 0];
    for await (const { law, fault, kind, options } of examineKinds(kinds, files)) {
      if (fault === undefined) passed++;
      else {
        failed++;
        process.stdout.write(`broken: ${kind} ${options}: ${law}: ${fault}\n`);
      }
    }
    const [hold, are] = [passed === 1 ? "law holds" : "laws hold", failed === 1 ? "is" : "are"];
    process.stdout.write(`${passed} ${hold}, ${failed} ${are} broken\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  });

async function pluginAt(path: string): Promise<Plugin> {
  const plugin = await loadPlugin(resolve(path));
  extend(builtIn, plugin, path);
  return plugin as Plugin;
}

const readsFile = ["file", "given", "trace"];

/** The kinds that read a file have nothing to read here; their tests bring one. */
function withoutFiles(registry: Plugin): Plugin {
  const kept = Object.entries(registry).map(([section, kinds]: [string, readonly Named[]]) => [
    section,
    kinds.filter(({ kind }) => !readsFile.includes(kind)),
  ]);
  return Object.fromEntries(kept) as Plugin;
}

interface Named {
  readonly kind: string;
}
