// Prints the tables of subspace.md that are sweeps: node docs/reproductions/subspace-sweeps.ts [name …]
// Every number is the mean over the last 30 % of the measured rounds, and the median over seeds.
import { join } from "node:path";
import { log } from "../../src/math/logarithm.ts";
import { median } from "../../src/math/median.ts";
import { leastSquares } from "../../src/math/regression.ts";
import { loadExperiment, loadScenario } from "../../src/runners/load.ts";
import { lockstep } from "../../src/runners/lockstep.ts";
import type { Recorder } from "../../src/runners/runner.ts";
import { certifyExperiment } from "../../src/scenario/certify.ts";
import { prepareMetrics } from "../../src/scenario/experiment.ts";

const folder = join(import.meta.dirname, "../../scenarios/subspace");

type Row = Readonly<Record<string, number>>;

/** Tail means of one run, and the sigma of its W. */
async function run(path: string, set: readonly string[]): Promise<Row> {
  const experiment = loadExperiment(await loadScenario(join(folder, path), { set: [...set] }));
  const metrics = prepareMetrics(experiment);
  const last = experiment.scenario.rounds;
  const sums: Record<string, number> = {};
  let rows = 0;
  const recorder: Recorder = {
    record({ round, views }) {
      if (round <= 0.7 * last) return false;
      rows++;
      for (const metric of metrics) {
        for (const [name, value] of Object.entries(metric.measure(views).row)) {
          sums[name] = (sums[name] ?? 0) + (value ?? Number.NaN);
        }
      }
      return false;
    },
    pass: () => false,
    save: () => {},
  };
  await lockstep(experiment, recorder, {});
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / rows] as const);
  return { ...Object.fromEntries(means), sigma: certifyExperiment(experiment).sigma ?? Number.NaN };
}

/** Medians over seeds 1 … count. */
async function over(count: number, path: string, set: readonly string[]): Promise<Row> {
  const found: Row[] = [];
  for (let seed = 1; seed <= count; seed++) found.push(await run(path, [...set, `seed=${seed}`]));
  const names = Object.keys(found[0]);
  return Object.fromEntries(names.map((name) => [name, median(found.map((row) => row[name]))]));
}

function print(cells: readonly (string | number)[]): void {
  const shown = cells.map((cell) => (typeof cell === "number" ? cell.toPrecision(3) : cell));
  console.log(`| ${shown.join(" | ")} |`);
}

function head(names: readonly string[]): void {
  print(names);
  console.log(`|${names.map(() => "---|").join("")}`);
}

/** Rows by what they vary. */
type Found = readonly (readonly [x: number, row: Row])[];

/** The slope of the logarithm of a column against log x, with its 95 % interval. */
function slope(against: string, found: Found, column: string): void {
  const line = leastSquares(found.map(([x, row]) => ({ x: log(x), y: log(row[column]) })));
  const [low, high] = [line?.low ?? Number.NaN, line?.high ?? Number.NaN];
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  console.log(`slope of log ${column} against log ${against}: ${line?.slope.toFixed(2)} ${interval}`);
}

const both = (step: number) => [`algorithm.headStep=${step}`, `algorithm.basisStep=${step}`];

const sweeps: Record<string, () => Promise<void>> = {
  async agents() {
    head(["K", "M", "X̄", "average reward", "diversity"]);
    const found: [number, Row][] = [];
    for (const agents of [8, 16, 32, 64]) {
      const row = await over(5, "server.yaml", [`agents=${agents}`, ...both(0.2)]);
      const { subspace_error: m, critic_error: error, average_reward_error: average } = row;
      print([String(agents), m, error, average, row.diversity]);
      found.push([agents, row]);
    }
    slope("K", found, "subspace_error");
    slope("K", found, "critic_error");
  },

  async steps() {
    head(["β = ζ", "X̄", "M"]);
    const found: [number, Row][] = [];
    for (const step of [0.05, 0.1, 0.2, 0.4]) {
      const rounds = [`rounds=${Math.round(3000 / step)}`, `measure.every=${Math.round(20 / step)}`];
      const row = await over(5, "server.yaml", [...both(step), ...rounds]);
      print([String(step), row.critic_error, row.subspace_error]);
      found.push([step, row]);
    }
    slope("step", found, "critic_error");
    slope("step", found, "subspace_error");
  },

  /** In theory −0.5 against K, −0.25 against samples. */
  async speedup() {
    const rounds = 16_000;
    head(["K", "L = K²", "β = ζ = c L^¼/√T", "X̄", "M", "samples an agent"]);
    const [byAgents, bySamples]: [number, Row][][] = [[], []];
    for (const agents of [4, 8, 16]) {
      const steps = agents ** 2;
      const step = (30 * Math.sqrt(agents)) / Math.sqrt(rounds);
      const sizes = [`agents=${agents}`, `algorithm.steps=${steps}`, `rounds=${rounds}`];
      const row = await over(3, "server.yaml", [...sizes, ...both(step)]);
      const samples = rounds * steps;
      print([String(agents), String(steps), step, row.critic_error, row.subspace_error, String(samples)]);
      byAgents.push([agents, row]);
      bySamples.push([samples, row]);
    }
    slope("K", byAgents, "critic_error");
    slope("samples", bySamples, "critic_error");
  },

  async lookahead() {
    head(["L", "β/L = ζ/L = 0.1: X̄", "M", "β = ζ = 0.4: X̄", "M"]);
    for (const steps of [1, 4, 16]) {
      const set = [`algorithm.steps=${steps}`, "rounds=12000"];
      const grown = await over(3, "server.yaml", [...set, ...both(0.1 * steps)]);
      const fixed = await over(3, "server.yaml", [...set, ...both(0.4)]);
      const numbers = [grown, fixed].flatMap((row) => [row.critic_error, row.subspace_error]);
      print([String(steps), ...numbers]);
    }
  },

  async graphs() {
    head(["graph", "q", "form", "sigma", "X̄", "M", "consensus of B", "spread of B"]);
    const found: [number, Row][] = [];
    const server = await over(3, "server.yaml", []);
    print(["server", "1", "published", 0, server.critic_error, server.subspace_error, 0, 0]);
    const graphs = [
      ["ring", "topology={kind: ring}"],
      ["torus", "topology={kind: torus}"],
      ["random", "topology={kind: erdos-renyi, probability: 0.4}"],
      ["path", "topology={kind: path}"],
    ] as const;
    for (const [name, topology] of graphs) {
      for (const tracking of [true, false]) {
        for (const rounds of name === "ring" ? [1, 2, 5] : [1]) {
          const set = [topology, `algorithm.tracking=${tracking}`, `mixing.gossipRounds=${rounds}`];
          const row = await over(3, "ring.yaml", set);
          const { critic_error: error, subspace_error: m, basis_consensus: consensus } = row;
          const form = tracking ? "tracked" : "lite";
          print([name, String(rounds), form, row.sigma, error, m, consensus, row.basis_spread]);
          const perRound = row.sigma ** rounds;
          if (tracking) found.push([1 / (1 - perRound), row]);
        }
      }
    }
    slope("1/(1 − σ^q), tracked", found, "basis_consensus");
  },

  async basisStep() {
    head(["ζ/β", "sin θ", "X̄", "J", "J*"]);
    const set = ["rounds=20000", "measure.every=200"];
    for (const ratio of [1 / 60, 1 / 18, 1 / 6, 1 / 2, 1]) {
      const row = await over(3, "control/server.yaml", [...set, `algorithm.basisStep=${0.25 * ratio}`]);
      print([ratio, row.subspace_angle, row.critic_error, row.own_value, row.own_optimum]);
    }
    const alone = await over(3, "control/independent.yaml", set);
    print(["independent", "–", alone.critic_error, alone.own_value, alone.own_optimum]);
  },

  async transport() {
    head(["graph", "ζ/β", "heads", "q", "sin θ", "X̄", "J"]);
    const turned = "transported";
    const forms = [[turned, 1] as const, ["as they are", 1] as const, [turned, 5] as const];
    for (const ratio of [1 / 18, 1 / 6]) {
      for (const [heads, q] of forms) {
        const set = [
          "rounds=12000",
          "measure.every=200",
          `algorithm.basisStep=${0.25 * ratio}`,
          `algorithm.transportHeads=${heads === turned}`,
          `mixing.gossipRounds=${q}`,
        ];
        const row = await over(3, "control/ring.yaml", set);
        print(["ring", ratio, heads, String(q), row.subspace_angle, row.critic_error, row.own_value]);
      }
    }
  },

  async control() {
    head(["scenario", "J", "J*", "best shared", "‖∇J‖²", "X̄", "sin θ"]);
    for (const name of ["server", "ring", "ring-lite", "literal", "independent", "fedavg"]) {
      const row = await over(3, `control/${name}.yaml`, ["rounds=20000", "measure.every=200"]);
      const { own_value: value, own_optimum: best, shared_optimum: shared, gradient_norm: steep } = row;
      print([name, value, best, shared, steep, row.critic_error, row.subspace_angle ?? "–"]);
    }
  },

  async baselines() {
    head(["scenario", "X̄", "M", "average reward"]);
    for (const name of ["server", "ring", "ring-lite", "two-timescale", "independent", "uniform"]) {
      const row = await over(3, `${name}.yaml`, []);
      print([name, row.critic_error, row.subspace_error ?? "–", row.average_reward_error]);
    }
  },

  async carts() {
    head(["scenario", "mean length of episodes", "of 500"]);
    for (const name of ["server", "ring", "independent", "fedavg"]) {
      const row = await over(3, `cart-pole/${name}.yaml`, []);
      print([name, row.trial_length, `${((100 * row.trial_length) / 500).toFixed(0)} %`]);
    }
  },
};

const asked = process.argv.slice(2);
for (const [name, sweep] of Object.entries(sweeps)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n${name}`);
  await sweep();
}
