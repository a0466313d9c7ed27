// `network:` of a scenario: presets and differences, what is refused, what it changes of a run's identity.
import t from "tap";
import { presets } from "../../src/network/presets.ts";
import { runIdOf } from "../../src/runners/run.ts";
import { type NetworkChoice, resolveNetwork } from "../../src/scenario/network.ts";
import { builtIn, extend } from "../../src/scenario/registry.ts";
import { resolveScenario } from "../../src/scenario/scenario.ts";
import { experimentOf, small } from "../runners/experiments.ts";

const resolved = (network: object): NetworkChoice => resolveNetwork(network, builtIn);

t.test("a preset stands in the resolved scenario, member by member", async (t) => {
  const { links, agents } = resolved({ preset: "wan" });
  t.same(links, presets.wan.links);
  t.same(agents, { computing: presets.wan.computing, factors: [1] });
  const plain = { mode: { kind: "synchronous" }, whenMissing: { kind: "to-self" } };
  const nobody = { liars: [], membership: [], crashes: [] };
  t.same(resolved({}), { preset: "ideal", links: {}, agents: { factors: [1] }, ...plain, ...nobody });
  for (const preset of Object.keys(presets)) {
    const first = resolved({ preset });
    t.same(resolved(first), first, `${preset} is a fixed point`);
  }
});

t.test("a member with a kind stands in place of the preset's, one without changes it", async (t) => {
  const { links, agents } = resolved({
    preset: "wan",
    links: {
      latency: { medianMs: 80 },
      jitter: { kind: "none" },
      loss: { kind: "independent", probability: 0.1 },
    },
    agents: { computing: { kind: "constant", ms: 7 }, factors: [1, 10] },
  });
  t.same(links.latency, { ...presets.wan.links.latency, medianMs: 80 });
  t.same(links.jitter, { kind: "none" });
  t.same(links.loss, { kind: "independent", probability: 0.1 });
  t.same(links.uplink, presets.wan.links.uplink);
  t.same(agents, { computing: { kind: "constant", ms: 7 }, factors: [1, 10] });
});

t.test("what is wrong is named by its place, with the nearest names", async (t) => {
  const refused = (network: object, pattern: RegExp) => t.throws(() => resolved(network), pattern);
  refused({ preset: "wann" }, /network\.preset: got "wann"; did you mean wan/);
  refused({ mode: { kind: "asynchron" } }, /mode\.kind: .*allowed: synchronous, bounded-staleness, asynch/);
  refused(
    { mode: {} },
    /network\.mode\.kind: missing; one of synchronous, bounded-staleness, asynchronous/,
  );
  refused({ link: {} }, /network\.link: .*did you mean links\?/);
  refused({ links: { latencies: {} } }, /network\.links\.latencies: .*did you mean latency\?/);
  refused(
    { links: { latency: { kind: "lognormal" } } },
    /network\.links\.latency\.kind: got "lognormal"; did you mean log-normal\?/,
  );
  refused(
    { links: { latency: { kind: "queue" } } },
    /network\.links\.latency\.kind: got "queue"; .*constant/,
  );
  refused(
    { links: { latency: { kind: "constant", ms: -1 } } },
    /network\.links\.latency\.ms: got -1; a finite number from 0/,
  );
  refused({ links: { latency: { ms: 3 } } }, /network\.links\.latency\.kind: missing/);
  refused({ preset: "lan", links: { latency: { ms: 3 } } }, /network\.links\.latency\.ms: .*medianMs/);
  refused(
    { agents: { computing: { kind: "paretto" } } },
    /network\.agents\.computing\.kind: .*did you mean pareto\?/,
  );
  refused({ agents: { factors: [] } }, /network\.agents\.factors/);
});

t.test("without patience what is lost would be waited for for ever: refused", async (t) => {
  const lossy = { links: { loss: { kind: "independent", probability: 0.1 } } };
  t.throws(() => experimentOf({ ...small, network: lossy }), /network\.links\.loss\.kind: .*patience/);
  const harmless = { links: { loss: { kind: "independent", probability: 0 } } };
  t.doesNotThrow(() => experimentOf({ ...small, network: harmless }));
});

t.test("a network changes the run's id, not the scenario's digest; a trace's bytes too", async (t) => {
  const traced = { links: { latency: { kind: "trace", path: "a.csv" } } };
  const [plain, wan, trace, other] = [
    experimentOf(small),
    experimentOf({ ...small, network: { preset: "wan" } }),
    experimentOf({ ...small, network: traced }, { "a.csv": "ms\n5\n" }),
    experimentOf({ ...small, network: traced }, { "a.csv": "ms\n6\n" }),
  ];
  const all = [plain, wan, trace, other];
  t.equal(new Set(all.map(({ digest }) => digest)).size, 1);
  t.equal(new Set(all.map((experiment) => runIdOf(experiment, "virtual"))).size, 4);
});

t.test("a plug-in's link stands at its places, and must be one", async (t) => {
  const { options } = builtIn.links[0]!;
  const build = () => ({
    init: () => 0,
    carry: (_: unknown, now: number) => ({ arrivals: [now + 1], state: 0 }),
  });
  const mine = { kind: "mine", summary: "one ms", places: ["jitter"], options, build };
  const registry = extend(builtIn, { links: [mine] }, "mine.ts");
  const at = (place: string) =>
    experimentOf({ ...small, network: { links: { [place]: { kind: "mine" } } } }, {}, registry);
  t.equal(at("jitter").network!.links[0]!.place, "jitter");
  t.throws(() => at("loss"), /network\.links\.loss\.kind: got "mine"/);
  t.throws(
    () => extend(builtIn, { links: [{ ...mine, places: undefined }] }, "mine.ts"),
    /mine\.ts: got "mine"; a kind of link has a list `places`/,
  );
  const broken = extend(builtIn, { links: [{ ...mine, build: () => ({}) }] }, "mine.ts");
  const raw = { ...small, network: { links: { jitter: { kind: "mine" } } } };
  t.throws(() => experimentOf(raw, {}, broken), /network\.links\.jitter\.kind: got "mine"; .*init/);
});

t.test("scenarios without a network have none", async (t) => {
  t.notOk("network" in resolveScenario(small, builtIn));
  t.equal(experimentOf(small).network, undefined);
});

t.test(
  "agents that crash: rules that remember come back, sums only where nobody loses patience",
  async (t) => {
    const crashes = [{ agent: 1, atMs: 3, downMs: 5 }];
    const on = (network: object) => () => experimentOf({ ...small, network: { crashes, ...network } });
    t.doesNotThrow(on({ whenMissing: { kind: "last-known" }, patience: 5 }));
    t.doesNotThrow(on({ whenMissing: { kind: "running-sums" } }));
    t.throws(on({ whenMissing: { kind: "running-sums" }, patience: 5 }), {
      name: "ScenarioError",
      message: /^network\.patience: got 5; none: others would have taken sums/,
    });
  },
);
