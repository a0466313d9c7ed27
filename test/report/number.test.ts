import fc from "fast-check";
import t from "tap";
import {
  exponentOf,
  formatBytes,
  formatCount,
  formatNumber,
  formatPowerOfTen,
  powerOfTen,
  wholePower,
} from "../../src/report/number.ts";

t.test("exponentOf brackets every positive number between powers of ten", async (t) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      const exponent = exponentOf(value);
      return powerOfTen(exponent) <= value && value < powerOfTen(exponent + 1);
    }),
  );
  t.equal(exponentOf(1000), 3);
  t.equal(exponentOf(0.001), -3);
});

t.test("wholePower is the repeated product", async (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 1.2, noNaN: true }), fc.nat(60), (base, power) => {
      const naive = Array.from({ length: power }).reduce<number>((product) => product * base, 1);
      return Math.abs(wholePower(base, power) - naive) <= 1e-13 * naive;
    }),
  );
  t.equal(wholePower(0, 0), 1);
  t.equal(wholePower(0.5, 1000), 0.5 ** 1000);
});

t.test("numbers read as people write them", async (t) => {
  t.equal(formatNumber(0.94925), "0.9493");
  t.equal(formatNumber(-0.25), "−0.25");
  t.equal(formatNumber(123456), "123456");
  t.equal(formatNumber(3.9e-14), "3.9e-14");
  t.equal(formatNumber(1e-6), "1e-6");
  t.equal(formatNumber(0.00099999), "0.001");
  t.equal(formatNumber(1.5e9), "1.5e9");
  t.equal(formatNumber(Number.NEGATIVE_INFINITY), "−∞");
  t.equal(formatCount(1234567), "1\u2009234\u2009567");
  t.equal(formatCount(999), "999");
  t.equal(formatPowerOfTen(-16), "10⁻¹⁶");
  t.equal(formatPowerOfTen(0), "1");
});

t.test("a formatted number differs from it by half a unit of the last digit at most", async () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (value) => {
      return Math.abs(Number(formatNumber(value)) - value) <= 0.5001e-3 * value;
    }),
  );
});

t.test("bytes carry decimal units", async (t) => {
  t.equal(formatBytes(0), "0 B");
  t.equal(formatBytes(999), "999 B");
  t.equal(formatBytes(1000), "1 kB");
  t.equal(formatBytes(999_999), "1 MB");
  t.equal(formatBytes(1_234_567), "1.23 MB");
  t.equal(formatBytes(64e9), "64 GB");
});
