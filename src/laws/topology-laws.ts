// The exam of every topology family.
import type { Topology, TopologyContext, TopologyFamily } from "../topology/topology.ts";
import { demandEarlySeed, readsSeedEarly } from "./early-seed.ts";
import { demand, type Law } from "./law.ts";

/** A family with options and a context it builds in. */
export interface TopologySubject {
  readonly kind: TopologyFamily;
  readonly options: unknown;
  readonly context: TopologyContext;
}

type Direction = "hears" | "isHeardBy";

/** All laws of topologies. */
export const topologyLaws: readonly Law<TopologySubject>[] = [
  { name: "there are as many agents as asked for", examine: sizes },
  {
    name: "neighbours are other agents, in ascending order",
    examine: (subject) => everyList(build(subject), ascending),
  },
  { name: "who hears whom and who is heard by whom agree", examine: transposes },
  { name: "the graph repeats after its period", examine: repeats },
  { name: "equal seeds give equal graphs", examine: (subject) => same(build(subject), build(subject)) },
  { name: readsSeedEarly, examine: seedEarly },
  { name: "coordinates are finite, two per agent", examine: coordinates },
];

function build({ kind, options, context }: TopologySubject): Topology {
  return kind.build(kind.options.parse(options), context);
}

function sizes(subject: TopologySubject): void {
  const { size, period } = build(subject);
  const { agents } = subject.context;
  demand(agents === undefined || size === agents, `${size} agents where ${agents} were asked for`);
  demand(Number.isInteger(period) && period >= 1, `the period is ${period}`);
}

function everyList(
  topology: Topology,
  check: (list: readonly number[], agent: number, size: number, where: string) => void,
): void {
  for (let step = 0; step < topology.period; step++) {
    for (let agent = 0; agent < topology.size; agent++) {
      for (const direction of ["hears", "isHeardBy"] as const satisfies Direction[]) {
        const where = `${direction}(${agent}, ${step})`;
        check([...topology[direction](agent, step)], agent, topology.size, where);
      }
    }
  }
}

function ascending(list: readonly number[], agent: number, size: number, where: string): void {
  list.forEach((other, n) => {
    demand(
      Number.isInteger(other) && other >= 0 && other < size,
      `${where} names ${other} of ${size} agents`,
    );
    demand(other !== agent, `${where} names the agent itself`);
    demand(n === 0 || list[n - 1]! < other, `${where} is not ascending: ${list}`);
  });
}

function transposes(subject: TopologySubject): void {
  const topology = build(subject);
  for (let step = 0; step < topology.period; step++) {
    const edges = (direction: Direction, flip: boolean): Set<string> => {
      const found = new Set<string>();
      for (let agent = 0; agent < topology.size; agent++) {
        for (const other of topology[direction](agent, step)) {
          found.add(flip ? `${agent}→${other}` : `${other}→${agent}`);
        }
      }
      return found;
    };
    const [heard, spoken] = [edges("hears", false), edges("isHeardBy", true)];
    const odd =
      [...heard].find((edge) => !spoken.has(edge)) ?? [...spoken].find((edge) => !heard.has(edge));
    demand(odd === undefined, `step ${step}: the edge ${odd} is known to one end only`);
  }
}

function repeats(subject: TopologySubject): void {
  const topology = build(subject);
  for (let agent = 0; agent < topology.size; agent++) {
    const [first, later] = [topology.hears(agent, 1), topology.hears(agent, 1 + topology.period)];
    demand(`${first}` === `${later}`, `agent ${agent} hears ${first}, one period later ${later}`);
  }
}

function same(a: Topology, b: Topology): void {
  for (let step = 0; step < a.period; step++) {
    for (let agent = 0; agent < a.size; agent++) {
      const [x, y] = [`${a.hears(agent, step)}`, `${b.hears(agent, step)}`];
      demand(x === y, `step ${step}: agent ${agent} hears ${x}, built again ${y}`);
    }
  }
}

function seedEarly({ kind, options, context }: TopologySubject): void {
  const make = (noting: TopologyContext) => kind.build(kind.options.parse(options), noting);
  demandEarlySeed(context, make, (topology) => same(topology, topology));
}

function coordinates(subject: TopologySubject): void {
  const { positions, size } = build(subject);
  if (positions === undefined) return;
  demand(positions.length === 2 * size, `${positions.length} coordinates for ${size} agents`);
  demand(positions.every(Number.isFinite), "a coordinate is not finite");
}
