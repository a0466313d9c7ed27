// The plainest peer-to-peer runner: every agent is driven alone, evaluates alone, and hears only what its
// neighbours sent it. Shares the algorithms with the sources, and nothing of how they are run.
import type { Agent, Reply, Request, Round, State } from "../../src/algorithms/algorithm.ts";
import { evaluatePolicies } from "../../src/environments/policy-evaluation.ts";
import type { Arrays } from "../../src/math/arrays.ts";
import type { Message } from "../../src/mixing/mixing.ts";
import type { Experiment } from "../../src/scenario/experiment.ts";

/** Arrays that are never used twice. */
const fresh: Arrays = {
  take: (length) => new Float64Array(length).fill(Number.NaN),
  axpby: (a, x, b, y) => x.map((value, i) => a * value + b * y[i]!),
  copy: (x) => x.slice(),
};

/** One letter from an agent to one that hears it. */
interface Letter {
  readonly from: number;
  readonly message: Message;
}

/** The states after rounds 0 … `rounds`, and the letters that were sent. */
export function runAlone(experiment: Experiment, rounds: number) {
  const { algorithm, shares, rng } = experiment;
  const history: State[][] = [];
  let letters = 0;
  for (let round = 0; round <= rounds; round++) {
    const states = history.at(-1);
    const running = shares.map((share, id) => {
      const own = { ...share, id, agents: shares.length, round, arrays: fresh, rng: rng.fork(id, round) };
      const agent = own as unknown as Agent;
      return states === undefined ? algorithm.init(agent) : algorithm.round(states[id]!, agent);
    });
    const { ended, sent } = deliver(experiment, round, running);
    letters += sent;
    history.push(ended);
  }
  return { history, letters };
}

function deliver({ mixing, gossipRounds }: Experiment, round: number, running: readonly Round<State>[]) {
  const { topology } = mixing;
  let sent = 0;
  let replies: (Reply | undefined)[] = running.map(() => undefined);
  for (;;) {
    const asked = running.map((agent, id) => untilMix(agent, replies[id]));
    if (asked.every((step) => step.done === true))
      return { ended: asked.map(({ value }) => value as State), sent };
    let messages = asked.map(({ value }) => (value as Extract<Request, { kind: "mix" }>).message);
    for (let s = 0; s < gossipRounds; s++) {
      const step = round * gossipRounds + s;
      const boxes = messages.map((message, id): Letter[] => [{ from: id, message }]);
      messages.forEach((message, from) => {
        for (const to of topology.isHeardBy(from, step)) {
          sent++;
          boxes[to]!.push({ from, message });
        }
      });
      messages = boxes.map((box, id) => weigh(box, mixing.row(id, step)));
    }
    replies = messages;
  }
}

/** Answers every evaluation on the spot, and stops at a mix or the end. */
function untilMix(agent: Round<State>, reply: Reply | undefined): IteratorResult<Request, State> {
  let step = agent.next(reply as Reply);
  while (step.done !== true && step.value.kind === "evaluate") {
    const q = new Float64Array(step.value.model.reward.length);
    evaluatePolicies([step.value], [q]);
    step = agent.next(q);
  }
  return step;
}

/** Σ w·x from +0, in ascending order of senders. */
function weigh(
  box: readonly Letter[],
  { agents, weights }: { agents: Int32Array; weights: Float64Array },
): Message {
  const names = Object.keys(box[0]!.message);
  const sorted = [...box].sort((a, b) => a.from - b.from);
  return Object.fromEntries(
    names.map((name) => {
      const sum = new Float64Array(box[0]!.message[name]!.length);
      for (const { from, message } of sorted) {
        const at = agents.indexOf(from);
        if (at < 0) continue;
        message[name]!.forEach((x, k) => {
          sum[k] = sum[k]! + weights[at]! * x;
        });
      }
      return [name, sum];
    }),
  );
}
