import t from "tap";
import { nearestExponent, powersOfTwo } from "../../src/math/powers-of-two.ts";

t.test("the table holds 2^k at k + 1022", async (t) => {
  t.equal(powersOfTwo.length, 2046);
  for (let k = -1022; k <= 1023; k++) t.equal(powersOfTwo[k + 1022], 2 ** k);
});

t.test("the exponent of every normal number counts from √½", async (t) => {
  for (let k = -1022; k <= 1023; k++) {
    for (const m of [1, 1 + 2 ** -52, 1.4, 1.5, 2 - 2 ** -52]) {
      t.equal(nearestExponent(2 ** k * m), m < Math.SQRT2 ? k : k + 1);
    }
  }
});
