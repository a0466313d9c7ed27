// Every law of links, computing times and outages can be broken.
import t, { type Test } from "tap";
import { examineKinds } from "../../src/laws/examination.ts";
import { computingLaws, networkLaws } from "../../src/laws/network-laws.ts";
import { outageLaws } from "../../src/laws/outage-laws.ts";
import type { Computing, ComputingKind } from "../../src/network/computing.ts";
import type { Link, LinkKind } from "../../src/network/link.ts";
import { builtIn, type Plugin } from "../../src/scenario/registry.ts";
import type { Outage, OutageKind } from "../../src/topology/outage.ts";

async function breaks(t: Test, kinds: Plugin, law: string, reason: RegExp): Promise<void> {
  for await (const verdict of examineKinds(kinds)) {
    if (!verdict.law.startsWith(law) || verdict.fault === undefined) continue;
    t.match(verdict.fault, reason, law);
    return;
  }
  t.fail(`${law}: the law holds`);
}

const nothing = builtIn.links.find(({ kind }) => kind === "none")!;
const link = (build: () => Partial<Link<never>>, places: LinkKind["places"] = ["jitter"]): LinkKind => ({
  ...nothing,
  places,
  build: () => ({ ...(nothing.build({}, {} as never) as Link), ...(build() as Partial<Link>) }),
});

t.test("each law of links catches its fault", async (t) => {
  let builds = 0;
  const cases: [string, RegExp, LinkKind][] = [
    [
      "a packet arrives after",
      /sent at 0 ms, it arrives at -1 ms/,
      link(() => ({ carry: (_, now, state) => ({ arrivals: [now - 1], state }) })),
    ],
    [
      "a packet arrives after",
      /arrives at NaN ms/,
      link(() => ({ carry: (_, __, state) => ({ arrivals: [Number.NaN], state }) })),
    ],
    [
      "equal streams",
      /packet 0 arrives at/,
      link(() => {
        const late = builds++;
        return { carry: (_, now, state) => ({ arrivals: [now + late], state }) };
      }),
    ],
    [
      "carrying changes",
      /packet 0 was changed/,
      link(() => ({
        carry(packet, now, state) {
          packet[0]!++;
          return { arrivals: [now], state };
        },
      })),
    ],
    [
      "carrying changes",
      /the state \{"n":0\} has become \{"n":1\}/,
      link(() => ({
        init: () => ({ n: 0 }) as never,
        carry(_, now, state: { n: number }) {
          state.n++;
          return { arrivals: [now], state: state as never };
        },
      })),
    ],
    [
      "an edge's packets",
      /with traffic elsewhere/,
      link(() => {
        let carried = 0;
        return { carry: (_, now, state) => ({ arrivals: [now + carried++], state }) };
      }),
    ],
    [
      "a link that loses",
      /packet 0 is lost, but isLossy is undefined/,
      link(() => ({ carry: (_, __, state) => ({ arrivals: [], state }) })),
    ],
    [
      "only what stands",
      /packet 0 arrives more than once/,
      link(() => ({ carry: (_, now, state) => ({ arrivals: [now, now], state }) })),
    ],
    [
      "peers who mix",
      /no peer waits for what was never sent/,
      link(() => ({
        init: () => 0 as never,
        // It loses frames only, which begin with "HS".
        carry: ([h, s], now, state) => ({ arrivals: h === 0x48 && s === 0x53 ? [] : [now], state }),
      })),
    ],
  ];
  for (const [law, reason, kind] of cases) await breaks(t, { links: [kind] }, law, reason);
  const covered = networkLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law)));
  t.same(covered, [], "no law is left out");
});

t.test("each law of computing times catches its fault", async (t) => {
  let asked = 0;
  const computing = (build: () => Computing): ComputingKind => ({ ...builtIn.computings[0]!, build });
  const counting = () => ({ durationMs: () => asked++ });
  const cases: [string, RegExp, ComputingKind][] = [
    ["a duration is", /a round takes -1 ms/, computing(() => ({ durationMs: () => -1 }))],
    ["equal streams", /draw 0 takes/, computing(counting)],
    ["durations do not depend", /asked in another order/, computing(counting)],
  ];
  for (const [law, reason, kind] of cases) await breaks(t, { computings: [kind] }, law, reason);
  const covered = computingLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law)));
  t.same(covered, [], "no law is left out");
});

t.test("each law of outages catches its fault", async (t) => {
  let builds = 0;
  let asked = 0;
  const [first] = builtIn.outages;
  const outage = (build: () => Outage): OutageKind => ({ ...first!, build });
  const cases: [string, RegExp, OutageKind][] = [
    ["both ends", /agent 0 says false of 1, who says true/, outage(() => ({ isUp: (a, b) => a > b }))],
    ["the answer does not", /in another order/, outage(() => ({ isUp: () => asked++ % 7 === 0 }))],
    [
      "equal draws",
      /built again/,
      outage(() => {
        const up = builds++ % 2 === 0;
        return { isUp: () => up };
      }),
    ],
    ["what remains of W", /back undefined/, outage(() => ({ isUp: (a, b) => a > b }))],
  ];
  for (const [law, reason, kind] of cases) await breaks(t, { outages: [kind] }, law, reason);
  const covered = outageLaws.filter(({ name }) => !cases.some(([law]) => name.startsWith(law)));
  t.same(covered, [], "no law is left out");
});
