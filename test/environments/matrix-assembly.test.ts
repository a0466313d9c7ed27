import t from "tap";
import { planOf } from "../../src/environments/evaluation-plan.ts";
import { assemble, assembleLane } from "../../src/environments/matrix-assembly.ts";
import { lanes } from "../../src/math/elimination.ts";
import { rootRng } from "../../src/math/random.ts";
import {
  densePolicyKernel,
  randomKernel,
  randomModel,
  randomPolicy,
  reweighted,
} from "../oracles/model.ts";

const discount = 0.9;
const rng = rootRng(11);
// Two successors of 40 states: most states have no transition to themselves, and elimination fills in.
const kernel = randomKernel(rng, 40, 3, 2);
const { program, assembly } = planOf(kernel).direct!;
const models = [kernel, ...Array.from({ length: lanes - 1 }, () => reweighted(rng, kernel))].map((own) =>
  randomModel(rng, own, discount),
);
const policies = models.map((model) => randomPolicy(rng, model.kernel));

function weightsOf(): Float64Array {
  const weights = new Float64Array(40 * 3 * lanes);
  policies.forEach(({ probabilities }, lane) => {
    probabilities.forEach((p, row) => {
      weights[row * lanes + lane] = discount * p;
    });
  });
  return weights;
}

/** Whether a lane holds I − γP_π of the model under its policy, and 0 beyond the pattern. */
function holds(matrix: Float64Array, lane: number, model: (typeof models)[number]): boolean {
  const expected = new Float64Array(program.entries);
  densePolicyKernel(model, policies[lane]!).forEach((row, s) => {
    row.forEach((p, next) => {
      if (p !== 0 || s === next) expected[program.entry(s, next)] = Number(s === next) - discount * p;
    });
  });
  return expected.every((value, entry) => Math.abs(value - matrix[entry * lanes + lane]!) <= 2 ** -51);
}

t.test("the shared kernel is assembled in every lane, over whatever was there", async (t) => {
  t.ok(assembly.fill.length > 0 && [...assembly.identity].filter((one) => one === 1).length === 40);
  const matrix = new Float64Array(program.entries * lanes).fill(Number.NaN);
  assemble(assembly, kernel, weightsOf(), matrix);
  for (let lane = 0; lane < lanes; lane++) t.ok(holds(matrix, lane, models[0]!), `lane ${lane}`);
});

t.test("a lane of its own has its own kernel's numbers and touches no other", async (t) => {
  const matrix = new Float64Array(program.entries * lanes).fill(Number.NaN);
  models.forEach((model, lane) => {
    assembleLane(assembly, model.kernel, weightsOf(), matrix, lane);
    for (let other = 0; other < lanes; other++) {
      t.equal(holds(matrix, other, models[other]!), other <= lane, `lane ${other} after lane ${lane}`);
    }
  });
});

t.test("one lane of the shared assembly has the bits of the lane alone", async (t) => {
  const together = new Float64Array(program.entries * lanes);
  const alone = new Float64Array(program.entries * lanes);
  assemble(assembly, kernel, weightsOf(), together);
  for (let lane = 0; lane < lanes; lane++) assembleLane(assembly, kernel, weightsOf(), alone, lane);
  t.same(alone, together);
});
