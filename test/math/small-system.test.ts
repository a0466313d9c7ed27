import fc from "fast-check";
import t from "tap";
import { normal, rootRng } from "../../src/math/random.ts";
import { solveSmall } from "../../src/math/small-system.ts";
import { stationaryDistribution } from "../../src/math/stationary-distribution.ts";
import { distance } from "../environments/fixtures.ts";
import { denseSolve } from "../oracles/dense-solve.ts";

t.test("small systems have the naive solution; singular ones are told", async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(1e6), (size, seed) => {
      const rng = rootRng(seed).fork("system");
      const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => normal(rng)));
      const b = Float64Array.from({ length: size }, () => normal(rng));
      const expected = denseSolve(rows, b);
      const scale = 1 + Math.max(...expected.map(Math.abs));
      return solveSmall(Float64Array.from(rows.flat()), b) && distance(b, expected) < 1e-10 * scale ** 2;
    }),
    { seed: 1 },
  );
  t.notOk(solveSmall(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1)));
});

t.test("a stationary distribution is kept by its chain, also where one is nearly cut in two", async (t) => {
  for (const bridge of [0.5, 1e-8]) {
    const chain = Float64Array.of(1 - bridge, bridge, 0, 0.2, 0.5, 0.3, 0, bridge / 2, 1 - bridge / 2);
    const found = stationaryDistribution(chain, 3)!;
    // Birth and death: flows balance across each edge.
    t.ok(Math.abs((found[0] * bridge) / (found[1] * 0.2) - 1) < 1e-14);
    t.ok(Math.abs((found[1] * 0.3) / (found[2] * (bridge / 2)) - 1) < 1e-14);
    t.ok(Math.abs(found[0] + found[1] + found[2] - 1) < 1e-15);
  }
  t.equal(stationaryDistribution(Float64Array.of(1, 0, 0, 1), 2), undefined);
});
