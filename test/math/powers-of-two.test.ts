import t from "tap";
import { exponentOf, powersOfTwo } from "../../src/math/powers-of-two.ts";

t.test("the table holds 2^k at k + 1022", async (t) => {
  t.equal(powersOfTwo.length, 2046);
  for (let k = -1022; k <= 1023; k++) t.equal(powersOfTwo[k + 1022], 2 ** k);
});

t.test("the exponent of every power of two, of what lies just above and just below", async (t) => {
  for (let k = -1021; k <= 1023; k++) {
    t.equal(exponentOf(2 ** k), k);
    t.equal(exponentOf(2 ** k * (1 + 2 ** -52)), k);
    t.equal(exponentOf(2 ** k * (1 - 2 ** -53)), k - 1);
  }
});
