// Draws by tables against draws that walk through the row.
import fc from "fast-check";
import t from "tap";
import { draw } from "../../src/environments/distribution.ts";
import type { Kernel } from "../../src/environments/environment.ts";
import { rowDrawsOf } from "../../src/environments/row-draws.ts";
import { type Rng, rootRng } from "../../src/math/random.ts";

/** A stream with one number to draw. */
const only = (uniform: number): Rng => ({ next: () => uniform, fork: () => only(uniform) });

/** Positive weights and zeros, divided by their sums; next states are places in the row, or others. */
const kernels = fc
  .array(
    fc
      .array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1e-300, 1)), {
        minLength: 1,
        maxLength: 40,
      })
      .filter((weights) => weights.some((weight) => weight > 1e-200)),
    { minLength: 1, maxLength: 6 },
  )
  .chain((rows) => fc.boolean().map((counted) => ({ rows, counted })))
  .map(({ rows, counted }): Kernel => {
    const offsets = [0];
    for (const row of rows) offsets.push(offsets.at(-1)! + row.length);
    const probabilities = rows.flatMap((row) => {
      const sum = row.reduce((total, weight) => total + weight);
      return row.map((weight) => weight / sum);
    });
    return {
      states: rows.length,
      actions: 1,
      offsets: Int32Array.from(offsets),
      next: counted
        ? Int32Array.from(rows.flatMap((row) => row.map((_, k) => k)))
        : Int32Array.from(probabilities, (_, k) => 3 * k + 1),
      probability: Float64Array.from(probabilities),
    };
  });

/** Numbers where a draw may turn: every running sum, every quarter of a row, and both neighbours of each. */
function turns({ probability, offsets }: Kernel, row: number): number[] {
  const found = [0, 1 - 2 ** -53];
  let sum = 0;
  for (let k = offsets[row]!; k < offsets[row + 1]!; k++) found.push((sum += probability[k]!));
  for (let part = 1; part < 16; part++) found.push(part / 16);
  const around = found.flatMap((x) => [x - 2 ** -53, x, x + 2 ** -53]);
  return around.filter((x) => x >= 0 && x < 1);
}

t.test("for every number in [0, 1) the entry is the one that walking finds", async () => {
  fc.assert(
    fc.property(
      kernels,
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (kernel, more) => {
        const { offsets, next, probability } = kernel;
        const draws = rowDrawsOf(kernel);
        for (let row = 0; row < kernel.states; row++) {
          for (const uniform of [...turns(kernel, row), ...more]) {
            const walked = next[draw(probability, offsets[row]!, offsets[row + 1]!, only(uniform))];
            if (draws(row, only(uniform)) !== walked) return false;
          }
        }
        return true;
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});

t.test("rows longer than 16 bits can count, and rows whose sums agree in 16 bits", async (t) => {
  const long = 70_000;
  const crowded = 1000;
  const probability = new Float64Array(long + crowded).fill(1 / long, 0, long);
  // All but the last within one part in 65,536.
  probability.fill(1e-9, long).set([1 - (crowded - 1) * 1e-9], long + crowded - 1);
  const offsets = Int32Array.of(0, long, long + crowded);
  const next = Int32Array.from(probability, (_, k) => (k < long ? k : k - long));
  const kernel: Kernel = { states: 2, actions: 1, offsets, next, probability };
  const draws = rowDrawsOf(kernel);
  const rng = rootRng(5);
  let wrong = 0;
  for (let n = 0; n < 300; n++) {
    for (const [row, uniform] of [
      [0, rng.next()],
      [0, 1 - rng.next() / 50],
      [1, rng.next() * 2e-6],
    ] as const) {
      const walked = next[draw(probability, offsets[row]!, offsets[row + 1]!, only(uniform))];
      if (draws(row, only(uniform)) !== walked) wrong++;
    }
  }
  t.equal(wrong, 0);
});

t.test("a row whose sum rounding has left below 1 gives its last entry that is not 0", async (t) => {
  const kernel: Kernel = {
    states: 2,
    actions: 1,
    offsets: Int32Array.of(0, 3, 4),
    next: Int32Array.of(0, 1, 0, 1),
    probability: Float64Array.of(0.5, 0.5 - 1e-10, 0, 1),
  };
  t.equal(rowDrawsOf(kernel)(0, only(1 - 2 ** -53)), 1);
  t.equal(rowDrawsOf(kernel)(1, only(1 - 2 ** -53)), 1);
  t.equal(rowDrawsOf(kernel), rowDrawsOf(kernel), "tables are made once");
});
