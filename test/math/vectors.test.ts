import t from "tap";
import { allFinite, maxDifference, maximum, meanOf } from "../../src/math/vectors.ts";

t.test("one entry that is not finite is found wherever it is", async (t) => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (let at = 0; at < 9; at++) {
      const x = new Float64Array(9).fill(1e308);
      t.ok(allFinite(x), "large entries are finite");
      x[at] = bad;
      t.notOk(allFinite(x), `${bad} at ${at}`);
    }
  }
  t.ok(allFinite(new Float64Array(0)));
});

t.test("means, maxima and distances", async (t) => {
  const [x, y] = [Float64Array.of(1, -4), Float64Array.of(3, 2)];
  t.same([...meanOf([x, y])], [2, -1]);
  t.equal(maxDifference(x, y), 6);
  t.equal(maximum(Float64Array.of(-3, -1)), -1);
  t.equal(maximum(new Float64Array(0)), Number.NEGATIVE_INFINITY);
});
