// Peers that do not wait for ever: what they do without, what they make up for, and that nobody is stuck.
import t from "tap";
import type { Link } from "../../src/network/link.ts";
import { virtualOver } from "../../src/runners/virtual.ts";
import { collect, experimentOf, type Seen, small } from "./experiments.ts";

/** Every packet takes 1 ms; so many never arrive. */
function lossy(probability: number): Link {
  return {
    init: () => undefined,
    carry: (_, now, state, rng) => ({ arrivals: rng.next() < probability ? [] : [now + 1], state }),
  };
}

const averaging = {
  ...small,
  agents: 16,
  rounds: 700,
  measure: { every: 50 },
  environment: { kind: "values", dimension: 2 },
  algorithm: { kind: "averaging" },
};
const learning = {
  ...small,
  agents: 8,
  rounds: 400,
  measure: { every: 20 },
  algorithm: { ...small.algorithm, temperature: 0.3 },
};

/** A run of the small scenario with changes, in virtual time over a link of ours. */
function over(raw: object, whenMissing: string, link: Link, network: object): Promise<Seen[]> {
  const scenario = { ...small, ...raw, network: { ...network, whenMissing: { kind: whenMissing } } };
  return collect(experimentOf(scenario), virtualOver(link));
}

const last = (seen: readonly Seen[], column: string) => seen.at(-1)!.row[column]!;

for (const loss of [0.1, 0.3]) {
  t.test(`ring of 16 with ${100 * loss} % loss: running sums come to the exact mean`, async (t) => {
    const seen = await over(averaging, "running-sums", lossy(loss), { patience: 5 });
    t.ok(last(seen, "mean_error") < 1e-9, `${last(seen, "mean_error")}`);
    t.ok(last(seen, "values_consensus") < 1e-9);
    for (const { row } of seen.slice(1)) t.ok(row.mass_error! < 1e-11, `mass error ${row.mass_error}`);
    const share = last(seen, "missing") / (700 * 32);
    // A peer that waited makes its neighbours wait: more is missing than lost.
    t.ok(share > loss - 0.02 && share < 1.5 * loss, `${share} of all messages were missing`);
    const drifted = await over(averaging, "to-self", lossy(loss), { patience: 5 });
    t.ok(last(drifted, "mean_error") > 1e-3, `to-self moved the mean by ${last(drifted, "mean_error")}`);
    t.equal(drifted.at(-1)!.row.mass_error, undefined, "a rule without mass has no error of it");
  });
}

t.test("tracking under loss: running sums close the gap, to-self and last-known leave it", async (t) => {
  const gaps = async (rule: string) =>
    (await over(learning, rule, lossy(0.2), { patience: 5 })).map(({ row }) => row.tracking_gap!);
  const kept = await gaps("running-sums");
  t.ok(Math.max(...kept) > 1e-6, "not zero while mass is under way");
  t.ok(kept.at(-1)! < 1e-9, `once Q stands still: ${kept.at(-1)}`);
  for (const rule of ["to-self", "last-known"]) {
    const lost = await gaps(rule);
    t.ok(lost.at(-1)! > 1e-3, `${lost.at(-1)}`);
  }
});

t.test("a peer that hears nothing and is not heard holds nobody up but by their patience", async (t) => {
  const mute: Link = {
    init: ({ from, to }) => from === 2 || to === 2,
    carry: (_, now, state) => ({ arrivals: state === true ? [] : [now + 1], state }),
  };
  const raw = { ...averaging, agents: 5, rounds: 20, measure: { every: 20 } };
  const seen = await over(raw, "to-self", mute, { patience: 10 });
  t.equal(seen.at(-1)!.round, 20);
  t.equal(last(seen, "missing"), 4 * 20);
});

t.test("one-way edges whose confirmations are lost: credit is written off", async (t) => {
  const raw = { ...averaging, agents: 6, rounds: 30, topology: { kind: "directed-ring" } };
  const seen = await over({ ...raw, mixing: { kind: "equal" } }, "running-sums", lossy(0.4), {
    patience: 8,
  });
  t.equal(seen.at(-1)!.round, 30);
});

t.test(
  "what comes after patience has ended is late, counted, and made up for by running sums",
  async (t) => {
    const slow: Link = {
      init: () => undefined,
      carry: (_, now, state, rng) => ({ arrivals: [now + (rng.next() < 0.2 ? 30 : 1)], state }),
    };
    const raw = { ...averaging, rounds: 400, measure: { every: 100 } };
    const seen = await over(raw, "running-sums", slow, { patience: 5 });
    t.ok(last(seen, "late") > 400);
    t.ok(last(seen, "mean_error") < 1e-9);
  },
);

t.test("a straggler that was given up catches up once it is fast again", async (t) => {
  const slow: Link = {
    init: ({ from, to }) => from === 3 || to === 3,
    carry: (_, now, state) => ({ arrivals: [now + (state === true && now < 1000 ? 100 : 1)], state }),
  };
  const raw = { ...averaging, agents: 6, rounds: 300, measure: { every: 10 } };
  const network = { patience: 5, agents: { computing: { kind: "constant", ms: 1 } } };
  const seen = await over(raw, "running-sums", slow, network);
  const missing = seen.map(({ row }) => row.missing ?? 0);
  t.ok(missing.at(-1)! > 0);
  t.equal(missing.at(-1), missing.at(-10), "in the last hundred rounds nobody is missing");
  t.ok(last(seen, "mean_error") < 1e-9);
});

t.test("the same seed loses the same packets", async (t) => {
  const raw = { ...learning, rounds: 40 };
  const digests = async () =>
    (await over(raw, "to-self", lossy(0.2), { patience: 5 })).map(({ digest }) => digest);
  t.same(await digests(), await digests());
});
