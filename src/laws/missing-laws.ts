// The exam of every rule for what is missing.
import { Arena } from "../math/arrays.ts";
import { normal, rootRng, uniformInt } from "../math/random.ts";
import { average } from "../mixing/average.ts";
import type { MissingContext, MissingKind, MissingRule, Mixer } from "../mixing/missing/missing.ts";
import type { Message } from "../mixing/mixing.ts";
import { demand, type Law } from "./law.ts";
import { type Fates, LossyGossip, losing } from "./lossy-gossip.ts";

/** A rule with options and a mixing it fits. */
export interface MissingSubject {
  readonly kind: MissingKind;
  readonly options: unknown;
  readonly context: MissingContext;
}

/** All laws of rules for what is missing. */
export const missingLaws: readonly Law<MissingSubject>[] = [
  { name: "a rule says what it is", decisive: true, examine: described },
  { name: "what all agree on stays, whoever is missing", examine: keepsAgreement },
  { name: "a reply stays in the range of what was ever said", examine: staysInRange },
  { name: "a plain rule gives the bits of W·x where everybody is heard", examine: plain },
  { name: "a rule without memory answers as if it had just begun", examine: memoryless },
  { name: "messages are not changed, and replies share no memory with them", examine: apart },
  { name: "equal histories give equal replies", examine: repeatable },
  { name: "what was saved and restored goes on as if nothing had been", examine: restorable },
];

const exchanges = 12;
const length = 3;

function build({ kind, options, context }: MissingSubject): MissingRule {
  return kind.build(kind.options.parse(options), context);
}

function gossip(subject: MissingSubject, fates: Fates = losing(0.4, rootRng(7))): LossyGossip {
  return new LossyGossip(subject.context.mixing, build(subject), fates);
}

const nothingLost: Fates = () => "arrives";

function messages({ context }: MissingSubject, seed: number): Message[] {
  return Array.from({ length: context.mixing.topology.size }, (_, agent) => {
    const rng = rootRng(seed).fork(agent);
    return { x: Float64Array.from({ length }, () => normal(rng)) };
  });
}

function described(subject: MissingSubject): void {
  const rule = build(subject);
  for (const name of ["isPlain", "isMemoryless", "isLinear", "byColumns"] as const)
    demand(typeof rule[name] === "boolean", `${name} is ${rule[name]}`);
  demand(!rule.isPlain || !rule.byColumns, "a plain rule mixes by rows");
}

function keepsAgreement(subject: MissingSubject): void {
  const agreed = [1.5, -2, 1e3];
  const network = gossip(subject);
  let current = messages(subject, 1).map((): Message => ({ x: Float64Array.from(agreed) }));
  for (let n = 0; n < exchanges; n++) {
    current = network.mix(current);
    current.forEach(({ x }, agent) => {
      const isKept = x!.every((value, i) => Math.abs(value - agreed[i]!) <= 1e-12 * Math.abs(agreed[i]!));
      demand(isKept, `exchange ${n}: agent ${agent} has left ${agreed} for ${x}`);
    });
  }
}

function staysInRange(subject: MissingSubject): void {
  const network = gossip(subject);
  let current = messages(subject, 2);
  const said = current.flatMap(({ x }) => [...x!]);
  const [low, high] = [Math.min(...said), Math.max(...said)];
  for (let n = 0; n < exchanges; n++) {
    current = network.mix(current);
    for (const { x } of current) {
      for (const value of x!)
        demand(value >= low - 1e-9 && value <= high + 1e-9, `${value} is not from ${low} to ${high}`);
    }
  }
}

function plain(subject: MissingSubject): void {
  if (!build(subject).isPlain) return;
  const { mixing } = subject.context;
  const said = messages(subject, 3);
  gossip(subject, nothingLost)
    .mix(said)
    .forEach(({ x }, agent) => {
      const row = mixing.row(agent, 0);
      const expected = new Float64Array(length);
      average(
        row,
        Array.from(row.agents, (source) => said[source]!.x!),
        expected,
      );
      demand(`${x}` === `${expected}`, `agent ${agent}: ${x} where W·x is ${expected}`);
    });
}

function memoryless(subject: MissingSubject): void {
  if (!build(subject).isMemoryless) return;
  const used = gossip(subject);
  used.mix(messages(subject, 4));
  const fates: Fates = (_, from, to) => losing(0.4, rootRng(7))(1, from, to);
  const [again, first] = [used, gossip(subject, fates)].map((network) => textOf(network, subject, 5));
  demand(again === first, `after another exchange ${again}, at first ${first}`);
}

function textOf(network: LossyGossip, subject: MissingSubject, seed: number): string {
  return network
    .mix(messages(subject, seed))
    .map(({ x }) => `${x}`)
    .join("; ");
}

function apart(subject: MissingSubject): void {
  const rule = build(subject);
  const { mixing } = subject.context;
  const said = messages(subject, 6);
  const before = said.map(({ x }) => `${x}`);
  const arena = new Arena(mixing.topology.size);
  said.forEach((message, agent) => {
    const occasion = { stamp: 0, message, row: mixing.row(agent, 0), column: mixing.column(agent, 0) };
    const mixer = rule.mixerOf(agent);
    mixer.begin?.(occasion);
    const heard = (source: number) => ({ stamp: 0, message: said[source]!, numbers: undefined });
    mixer.mixed(occasion, heard, arena.of(agent)).x!.fill(77);
  });
  demand(`${said.map(({ x }) => `${x}`)}` === `${before}`, "a message has changed");
}

function repeatable(subject: MissingSubject): void {
  const [one, other] = [gossip(subject), gossip(subject)];
  for (let n = 0; n < exchanges; n++) {
    const [a, b] = [textOf(one, subject, n), textOf(other, subject, n)];
    demand(a === b, `exchange ${n}: ${a} and ${b}`);
  }
}

/** The state of one network is given to another, which has had another history. */
function restorable(subject: MissingSubject): void {
  const { saved, restore } = build(subject).mixerOf(0);
  demand((saved === undefined) === (restore === undefined), "mixers that save restore, and the other way");
  if (saved === undefined) return;
  const rng = rootRng(8);
  const fates: Fates = (stamp, from, to) =>
    (["arrives", "arrives", "late", "lost"] as const)[uniformInt(rng.fork(stamp, from, to), 4)]!;
  const [one, other] = [gossip(subject, fates), gossip(subject, fates)];
  for (let n = 0; n < exchanges; n++) {
    textOf(one, subject, n);
    textOf(other, subject, 100 + n);
  }
  other.mixers.forEach((mixer, agent) => void mixer.restore!(one.mixers[agent]!.saved!()));
  for (let n = 0; n < exchanges; n++) {
    const [a, b] = [textOf(one, subject, n), textOf(other, subject, n)];
    demand(a === b, `${n} exchanges later: ${a} and ${b}`);
  }
  other.mixers[0]!.restore!({});
  const [anew, first] = [other.mixers[0]!, build(subject).mixerOf(0)].map((mixer) => namesOf(mixer));
  demand(anew === first, `restored from nothing, it remembers ${anew}, at first ${first}`);
}

function namesOf(mixer: Mixer): string {
  const arrays = { ...mixer.saved!(), ...mixer.state?.() };
  return Object.entries(arrays)
    .map(([name, values]) => `${name}: ${values}`)
    .join("; ");
}
