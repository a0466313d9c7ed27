// Subspace TD on graphs, without noise: against the server, with and without tracking, and what breaks it.
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import t from "tap";
import type { World } from "../../../src/environments/environment.ts";
import { anglesBetween } from "../../../src/math/principal-angles.ts";
import type { Mixing } from "../../../src/mixing/mixing.ts";
import { distance, modelsOf } from "../../environments/fixtures.ts";
import { build, ring as ringGraph } from "../../mixing/graphs.ts";
import { meanField, type NaiveAgent, naiveRound } from "../../oracles/subspace-td.ts";
import { denseWeights, ringMixing } from "../../runners/cohorts.ts";
import { server } from "../simulation.ts";
import {
  begin,
  criticError,
  drive,
  type Held,
  held,
  matrixOf,
  predictionWorld,
  published,
  weightsOf,
} from "./networks.ts";

const agents = 20;
const exact = { criterion: "discounted", sampling: "expected", headStep: 4, basisStep: 4 };
const place = { states: 50, discount: 0.9, criterion: "discounted" };
const ring = ringMixing(agents);

function run(world: World, mixing: Mixing, options: object, rounds: number, kind = "subspace-td"): Held[] {
  const { cohort } = begin(kind, options, { world, mixing });
  drive(cohort, rounds);
  return held(cohort);
}

const worstAngle = (states: readonly Held[], to: Float64Array) =>
  Math.max(...states.map(({ basis }) => anglesBetween(basis, to, 3).sine));

t.test(
  "a server without noise: the angle falls in every round after the first 50, below 1e-6",
  async (t) => {
    for (const seed of [1, 2]) {
      const world = predictionWorld(agents, place, seed);
      const { cohort } = begin(
        "subspace-td",
        { ...exact, ...published },
        { world, mixing: server(agents) },
      );
      let last = 1;
      let rises = 0;
      for (let round = 1; round <= 3000; round++) {
        cohort.round(round);
        const sine = worstAngle(held(cohort).slice(0, 1), world.subspace!.basis);
        if (round > 50 && last > 1e-8 && sine > last) rises++;
        last = sine;
      }
      t.equal(rises, 0, "no round back");
      t.ok(last < 1e-6, `ends at ${last}`);
    }
  },
);

t.test("a ring without noise finds the subspace as the server does, by every combiner", async (t) => {
  const world = predictionWorld(agents, place);
  const truth = world.subspace!.basis;
  const lazy = build("metropolis", ringGraph(agents), { lazy: 0.5 });
  const angle = (options: object, kind = "subspace-td", mixing = ring) =>
    worstAngle(run(world, mixing, options, 3000, kind), truth);
  const { headStep: _, ...exactHeads } = exact;
  for (const [name, found] of [
    ["tracked", angle(exact)],
    ["polar", angle({ ...exact, retraction: "polar" })],
    ["lite", angle({ ...exact, tracking: false })],
    ["exact heads", angle(exactHeads, "dif-altgdmin-td")],
    ["DeEPCA, lazy weights", angle(exact, "deepca-td", lazy)],
  ] as const)
    t.ok(found < 1e-6, `${name}: ${found}`);
  t.ok(angle({ ...exact, start: "own" }) < 1e-4, "starts of their own find a common gauge");
  // An eigenvalue of exactly −1/3: the disagreement of neighbours in turn never dies out.
  const stalled = angle(exact, "deepca-td");
  t.ok(stalled > 1e-4, `DeEPCA on the plain ring: ${stalled}`);
});

t.test(
  "what no subspace can say: tracking gives the server's, lite never agrees and fits better",
  async (t) => {
    const world = predictionWorld(agents, { ...place, outside: 0.05 });
    const [central] = run(world, server(agents), { ...exact, ...published }, 6000);
    const [tracked, transported] = [false, true].map((transportHeads) =>
      run(world, ring, { ...exact, transportHeads }, 6000),
    );
    const lite = run(world, ring, { ...exact, tracking: false }, 6000);
    const spread = (states: readonly Held[]) => worstAngle(states, states[0].basis);
    for (const states of [tracked, transported]) {
      t.ok(worstAngle(states, central.basis) < 1e-6, "the server's subspace");
      t.ok(spread(states) < 1e-6, "agreement");
    }
    // Agreement without innovation leaves nothing to transport: R = I.
    for (const [k, state] of tracked.entries())
      t.ok(distance(weightsOf(state), weightsOf(transported[k])) < 1e-6, `values of agent ${k}`);
    t.ok(spread(lite) > 0.05, `lite differs by ${spread(lite)}`);
    const [trackedError, liteError] = [tracked, lite].map((states) =>
      criticError(states.map(weightsOf), world),
    );
    t.ok(liteError < trackedError, `lite ${liteError}, tracked ${trackedError}`);
  },
);

t.test("to turn what a neighbour sends into one's own coordinates breaks the tracker", async (t) => {
  const few = 8;
  const world = predictionWorld(few, {
    states: 20,
    dimension: 8,
    rank: 2,
    discount: 0.8,
    criterion: "discounted",
  });
  const fields = modelsOf(world).map((model) => meanField(model, 1, model.discount));
  const weights = denseWeights(ringMixing(few));
  const { cohort } = begin("subspace-td", { ...exact, rank: 2 }, { world, mixing: ringMixing(few) });
  const zero = Matrix.zeros(8, 2) as Matrix;
  const start = held(cohort).map(
    ({ basis, head }): NaiveAgent => ({
      b: matrixOf(basis, 2),
      w: Matrix.columnVector([...head]),
      eta: 0,
      s: zero,
      last: zero,
    }),
  );
  const procrustes = (own: Matrix, heard: Matrix) => {
    const svd = new SingularValueDecomposition(heard.transpose().mmul(own));
    return svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose());
  };
  const ends = [undefined, procrustes].map((align) => {
    let states = start;
    let gap = 0;
    for (let round = 1; round <= 1500; round++) {
      const options = {
        steps: 1,
        average: false,
        headStep: 4,
        basisStep: 4,
        headBound: 10,
        tracking: true,
      };
      states = naiveRound(
        world,
        states,
        weights,
        {
          ...options,
          transportHeads: true,
          retraction: "qr",
          sampled: (k, z) => ({ g: Matrix.add(fields[k].a.mmul(z), fields[k].b) as Matrix, reward: 0 }),
          ...(align && { align }),
        },
        round,
      );
      const sum = (of: "s" | "last") =>
        states.map((state) => state[of]).reduce((a, b) => Matrix.add(a, b) as Matrix);
      gap = Math.max(gap, Matrix.sub(sum("s"), sum("last")).norm("frobenius"));
    }
    const bases = states.map(({ b }) => Float64Array.from(b.to1DArray()));
    const angle = Math.max(...bases.map((basis) => anglesBetween(basis, world.subspace!.basis, 2).sine));
    return { gap, angle };
  });
  t.ok(ends[0].gap < 1e-12 && ends[0].angle < 1e-6, `plain: ${JSON.stringify(ends[0])}`);
  t.ok(ends[1].gap > 1e-3 && ends[1].angle > 1e3 * ends[0].angle, `aligned: ${JSON.stringify(ends[1])}`);
});
