// Algorithms that each break one promise. They average vectors, so that the promise is all there is to see.
import {
  type Agent,
  type Algorithm,
  type AlgorithmKind,
  type MarkovModel,
  mix,
  type Round,
  ScenarioError,
  type State,
  track,
} from "hearsay";
import { z } from "zod";

interface Own extends State {
  readonly values: Float64Array;
}
type Member = Agent<{ values: Float64Array }>;

function kind(name: string, parts: Partial<Record<keyof Algorithm, unknown>>): AlgorithmKind {
  const sound = {
    name,
    shares: ["values"],
    *init({ values, arrays }: Member): Round<State> {
      yield* nothing();
      return { values: arrays.copy(values) };
    },
    *round({ values }: Own): Round<State> {
      return yield* mix({ values });
    },
    view: ({ values }: Own) => ({ values }),
  };
  return {
    kind: name,
    summary: name,
    options: z.strictObject({}),
    build(_, { world }) {
      if ("model" in world.shares[0]!) throw new ScenarioError("environment", "models", "needs values");
      return { ...sound, ...parts } as unknown as Algorithm;
    },
  };
}

function* nothing(): Generator<never, void, unknown> {}

const undeclared = kind("undeclared", {
  *round({ values }: Own): Round<State> {
    return { values: (yield* mix({ secret: values })).secret };
  },
});

const unfit = kind("unfit", {
  *init({ model }: Agent<{ model: MarkovModel }>): Round<State> {
    yield* nothing();
    return { values: new Float64Array(model.kernel.states) };
  },
});

const unused = kind("unused", { shares: ["values", "spare"] });

const nested = kind("nested", {
  *init({ values, arrays }: Member): Round<State> {
    yield* nothing();
    return { values: arrays.copy(values), inner: { values } } as unknown as State;
  },
});

const ragged = kind("ragged", {
  *init({ values, arrays, id }: Member): Round<State> {
    yield* nothing();
    return { values: arrays.copy(values), own: new Float64Array(1 + id) };
  },
  *round({ values, own }: Own): Round<State> {
    return { ...(yield* mix({ values })), own: own! };
  },
});

const endless = kind("endless", {
  *round({ values }: Own, { round }: Member): Round<State> {
    return { values: (yield* mix({ values })).values.map((x) => (round === 4 ? x / 0 : x)) };
  },
});

const partial = kind("partial", { view: ({ values }: Own) => ({ first: values[0] }) });

const growing = kind("growing", {
  *init({ values, arrays }: Member): Round<State> {
    yield* nothing();
    return { values: arrays.copy(values), seen: 0 };
  },
  *round({ values, seen }: Own & { seen: number }): Round<State> {
    return { ...(yield* mix({ values })), seen: seen + 1 };
  },
  view: ({ values, seen }: Own & { seen: number }) => ({ values: values.subarray(0, Math.min(seen, 3)) }),
});

const favourite = kind("favourite", {
  *round({ values }: Own, { id }: Member): Round<State> {
    const mixed = yield* mix({ values });
    return { values: mixed.values.map((x) => x + (id === 0 ? 0.1 : 0)) };
  },
});

/** Writes to what the first of two mixes has answered, once nothing of its own needs it any more. */
const scribbling = kind("scribbling", {
  *round({ values }: Own): Round<State> {
    const first = yield* mix({ values });
    const second = yield* mix(first);
    first.values[0]! *= 0.5;
    return second;
  },
});

let rounds = 0;
const impure = kind("impure", {
  *round({ values }: Own): Round<State> {
    rounds++;
    return { values: (yield* mix({ values })).values.map((x) => x + rounds) };
  },
});

/** Remembers outside its state, addressed so that redoing a round gives the same. */
const remembered = kind("remembering", {});
remembered.build = (options, context) => {
  const sums = new Map<string, number>();
  const sound = kind("remembering", {}).build(options, context);
  return {
    ...sound,
    *round(state, agent) {
      const { values } = state as Own;
      const before = sums.get(`${agent.id} ${agent.round - 1}`) ?? 0;
      sums.set(`${agent.id} ${agent.round}`, before + values[0]!);
      return { values: (yield* mix({ values })).values.map((x) => x + before) };
    },
  };
};

const fickle = kind("fickle", {
  deterministic: true,
  *round({ values }: Own, { round, rng }: Member): Round<State> {
    const mixed = yield* mix({ values });
    return round < 3 ? mixed : { values: mixed.values.map((x) => x + rng.next()) };
  },
});

const uneven = kind("uneven", {
  *round({ values }: Own, { id }: Member): Round<State> {
    const mixed = yield* mix({ values: id === 1 ? values.slice(1) : values });
    return { values: mixed.values };
  },
});

const eager = kind("eager", {
  *round({ values }: Own, { id }: Member): Round<State> {
    const once = yield* mix({ values });
    return id === 2 ? yield* mix(once) : once;
  },
});

const leaky = kind("leaky", {
  shares: ["tracker"],
  *init({ values, arrays }: Member): Round<State> {
    yield* nothing();
    return { tracker: arrays.copy(values), q: arrays.copy(values) };
  },
  *round({ tracker, q }: { tracker: Float64Array; q: Float64Array }, { arrays }: Member): Round<State> {
    const next = arrays.axpby(0.5, q, 0.5, tracker);
    return { tracker: yield* track(arrays, tracker, next, arrays.axpby(0.9, q, 0, q)), q: next };
  },
  view: ({ tracker, q }: { tracker: Float64Array; q: Float64Array }) => ({ tracker, q }),
});

export default {
  algorithms: [
    undeclared,
    unfit,
    unused,
    nested,
    ragged,
    endless,
    partial,
    growing,
    favourite,
    scribbling,
    impure,
    remembered,
    fickle,
    uneven,
    eager,
    leaky,
  ],
};
