// Damaged topology files: refused in one line that names file and place, or read as a graph.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import t from "tap";
import type { ScenarioError } from "../../src/error.ts";
import { file } from "../../src/topology/families/file.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { damaged, wholeFileDamages } from "./damage.ts";
import { faultOf, thrownBy, unfitness } from "./fault.ts";
import { graphSamples as samples } from "./samples.ts";

const shipped = resolve(import.meta.dirname, "../../topologies");

function read(path: string, bytes: Uint8Array): Topology {
  return file.build({ path }, { agents: undefined, seed: 1, file: () => bytes }) as Topology;
}

t.test("the samples and the shipped graphs are read", async (t) => {
  for (const [path, text] of Object.entries(samples)) {
    t.ok(read(path, new TextEncoder().encode(text)).size >= 2, path);
  }
  t.equal(read("karate-club.csv", readFileSync(join(shipped, "karate-club.csv"))).size, 34);
});

for (const [path, text] of Object.entries(samples)) {
  t.test(`${path}: no damage breaks the reader`, async (t) => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damaged(text), async (bytes) => {
        const error = await thrownBy(() => read(path, bytes));
        if (error !== undefined) refused++;
        if (unfitness(error) !== undefined) throw new Error(unfitness(error));
        return (
          error === undefined ||
          (error as ScenarioError).place.includes(path) ||
          /^agents|^topology/.test((error as ScenarioError).place)
        );
      }),
      { seed: 20, numRuns: 1500 },
    );
    t.ok(refused > 300, `${refused} of 1500 were refused`);
  });

  t.test(`${path}: whole-file damages are refused by name`, async (t) => {
    for (const [damage, bytes] of wholeFileDamages(text)) {
      const { place } = await faultOf(t, () => read(path, bytes), damage);
      t.match(place, path, damage);
    }
  });
}
