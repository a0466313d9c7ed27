// The exam of every kind of outage.
import { withoutAbsentEdges } from "../mixing/outages.ts";
import { metropolis } from "../mixing/rules/metropolis.ts";
import { type Outage, type OutageContext, type OutageKind, withOutages } from "../topology/outage.ts";
import { demand, type Law } from "./law.ts";

/** A kind of outage with options and a graph it is for. */
export interface OutageSubject {
  readonly kind: OutageKind;
  readonly options: unknown;
  readonly context: OutageContext;
}

/** All laws of outages. */
export const outageLaws: readonly Law<OutageSubject>[] = [
  { name: "both ends of an edge know the same", examine: symmetric },
  { name: "the answer does not depend on what was asked before", examine: noHistory },
  { name: "equal draws give equal outages", examine: repeatable },
  { name: "what remains of W is symmetric, and its rows sum to 1", examine: keepsMean },
];

const rounds = 30;

function build({ kind, options, context }: OutageSubject): Outage {
  return kind.build(kind.options.parse(options), context);
}

/** Every pair and round, a < b. */
function* questions({ context }: OutageSubject): Iterable<[a: number, b: number, round: number]> {
  for (let round = 0; round < rounds; round++)
    for (let a = 0; a < context.topology.size; a++)
      for (let b = a + 1; b < context.topology.size; b++) yield [a, b, round];
}

function symmetric(subject: OutageSubject): void {
  const outage = build(subject);
  for (const [a, b, round] of questions(subject)) {
    const [there, back] = [outage.isUp(a, b, round), outage.isUp(b, a, round)];
    demand(there === back, `round ${round}: agent ${a} says ${there} of ${b}, who says ${back}`);
  }
}

function noHistory(subject: OutageSubject): void {
  const [forward, backward] = [build(subject), build(subject)];
  const asked = [...questions(subject)];
  const answers = asked.map((question) => forward.isUp(...question));
  for (let k = asked.length - 1; k >= 0; k--) {
    const [a, b, round] = asked[k]!;
    const answer = backward.isUp(a, b, round);
    demand(
      answer === answers[k],
      `round ${round}, ${a} and ${b}: ${answers[k]}, in another order ${answer}`,
    );
  }
}

function repeatable(subject: OutageSubject): void {
  const [first, again] = [build(subject), build(subject)];
  for (const [a, b, round] of questions(subject)) {
    const [one, other] = [first.isUp(a, b, round), again.isUp(a, b, round)];
    demand(one === other, `round ${round}, ${a} and ${b}: ${one}, built again ${other}`);
  }
}

function keepsMean(subject: OutageSubject): void {
  const { topology } = subject.context;
  const whole = metropolis.build({}, { topology, seed: 1, file: () => new Uint8Array() });
  const { row } = withoutAbsentEdges(whole, withOutages(topology, [build(subject)], rounds, 1));
  for (let step = 0; step < rounds; step++) {
    for (let agent = 0; agent < topology.size; agent++) {
      const { agents, weights } = row(agent, step);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      demand(Math.abs(sum - 1) < 1e-12, `round ${step}: row ${agent} sums to ${sum}`);
      agents.forEach((other, k) => {
        const back = row(other, step);
        const there = back.weights[back.agents.indexOf(agent)];
        demand(
          there === weights[k],
          `round ${step}: W[${agent}][${other}] is ${weights[k]}, back ${there}`,
        );
      });
    }
  }
}
