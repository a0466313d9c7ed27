// Plug-ins that fail: while they load, in what they export, in what they build, and in a round.
import { existsSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { experimentAt } from "../../src/runners/load.ts";
import { run } from "../../src/runners/run.ts";
import { certifyExperiment } from "../../src/scenario/certify.ts";
import { faultOf } from "./fault.ts";

const scenario = `name: stranger
agents: 3
rounds: 2
topology: { kind: ring }
environment: { kind: values }
algorithm: { kind: stranger }
plugins: [./plug.ts]
`;

/** The refusal of a run whose plug-in is `source`. */
async function refusalOf(t: Test, source: string): Promise<string> {
  const dir = t.testdir({ "s.yaml": scenario, "plug.ts": source });
  const out = join(dir, "runs");
  const fault = await faultOf(
    t,
    async () => {
      const { experiment, folder } = await experimentAt(join(dir, "s.yaml"));
      return run(experiment, { out, folder });
    },
    source.slice(0, 60),
  );
  t.notOk(existsSync(out), "nothing is written");
  return fault.message.replaceAll(dir, "");
}

const kind = (build: string, options = "z.strictObject({})") =>
  `import { z } from "zod";
const own = { kind: "stranger", summary: "", options: ${options}, build() { ${build} } };
export default { algorithms: [own] };
`;

const algorithm = (members: string) =>
  kind(
    'return { name: "stranger", shares: ["values"], *init({ values }) { return { values }; }, ' +
      `*round(state) { return state; }, view: (state) => state, ${members} };`,
  );

// One test each: modules are cached by their path.
const failures: [string, string, RegExp][] = [
  ["throws", 'throw new Error("boom");', /must load without errors: Error: boom \(\S*plug\.ts:1:7\)/],
  ["throws null", "throw null;", /must load without errors: thrown: null/],
  ["cannot be parsed", "export default {", /must load without errors: SyntaxError: /],
  ["is not erasable", "enum A { B }\nexport default {};", /SyntaxError: .*enum/],
  ["imports what is not there", 'import "no-such-package";', /Cannot find package 'no-such-package'/],
  ["has no default export", "export const algorithms = [];", /got "no default export"; a plug-in exports/],
  ["exports a number", "export default 5;", /got 5; a plug-in exports by default a record/],
  ["exports a list", "export default [];", /got \[\]; a plug-in exports by default a record/],
  [
    "misspells a section",
    "export default { algoritms: [] };",
    /got "algoritms"; did you mean algorithms\?/,
  ],
  ["has no list", "export default { algorithms: 3 };", /algorithms: got 3; it must be a list of kinds/],
  ["lists nothing", "export default { algorithms: [null] };", /got "no kind"; a kind has a name/],
  ["has no schema", kind("return {};", "{}"), /got "stranger"; a kind has .* zod schema/],
  ["takes a name", kind("return {};").replace("stranger", "fednpg"), /got "fednpg"; .*give it another/],
  ["builds nothing", kind(""), /algorithm\.kind: got "stranger"; what it builds needs a member name/],
  ["builds too little", algorithm("view: 3"), /needs a member view that is a function/],
  ["fails to build", kind("return nothing.at.all;"), /plugins: .* ReferenceError: nothing is not defined/],
  [
    "fails in a round",
    algorithm('*round() { throw new Error("late"); }'),
    /Error: late \(\S*plug\.ts:\d+:\d+\)/,
  ],
  [
    "mixes what it does not share",
    algorithm('*round(state) { return yield { kind: "mix", message: { secret: state.values } }; }'),
    /declares that it shares "secret"/,
  ],
];

for (const [what, source, answer] of failures) {
  t.test(`a plug-in that ${what}`, async (t) => {
    t.match(await refusalOf(t, source), answer);
  });
}

for (const [what, notes, answer] of [
  ["fail", '() => { throw new Error("boom"); }', /plugins: .* Error: boom \(\S*plug\.ts:\d+:\d+\)/],
  ["are one text", '() => "a sentence"', /got "stranger"; its notesOn must return a list of sentences/],
  ["are no texts", "() => [{}]", /its notesOn must return a list of sentences/],
] as const) {
  t.test(`notes on a certificate that ${what}, in a run and when one is asked for`, async (t) => {
    const source = algorithm(`notesOn: ${notes}`);
    t.match(await refusalOf(t, source), answer);
    const { experiment } = await experimentAt(join(t.testdirName, "s.yaml"));
    t.match((await faultOf(t, () => certifyExperiment(experiment), "certify")).message, answer);
  });
}

t.test("a plug-in that is not there", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario });
  const { message } = await faultOf(t, () => experimentAt(join(dir, "s.yaml")), "missing");
  t.match(message, /s\.yaml: .*plug\.ts: got "ENOENT"; cannot read it: there is no such file/);
});

t.test("a plug-in whose ending is no module's", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario.replace("plug.ts", "plug.py"), "plug.py": algorithm("") });
  const { message } = await faultOf(t, () => experimentAt(join(dir, "s.yaml")), "ending");
  t.match(message, /plug\.py: got "the ending \.py"; a module this Node can load: \.js, \.mjs, or from/);
});

t.test("a plug-in that is sound runs", async (t) => {
  const dir = t.testdir({ "s.yaml": scenario, "plug.ts": algorithm("") });
  const { experiment, folder } = await experimentAt(join(dir, "s.yaml"));
  t.match(await run(experiment, { out: join(dir, "runs"), folder }), { status: "finished", round: 2 });
});
