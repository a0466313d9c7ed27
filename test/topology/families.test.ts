// What holds of every registered family: names, documented options, and the interface's own promises.
import fc from "fast-check";
import t from "tap";
import type { z } from "zod";
import { isConnected } from "../../src/topology/components.ts";
import { topologyFamilies } from "../../src/topology/families.ts";
import type { Topology } from "../../src/topology/topology.ts";
import { adjacency, adjacencyFromSpeakers, build, messageOf } from "./naive.ts";

const files = { "graph.csv": "source,target,weight\n0,1,1\n1,2,1\n2,3,1\n" };

/** Kind, and options under which the family takes many sizes. */
function optionsFor(kind: string): object {
  return kind === "file" ? { path: "graph.csv", directed: false } : {};
}

t.test("the registry holds each family once", async (t) => {
  t.same(topologyFamilies.map(({ kind }) => kind).sort(), [
    "barbell",
    "binary-tree",
    "circulant",
    "complete",
    "de-bruijn",
    "directed-ring",
    "empty",
    "erdos-renyi",
    "exponential",
    "file",
    "geometric",
    "grid",
    "hypercube",
    "one-peer-exponential",
    "path",
    "random-regular",
    "ring",
    "scale-free",
    "small-world",
    "star",
    "torus",
  ]);
});

t.test("every family has a one-line summary and strict, described options", async (t) => {
  for (const { kind, summary, options } of topologyFamilies) {
    t.match(summary, /^[^\n]{10,90}$/, kind);
    const shape = (options as unknown as z.ZodObject).shape;
    for (const [name, option] of Object.entries(shape)) {
      t.match((option as z.ZodType).description ?? "", /.{10,}/, `${kind}.${name}`);
    }
    t.notOk(options.safeParse({ ...optionsFor(kind), unheardOf: 1 }).success, kind);
  }
});

t.test(
  "any family, size and seed: a graph that keeps the interface's promises, or one clear line",
  async (t) => {
    const built = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...topologyFamilies.map(({ kind }) => kind)),
        fc.oneof(fc.integer({ min: 1, max: 33 }), fc.constantFrom(4, 9, 16)),
        fc.nat(),
        (kind, agents, seed) => {
          let topology: Topology;
          try {
            topology = build(kind, { agents, seed, files }, optionsFor(kind));
          } catch (error) {
            const { name, message } = error as Error;
            t.equal(name, "ScenarioError", `${kind} ${agents}: ${message}`);
            t.match(message, /^(agents|topology[\w.]*): got .*; .+/);
            return;
          }
          built.add(kind);
          t.equal(topology.size, agents);
          t.equal(isConnected(topology), kind !== "empty" || agents === 1);
          for (let step = 0; step <= topology.period; step++) {
            const A = adjacency(topology, step);
            t.same(A, adjacencyFromSpeakers(topology, step), `${kind}: hears and isHeardBy are transposes`);
            t.same(A, adjacency(topology, step + topology.period), `${kind}: the period`);
            for (let i = 0; i < agents; i++) {
              const heard = topology.hears(i, step);
              t.notOk(heard.includes(i), `${kind}: no loops`);
              t.ok(
                heard.every((j, k) => k === 0 || j > heard[k - 1]!),
                `${kind}: ascending`,
              );
              if (topology.edgeWeight === undefined) continue;
              for (const j of heard) t.ok(topology.edgeWeight(i, j)! > 0, `${kind}: weights on edges`);
            }
          }
        },
      ),
      { numRuns: 300, seed: 11 },
    );
    t.same(
      [...built].sort(),
      topologyFamilies.map(({ kind }) => kind).sort(),
      "each was built at least once",
    );
  },
);

t.test("agents that contradict the options are refused", async (t) => {
  t.match(
    messageOf(() => build("file", { agents: 5, files }, { path: "graph.csv" })),
    /^ScenarioError: agents: got 5; graph.csv has 4 agents$/,
  );
  t.equal(build("file", { files }, { path: "graph.csv" }).size, 4);
});
