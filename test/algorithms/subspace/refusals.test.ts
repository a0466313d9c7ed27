// What learners with linear features cannot learn in is refused when they are built: where, what, and what
// is allowed.
import t from "tap";
import { ScenarioError } from "../../../src/error.ts";
import { contextOf, worldOf } from "../../environments/fixtures.ts";
import { algorithmOf } from "../simulation.ts";
import { predictionWorld } from "./networks.ts";

const steps = { headStep: 0.3, basisStep: 0.3 };
const carts = worldOf({ kind: "cart-pole" }, contextOf(2));
const chains = predictionWorld(2);
const discounted = predictionWorld(2, { criterion: "discounted" });

const learners = [
  ["subspace-td", steps],
  ["deepca-td", steps],
  ["pfedtd-rep", steps],
  ["dif-altgdmin-td", { basisStep: 0.3 }],
  ["independent-td", { step: 0.3 }],
  ["uniform-td", { step: 0.3 }],
] as const;

/** The refusal's text. */
function refusal(kind: string, options: object, world: typeof chains): string {
  try {
    algorithmOf(kind, options, world);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return "built";
}

t.test("a rank above the features", async (t) => {
  for (const [kind, options] of learners.slice(0, 4)) {
    t.match(
      refusal(kind, { ...options, rank: 21 }, chains),
      /algorithm\.rank: got 21; at most the 20 features/,
    );
    t.equal(refusal(kind, { ...options, rank: 20 }, chains), "built");
  }
  const actor = { ...steps, rank: 13, actorStep: 0.1 };
  const control = worldOf({ kind: "subspace-control" }, contextOf(2));
  t.match(refusal("subspace-actor-critic", actor, control), /algorithm\.rank: got 13/);
});

t.test("values of another kind than the world's truth", async (t) => {
  for (const [kind, options] of learners) {
    t.match(refusal(kind, { ...options, criterion: "discounted" }, chains), /algorithm\.criterion/);
    t.match(refusal(kind, options, discounted), /algorithm\.criterion/);
    t.equal(refusal(kind, { ...options, criterion: "discounted" }, discounted), "built");
  }
});

t.test("exact means of dynamics that nobody knows", async (t) => {
  for (const [kind, options] of learners) {
    const expected = { ...options, criterion: "discounted", sampling: "expected" };
    t.match(refusal(kind, expected, carts), /algorithm\.sampling: got "expected"/, kind);
    t.equal(refusal(kind, { ...expected, sampling: "chain" }, carts), "built");
    t.equal(refusal(kind, expected, discounted), "built");
  }
});

t.test("agents whose features differ in number, and agents without states", async (t) => {
  const mixed = { ...chains, shares: [chains.shares[0]!, predictionWorld(2, { dimension: 7 }).shares[1]!] };
  const values = worldOf({ kind: "values" }, contextOf(2));
  const actors = [
    ["subspace-actor-critic", { ...steps, actorStep: 0.1 }],
    ["independent-actor-critic", { criticStep: 0.3, actorStep: 0.1 }],
    ["fedavg-actor-critic", { criticStep: 0.3, actorStep: 0.1 }],
  ] as const;
  for (const [kind, options] of learners)
    t.match(refusal(kind, options, mixed), /environment: got "7 features"; all agents need 20/);
  for (const [kind, options] of [...learners, ...actors])
    t.match(
      refusal(kind, options, values),
      /environment\.kind: got "values"; \S+ needs a world with states/,
    );
});
