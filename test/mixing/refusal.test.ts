import t from "tap";
import { certify } from "../../src/mixing/certify.ts";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { refuseUnlessCertified } from "../../src/mixing/refusal.ts";
import { fromRows, weightsOf } from "../../src/mixing/weights.ts";
import { fromNeighbours } from "../../src/topology/adjacency.ts";
import type { Topology } from "../../src/topology/topology.ts";
import * as graphs from "./matrices.ts";

/**
 * The mistakes of a published simulator: the smaller degree of the two, and self weights that fit nothing.
 */
function wrongMetropolis(topology: Topology): Mixing {
  const degree = (i: number): number => topology.hears(i, 0).length;
  return graphs.fromEntries(topology, (i, j) => {
    if (i === j) return i === 0 ? 1 / topology.size : 1 / degree(i);
    return 1 / (1 + Math.min(degree(i), degree(j)));
  });
}

const biased = { allowBiasedMixing: true };

t.test("rows that do not sum to 1 are named, whatever is allowed", async (t) => {
  const ring = wrongMetropolis(graphs.ring(6));
  for (const options of [{}, biased]) {
    t.throws(() => refuseUnlessCertified(ring, options), {
      name: "ScenarioError",
      place: "mixing",
      message: /^mixing: got "row 0 with sum 0\.8333/,
    });
  }
  const star = wrongMetropolis(graphs.star(6));
  t.throws(() => refuseUnlessCertified(star, biased), { message: /row 0 with sum 2\.66/ });
  const later = graphs.fromEntries(graphs.ring(6), (i) => (i === 4 ? 0.3 : 1 / 3));
  t.throws(() => refuseUnlessCertified(later), { message: /row 4 with sum 0\.9"/ });
});

t.test("columns are refused unless bias is allowed", async (t) => {
  const star = graphs.equal(graphs.star(5));
  t.throws(() => refuseUnlessCertified(star), { message: /column 0 with sum 2\.2.*allowBiasedMixing/ });
  t.doesNotThrow(() => refuseUnlessCertified(star, biased));
  t.doesNotThrow(() => refuseUnlessCertified(certify(star), biased));
});

t.test("weights off the graph are refused with the entry", async (t) => {
  const off = fromRows(graphs.path(4), (i) =>
    weightsOf(
      [i, (i + 2) % 4].sort((a, b) => a - b),
      [0.5, 0.5],
    ),
  );
  t.throws(() => refuseUnlessCertified(off, biased), { message: /row 0, column 2/ });
  const server = { agents: Int32Array.of(0, 1, 2, 3), weights: new Float64Array(4).fill(0.25) };
  t.throws(() => refuseUnlessCertified(fromRows(graphs.path(4), () => server)), {
    message: /row 0, column 2/,
  });
  t.doesNotThrow(() => refuseUnlessCertified(fromRows(graphs.complete(4), () => server)));
});

t.test("parts that never hear of each other are refused, agents all alone are not", async (t) => {
  const apart = fromNeighbours(5, (i) => (i < 3 ? [0, 1, 2] : [3, 4]));
  t.throws(() => refuseUnlessCertified(graphs.metropolis(apart)), {
    message: /2 parts of 3, 2 agents/,
  });
  t.match(certify(graphs.metropolis(apart)), { sigma: 1, connected: false, predictedRounds: null });
  const oneWay = graphs.fromMatrix([
    [1, 0],
    [0.5, 0.5],
  ]);
  t.throws(() => refuseUnlessCertified(oneWay, biased), { message: /agents 0 and 1/ });
  t.doesNotThrow(() => refuseUnlessCertified(graphs.metropolis(fromNeighbours(3, () => []))));
  t.doesNotThrow(() => refuseUnlessCertified(graphs.metropolis(fromNeighbours(1, () => []))));
});

t.test("a step of a varying mixing is named", async (t) => {
  const topology = fromNeighbours(4, (i, step) => [(i + 1 + step) % 4], 2);
  const mixing = graphs.fromEntries(topology, (i, _, step) => (step === 1 && i === 2 ? 0.4 : 0.5));
  t.throws(() => refuseUnlessCertified(mixing), { message: /row 2 with sum 0\.8 at step 1/ });
});

t.test("weights that are no numbers are refused at once", async (t) => {
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const mixing = graphs.fromEntries(graphs.ring(4), (i, j) => (i === 2 && j === 1 ? wrong : 1 / 3));
    t.throws(() => certify(mixing), { place: "mixing", message: /row 2/ });
  }
});
