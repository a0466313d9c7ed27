// The realised W: rows as mixed, contraction as measured.
import t from "tap";
import { certify } from "../../src/mixing/certify.ts";
import { type Gaps, RealisedWindow, realisedRow } from "../../src/mixing/realised.ts";
import { metropolis } from "../../src/mixing/rules/metropolis.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import { collect, experimentOf, small } from "../runners/experiments.ts";
import { ring } from "./graphs.ts";

const mixing = metropolis.build({ lazy: 0 }, { topology: ring(8), seed: 1, file: () => new Uint8Array() });

t.test("nothing missing: the contraction is sigma", async (t) => {
  const window = new RealisedWindow(mixing);
  for (let step = 0; step < 5; step++) window.add(step, new Map());
  t.ok(Math.abs(window.contraction() - certify(mixing).sigma) < 1e-12);
  t.ok(window.bias() < 1e-14);
});

t.test("one way missing: rows sum to 1, columns do not; both ways: both do", async (t) => {
  const oneWay: Gaps = new Map([[3, new Set([4])]]);
  const bothWays: Gaps = new Map([...oneWay, [4, new Set([3])]]);
  const { agents, weights } = realisedRow(mixing, 3, 0, oneWay);
  t.same([...agents], [2, 3]);
  t.ok(Math.abs(weights[0]! + weights[1]! - 1) < 1e-15);
  const [biased, fair] = [new RealisedWindow(mixing), new RealisedWindow(mixing)];
  biased.add(0, oneWay);
  fair.add(0, bothWays);
  t.ok(Math.abs(biased.bias() - 1 / 3) < 1e-15);
  t.ok(fair.bias() < 1e-15);
  t.ok(fair.contraction() >= certify(mixing).sigma, "an edge less mixes no better");
});

t.test("a run's column bounds what its vectors did, and is worse than the certificate's", async (t) => {
  const raw = {
    ...small,
    agents: 8,
    rounds: 30,
    measure: { every: 10 },
    environment: { kind: "values", dimension: 4 },
    algorithm: { kind: "averaging" },
    network: {
      patience: 5,
      links: { latency: { kind: "constant", ms: 1 }, loss: { kind: "independent", probability: 0.3 } },
    },
  };
  const experiment = experimentOf(raw);
  const seen = await collect(experiment, virtualOver());
  const { sigma } = certify(experiment.mixing);
  /** ‖X − JX‖₂ of a column of the vectors. */
  const spread = (n: number, i: number) => {
    const column = seen[n]!.rows.map(({ values }) => values![i]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return Math.hypot(...column.map((value) => value - mean));
  };
  t.equal(seen[0]!.row.realised_sigma, undefined);
  for (let n = 1; n < seen.length; n++) {
    const realised = seen[n]!.row.realised_sigma!;
    t.ok(realised > sigma && realised < 1, `${realised} beside ${sigma}`);
    for (let i = 0; i < 4; i++) t.ok(spread(n, i) <= realised ** 10 * spread(n - 1, i) * (1 + 1e-9));
  }
});
