// A stranger's kinds of every other section in one module: a graph, a rule, a world and a metric.
import {
  fromNeighbours,
  fromRows,
  kernelOf,
  type MetricKind,
  modelWorld,
  type Plugin,
  rootRng,
  rule,
  type TopologyFamily,
  type WorldKind,
  weightsOf,
} from "hearsay";
import { z } from "zod";

/** A ring whose members all know a hub, agent 0. */
const wheel: TopologyFamily = {
  kind: "wheel",
  summary: "a hub and a ring around it",
  options: z.strictObject({}),
  build(_, { agents = 6 }) {
    const rim = agents - 1;
    return fromNeighbours(agents, (agent) => {
      if (agent === 0) return Array.from({ length: rim }, (_, k) => k + 1);
      const [before, after] = [((agent - 2 + rim) % rim) + 1, (agent % rim) + 1];
      return [0, before, after];
    });
  },
};

/** Equal weights of 1/N on the edges, the rest on oneself. */
const timid = rule({
  kind: "timid",
  summary: "1/N to every neighbour",
  stochasticity: "symmetric",
  graphs: "undirected",
  options: { share: z.number().positive().max(1).default(1).describe("1/N is multiplied by it") },
  weigh({ share }, { topology }) {
    return fromRows(topology, (agent) => {
      const heard = topology.hears(agent, 0);
      const weight = share / topology.size;
      const agents = [...heard, agent].sort((a, b) => a - b);
      return weightsOf(
        agents,
        agents.map((other) => (other === agent ? 1 - weight * heard.length : weight)),
      );
    });
  },
});

/** Every agent prefers its own of the states that two actions lead around. */
const carousel: WorldKind = {
  kind: "carousel",
  summary: "forwards or backwards around a circle",
  options: z.strictObject({ states: z.int().min(2).default(5).describe("states on the circle") }),
  build({ states }: { states: number }, { agents, seed }) {
    const kernel = kernelOf(
      states,
      2,
      (s, a) => [[(s + (a === 0 ? 1 : states - 1)) % states, 1]],
      "carousel",
    );
    const rewards = Array.from({ length: agents }, (_, n) => {
      const favourite = Math.floor(rootRng(seed).fork("carousel", n).next() * states);
      return Float64Array.from({ length: 2 * states }, (_, i) => (i >> 1 === favourite ? 1 : 0));
    });
    const initial = Float64Array.from({ length: states }, () => 1 / states);
    return modelWorld({ kernels: kernel, rewards, discount: 0.9, initial });
  },
};

/** The smallest log-probability that any agent's policy has. */
const boldest: MetricKind = {
  kind: "boldest",
  summary: "least log-probability of any action",
  options: z.strictObject({ scale: z.number().default(1).describe("multiplies the number") }),
  build: ({ scale }: { scale: number }) => ({
    columns: ["least_log_probability"],
    measure(views) {
      const logs = views.map(({ logPolicy }) => logPolicy);
      if (!logs.every((log) => log !== undefined)) return { row: {} };
      const least = Float64Array.from(logs, (log) => scale * Math.min(...log));
      return {
        row: { least_log_probability: Math.min(...least) },
        agents: { least_log_probability: least },
      };
    },
  }),
};

export default {
  topologies: [wheel],
  mixings: [timid],
  environments: [carousel],
  metrics: [boldest],
} satisfies Plugin;
