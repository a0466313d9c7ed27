// Which chains have the one stationary distribution that expected updates take their means under.
import fc from "fast-check";
import t from "tap";
import { algorithmKinds } from "../../../src/algorithms/algorithms.ts";
import { hasOneStationary } from "../../../src/algorithms/subspace/expectation.ts";
import { kernelOf } from "../../../src/environments/kernel.ts";
import { ScenarioError } from "../../../src/error.ts";
import { stationaryDistribution } from "../../../src/math/stationary-distribution.ts";
import { contextOf, worldOf } from "../../environments/fixtures.ts";

/** Two actions that each lead somewhere for certain: chains with any absorbing states and classes. */
const moves = fc
  .integer({ min: 1, max: 7 })
  .chain((states) =>
    fc.array(fc.tuple(fc.nat(states - 1), fc.nat(states - 1)), { minLength: states, maxLength: states }),
  );

t.test("where state 0 is reached from everywhere, elimination finds it, and nowhere else", async () => {
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(moves, (next) => {
      const states = next.length;
      const chain = new Float64Array(states * states);
      next.forEach((pair, state) => {
        for (const to of pair) chain[state * states + to] += 0.5;
      });
      const kernel = kernelOf(states, 2, (state, action) => [[next[state][action], 1]], "here");
      const expected = stationaryDistribution(chain, states) !== undefined;
      seen.add(expected);
      return hasOneStationary(kernel) === expected;
    }),
    { seed: 6, numRuns: 500 },
  );
  t.equal(seen.size, 2, "both have been seen");
});

t.test(
  "expected updates are refused where an agent's chain has several, or nothing is known",
  async (t) => {
    const build = (environment: { kind: string; [option: string]: unknown }, sampling: string) => {
      const kind = algorithmKinds.find((candidate) => candidate.kind === "subspace-td")!;
      const world = worldOf(environment, contextOf(3));
      const options = { headStep: 1, basisStep: 1, rank: 1, criterion: "discounted", sampling };
      return () => kind.build(kind.options.parse(options), { agents: 3, world });
    };
    for (const [environment, allowed] of [
      [{ kind: "path-grid" }, "from some state agent 0 never comes to state 0; use chain"],
      [{ kind: "cart-pole" }, "this world's dynamics are not known; use chain"],
    ] as const) {
      t.throws(
        build(environment, "expected"),
        new ScenarioError("algorithm.sampling", "expected", allowed),
      );
      t.doesNotThrow(build(environment, "chain"));
    }
  },
);
