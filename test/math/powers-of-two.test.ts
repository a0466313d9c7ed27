import t from "tap";
import { nearestExponent, powersOfTwo } from "../../src/math/powers-of-two.ts";

t.test("the table holds 2^k at k + 1022", async (t) => {
  t.equal(powersOfTwo.length, 2046);
  for (let k = -1022; k <= 1023; k++) t.equal(powersOfTwo[k + 1022], 2 ** k);
});

t.test("the nearest exponent leaves a factor in [√½, √2), up to a millionth", async (t) => {
  for (let k = -1021; k <= 1023; k++) {
    t.equal(nearestExponent(2 ** k), k);
    t.equal(nearestExponent(2 ** k * (1 - 2 ** -53)), k);
    t.equal(nearestExponent(2 ** k * (Math.SQRT1_2 + 1e-6)), k);
    t.equal(nearestExponent(2 ** k * (Math.SQRT1_2 - 1e-6)), k - 1);
  }
  t.equal(nearestExponent(2 ** -1022), -1022);
  t.equal(nearestExponent(Number.MAX_VALUE), 1024);
});
