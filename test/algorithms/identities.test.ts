// The identities I1–I8 of arXiv 2311.00201 and its proofs, on the real cohort.
import fc from "fast-check";
import t from "tap";
import type { Mixing } from "../../src/mixing/mixing.ts";
import { contextOf, distance, modelsOf, worldOf } from "../environments/fixtures.ts";
import { build, dense, directedRing } from "../mixing/graphs.ts";
import { sigma } from "../mixing/spectral-norm.ts";
import { meanRow, naiveEvaluation, naiveFedNpg, naiveNormalise } from "../oracles/policy-gradient.ts";
import {
  algorithmOf,
  chordedRing,
  column,
  randomWorld,
  server,
  simulate,
  withRewards,
} from "./simulation.ts";

const fednpg = (options: object, world = randomWorld()) => algorithmOf("fednpg", options, world);
const temperatures = [0, 0.1];
const mixings: [string, Mixing][] = [
  ["ring with chords", chordedRing(5)],
  ["directed ring", build("equal", directedRing(5))],
  ["server", server(5)],
];

t.test("FedNPG is what its paper writes: equal to a naive dense implementation", async (t) => {
  for (const [name, mixing] of mixings) {
    for (const temperature of temperatures) {
      const world = randomWorld(5, 3);
      const options = { stepSize: 0.05, temperature };
      const found = simulate({ algorithm: fednpg(options, world), world, mixing }, 25);
      const oracle = naiveFedNpg(modelsOf(world), () => dense(mixing), { ...options, rounds: 25 });
      found.forEach((rows, round) => {
        for (const array of ["logPolicy", "tracker", "q"] as const) {
          rows.forEach((row, n) => {
            const error = distance(row[array]!, oracle[round]![array][n]!);
            if (error > 1e-10) t.fail(`${name}, round ${round}, agent ${n}: ${array} differs by ${error}`);
          });
        }
      });
      t.ok(distance(found[25]![0]!.q!, found[0]![0]!.q!) > 0.01, "it moves");
    }
  }
});

t.test("I1: the mean of the trackers is the mean of the agents' Q at every round", async (t) => {
  for (const [name, mixing] of mixings) {
    for (const temperature of temperatures) {
      const noise = { kind: "gaussian", size: 0.3 };
      for (const evaluationNoise of [undefined, noise]) {
        const world = randomWorld();
        const algorithm = fednpg({ stepSize: 0.05, temperature, evaluationNoise }, world);
        simulate({ algorithm, world, mixing }, 40).forEach((rows, round) => {
          const error = distance(meanRow(column(rows, "tracker")), meanRow(column(rows, "q")));
          t.ok(error < 1e-12, `${name}, τ ${temperature}, round ${round}: ${error}`);
        });
      }
    }
  }
});

t.test("I1 needs columns that sum to 1: a row-stochastic W loses the mean", async (t) => {
  const world = randomWorld();
  const mixing = build("random-row", mixings[0]![1].topology);
  const rows = simulate({ algorithm: fednpg({ stepSize: 0.05 }, world), world, mixing }, 5)[5]!;
  t.ok(distance(meanRow(column(rows, "tracker")), meanRow(column(rows, "q"))) > 1e-3);
});

t.test("I2 and E5: the mean policy moves by the mean Q, whatever the graph", async (t) => {
  for (const [name, mixing] of mixings) {
    for (const temperature of temperatures) {
      const world = randomWorld();
      const all = simulate(
        { algorithm: fednpg({ stepSize: 0.06, temperature }, world), world, mixing },
        30,
      );
      const gain = 0.06 / 0.1;
      const bar = (round: number) => naiveNormalise(meanRow(column(all[round]!, "logPolicy")), 3);
      for (let round = 0; round < 30; round++) {
        const q = meanRow(column(all[round]!, "q"));
        const logits = bar(round).map((x, k) => (1 - gain * temperature) * x + gain * q[k]!);
        const error = distance(bar(round + 1), naiveNormalise(logits, 3));
        t.ok(error < 1e-11, `${name}, τ ${temperature}, round ${round}: ${error}`);
      }
    }
  }
});

t.test("I3: with W = 11ᵀ/N every agent is centralised NPG on the mean reward", async (t) => {
  for (const temperature of temperatures) {
    const world = randomWorld(4, 5);
    const options = { stepSize: 0.07, temperature };
    const mixing = server(4);
    const all = simulate({ algorithm: fednpg(options, world), world, mixing }, 30);
    const central = simulate(
      { algorithm: algorithmOf("centralised-npg", options, world), world, mixing },
      30,
    );
    all.forEach((rows, round) => {
      const [only] = central[round]!;
      t.equal(central[round]!.length, 1, "one learner");
      rows.forEach((row, n) => {
        const error = distance(row.logPolicy!, only!.logPolicy!);
        t.ok(error < 1e-11, `τ ${temperature}, round ${round}, agent ${n}: ${error}`);
      });
    });
  }
});

/** Per entry, the 2-norm over agents of what is left without the mean over agents. */
function spread(rows: readonly ArrayLike<number>[]): number[] {
  const mean = meanRow(rows);
  return mean.map((m, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k]! - m) ** 2, 0)));
}

/** Without its mean over actions, per state: normalisers drop out. */
function actionCentred(row: ArrayLike<number>, actions: number): number[] {
  const mean = (i: number) => {
    let sum = 0;
    for (let a = 0; a < actions; a++) sum += row[i - (i % actions) + a]!;
    return sum / actions;
  };
  return Array.from(row, (value, i) => value - mean(i));
}

t.test("I4: the disagreement contracts by sigma, in both forms, without exception", async (t) => {
  for (const [name, mixing] of mixings) {
    const norm = sigma(dense(mixing));
    for (const temperature of temperatures) {
      const world = randomWorld(5, 7);
      const [stepSize, gain] = [0.08, 0.8];
      const alpha = 1 - gain * temperature;
      const all = simulate({ algorithm: fednpg({ stepSize, temperature }, world), world, mixing }, 40);
      const centred = (round: number, array: string) =>
        spread(column(all[round]!, array).map((row) => actionCentred(row, 3)));
      const violations: string[] = [];
      for (let round = 0; round < 40; round++) {
        const [u, v, next] = [
          centred(round, "logPolicy"),
          centred(round, "tracker"),
          centred(round + 1, "logPolicy"),
        ];
        const [now, later] = [all[round]!, all[round + 1]!];
        const change = later.map((row, n) => row.q!.map((q, k) => q - now[n]!.q![k]!));
        const [before, after] = [spread(column(now, "tracker")), spread(column(later, "tracker"))];
        const moved = spread(change);
        next.forEach((found, k) => {
          const policy = norm * (alpha * u[k]! + gain * v[k]!);
          if (found > policy + 1e-12) violations.push(`round ${round}: policies ${found} > ${policy}`);
          const tracker = norm * (before[k]! + moved[k]!);
          if (after[k]! > tracker + 1e-12)
            violations.push(`round ${round}: trackers ${after[k]} > ${tracker}`);
        });
      }
      t.same(violations, [], `${name}, τ ${temperature}`);
    }
  }
});

t.test("I5: at sigma = 0 every state's value rises in every round, whatever the step", async (t) => {
  for (const [stepSize, temperature] of [
    [0.01, 0],
    [0.3, 0],
    [20, 0],
    [0.05, 0.1],
    [0.9, 0.1],
  ] as const) {
    const world = randomWorld(5, 11);
    const all = simulate(
      { algorithm: fednpg({ stepSize, temperature }, world), world, mixing: server(5) },
      25,
    );
    const values = all.map((rows) => naiveEvaluation(world.meanTask!, rows[0]!.logPolicy!, temperature).v);
    for (let round = 1; round < values.length; round++) {
      values[round]!.forEach((value, state) => {
        const fall = values[round - 1]![state]! - value;
        t.ok(
          fall <= 1e-11,
          `η ${stepSize}, τ ${temperature}, round ${round}, state ${state}: falls by ${fall}`,
        );
      });
    }
    t.ok(values[25]![0]! > values[0]![0]! + 0.01, "and it does rise");
  }
});

t.test("I6: agents with one reward stay identical for every W, and track their own Q", async (t) => {
  for (const [name, mixing] of mixings) {
    const world = randomWorld(5, 2, { rewardHeterogeneity: 0 });
    const all = simulate(
      { algorithm: fednpg({ stepSize: 0.05, temperature: 0.05 }, world), world, mixing },
      20,
    );
    all.forEach((rows, round) => {
      rows.forEach((row, n) => {
        const apart = distance(row.logPolicy!, rows[0]!.logPolicy!);
        const off = distance(row.tracker!, row.q!);
        t.ok(apart < 1e-11 && off < 1e-11, `${name}, round ${round}, agent ${n}: ${apart}, ${off}`);
      });
    });
  }
});

t.test("I7: a constant added to an agent's reward shifts Q and T by constants and no policy", async (t) => {
  const world = randomWorld(5, 9);
  const constants = [3, -1, 0, 10, 0.5];
  const shifted = withRewards(
    world,
    modelsOf(world).map(({ reward }, n) => reward.map((r) => r + constants[n]!)),
  );
  for (const [name, mixing] of mixings) {
    for (const temperature of temperatures) {
      const options = { stepSize: 0.05, temperature };
      const plain = simulate({ algorithm: fednpg(options, world), world, mixing }, 20);
      const moved = simulate({ algorithm: fednpg(options, shifted), world: shifted, mixing }, 20);
      plain.forEach((rows, round) => {
        const shifts = rows.map((row, n) => {
          const other = moved[round]![n]!;
          t.ok(distance(row.logPolicy!, other.logPolicy!) < 1e-10, `${name}, round ${round}: same policy`);
          const own = other.q!.map((q, k) => q - row.q![k]! - constants[n]! / 0.1);
          t.ok(Math.max(...own.map(Math.abs)) < 1e-9, "Q shifts by c/(1 − γ)");
          const shift = other.tracker!.map((value, k) => value - row.tracker![k]!);
          t.ok(Math.max(...shift) - Math.min(...shift) < 1e-9, "T shifts by one constant");
          return shift[0]!;
        });
        t.ok(
          Math.abs(meanRow(shifts.map((shift) => [shift]))[0]! - 2.5 / 0.1) < 1e-9,
          "the mean shift stays",
        );
      });
    }
  }
});

t.test("I8: gossip alone contracts by sigma per exchange and keeps the mean", async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 3, max: 9 }),
      fc.integer({ min: 1, max: 1000 }),
      async (agents, seed) => {
        const world = worldOf({ kind: "values", dimension: 3 }, contextOf(agents, seed));
        for (const mixing of [chordedRing(agents), build("equal", directedRing(agents))]) {
          const norm = sigma(dense(mixing));
          const all = simulate({ algorithm: algorithmOf("averaging", {}, world), world, mixing }, 12);
          const start = column(all[0]!, "values");
          const first = spread(start);
          all.forEach((rows, k) => {
            const now = column(rows, "values");
            t.ok(distance(meanRow(now), meanRow(start)) < 1e-13);
            spread(now).forEach((length, entry) => {
              t.ok(
                length <= norm ** k * first[entry]! * (1 + 1e-12) + 1e-14,
                `${agents} agents, exchange ${k}`,
              );
            });
          });
        }
      },
    ),
    { seed: 8, numRuns: 12 },
  );
});
