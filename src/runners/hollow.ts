// A run without learning: its peers send messages of the right names and lengths, and nothing in them.
import type { Algorithm, Round, State } from "../algorithms/algorithm.ts";
import { mix } from "../algorithms/algorithm.ts";
import { DivergenceError } from "../error.ts";
import type { Message } from "../mixing/mixing.ts";
import type { Experiment } from "../scenario/experiment.ts";
import { Cohort } from "./cohort.ts";

/** The messages that an agent mixes in one round: the length of every array. */
type Shapes = readonly Readonly<Record<string, number>>[];

/** An experiment whose algorithm mixes what the experiment's own does, and computes nothing. */
export function hollowed(experiment: Experiment): Experiment {
  const { algorithm } = experiment;
  const shapes = shapesOf(experiment);
  const nothing: State = {};
  function* sent(round: number): Round<State> {
    for (const shape of shapes[Math.min(round, shapes.length - 1)]!) yield* mix(emptied(shape));
    return nothing;
  }
  const hollow: Algorithm = {
    name: algorithm.name,
    shares: algorithm.shares,
    init: () => sent(0),
    round: (_, { round }) => sent(round),
    view: () => ({}),
  };
  return { ...experiment, algorithm: hollow };
}

function emptied(shape: Shapes[number]): Message {
  return Object.fromEntries(
    Object.entries(shape).map(([name, length]) => [name, new Float64Array(length)]),
  );
}

/**
 * What is mixed in each round, found by one agent that hears only itself: all agents mix alike. Should it
 * leave the numbers, later rounds are taken for its last.
 */
function shapesOf({ algorithm, shares, rng, scenario }: Experiment): Shapes[] {
  const known = new Map<string, Shapes>();
  const shapes: Shapes[] = [];
  let round: Shapes[number][] = [];
  const alone = new Cohort({
    ...{ algorithm, shares: shares.slice(0, 1), first: 0, agents: shares.length, rng },
    exchange(_, [message]) {
      round.push(Object.fromEntries(Object.entries(message!).map(([name, { length }]) => [name, length])));
      return [message!];
    },
  });
  const finish = () => {
    const text = JSON.stringify(round);
    // Rounds that mix alike, which are most, are kept once.
    if (!known.has(text)) known.set(text, round);
    shapes.push(known.get(text)!);
    round = [];
  };
  try {
    alone.init();
    finish();
    for (let k = 1; k <= scenario.rounds; k++) {
      alone.round(k);
      finish();
    }
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    if (shapes.length === 0) finish();
  }
  return shapes;
}
