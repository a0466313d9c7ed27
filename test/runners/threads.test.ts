// Threads change no bit: not in a run, not in a resumed one, not where a run diverges.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { State } from "../../src/algorithms/algorithm.ts";
import { DivergenceError } from "../../src/error.ts";
import { agentDigest, rowDigest } from "../../src/journal/state-digest.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { lockstep } from "../../src/runners/lockstep.ts";
import type { Checkpoint, Recorder, RunnerOptions } from "../../src/runners/runner.ts";
import { threads } from "../../src/runners/threads.ts";

const learning = `
name: threads
agents: 13
rounds: 12
topology: { kind: erdos-renyi, probability: 0.4 }
mixing: { kind: metropolis, gossipRounds: 2 }
environment: { kind: garnet, states: 9, actions: 3, discount: 0.9 }
algorithm:
  kind: fednpg
  stepSize: 0.05
  temperature: 0.1
  evaluationNoise: { kind: gaussian, size: 0.01 }
measure: { every: 5 }
`;

const growing = `
name: growing
agents: 6
rounds: 2000
topology: { kind: complete }
mixing: { kind: given, matrix: growing.csv }
environment: { kind: values, dimension: 2 }
algorithm: { kind: averaging }
measure: { every: 1000 }
`;

/** W = 4I − ½ 11ᵀ: rows and columns sum to 1, and every disagreement grows fourfold. */
const growingMatrix = Array.from({ length: 6 }, (_, i) =>
  Array.from({ length: 6 }, (_, j) => (i === j ? 3.5 : -0.5)).join(","),
).join("\n");

/** Remembers what a runner reports. */
class Memory implements Recorder {
  readonly digests: string[] = [];
  last: Checkpoint | undefined;

  record({ round, states }: Checkpoint): boolean {
    this.digests.push(`${round} ${digestOf(states)}`);
    return false;
  }

  pass(): boolean {
    return false;
  }

  save({ round, states, traffic }: Checkpoint): void {
    this.last = { round, traffic, states: states.map((state) => structuredClone(state)) };
  }
}

function digestOf(states: readonly State[]): string {
  return rowDigest(states.map(agentDigest));
}

async function runOn(folder: string, text: string, count: number, options: RunnerOptions = {}) {
  writeFileSync(join(folder, "scenario.yaml"), text);
  writeFileSync(join(folder, "growing.csv"), growingMatrix);
  const experiment = loadExperiment(await loadScenario(join(folder, "scenario.yaml")));
  const memory = new Memory();
  const runner = count === 1 ? lockstep : threads;
  const outcome = await runner(experiment, memory, { ...options, folder, threads: count }).catch(
    (error) => error,
  );
  return { memory, outcome };
}

t.test("any number of threads gives the same digests", async (t) => {
  const folder = t.testdir();
  const alone = await runOn(folder, learning, 1);
  t.equal(alone.memory.digests.length, 4);
  for (const count of [2, 3, 20]) {
    const { memory, outcome } = await runOn(folder, learning, count);
    t.same(memory.digests, alone.memory.digests, `${count} threads`);
    t.same(outcome, alone.outcome);
  }
});

t.test("a run cut off on two threads is continued on three, or on one", async (t) => {
  const folder = t.testdir();
  const whole = await runOn(folder, learning, 1);
  const cut = await runOn(folder, learning, 2, { interrupt: AbortSignal.abort() });
  t.same(cut.outcome, { status: "interrupted", round: 0 });
  for (const count of [1, 3]) {
    const { memory } = await runOn(folder, learning, count, { checkpoint: cut.memory.last! });
    t.same(memory.digests, whole.memory.digests.slice(1), `${count} threads`);
  }
});

t.test("a divergence is the same on threads, and so is the last finite state", async (t) => {
  const folder = t.testdir();
  const alone = await runOn(folder, growing, 1);
  const together = await runOn(folder, growing, 2);
  for (const { outcome } of [alone, together]) {
    t.ok(outcome instanceof DivergenceError, String(outcome));
    t.equal(outcome.array, "values");
  }
  t.equal(together.outcome.round, alone.outcome.round);
  t.equal(together.memory.last!.round, alone.outcome.round - 1);
  t.equal(digestOf(together.memory.last!.states), digestOf(alone.memory.last!.states));
});
