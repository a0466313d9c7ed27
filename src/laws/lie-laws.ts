// The exam of every kind of lie.
import { normal, rootRng } from "../math/random.ts";
import type { Message } from "../mixing/mixing.ts";
import { stampOf } from "../network/frame.ts";
import type { Lie, LieContext, LieKind } from "../network/lie.ts";
import { demand, type Law } from "./law.ts";

/** A kind of lie with options and the liar's draws. */
export interface LieSubject {
  readonly kind: LieKind;
  readonly options: unknown;
  readonly context: LieContext;
}

/** All laws of lies. */
export const lieLaws: readonly Law<LieSubject>[] = [
  { name: "names and lengths stay", examine: keepsShape },
  { name: "numbers stay finite", examine: staysFinite },
  { name: "the truth is not changed", examine: leavesTruth },
  { name: "it is a lie, to somebody, some day", examine: lies },
  { name: "equal draws give equal lies", examine: repeatable },
];

function build({ kind, options, context }: LieSubject): Lie {
  return kind.build(kind.options.parse(options), context);
}

/** The truth of a round. */
function truth(round: number): Message {
  const rng = rootRng(5).fork(round);
  const array = (length: number) => Float64Array.from({ length }, () => normal(rng));
  return { a: array(3), b: array(1) };
}

/** All that is told in twenty rounds to three listeners. */
function* tellings(lie: Lie): Iterable<{ readonly true: Message; readonly told: Message }> {
  for (let round = 0; round < 20; round++) {
    const message = truth(round);
    for (const listener of [0, 3, 4])
      yield { true: message, told: lie.told(message, stampOf(round, 0), listener) };
  }
}

function textOf(message: Message): string {
  return Object.keys(message)
    .sort()
    .map((name) => `${name}: ${message[name]}`)
    .join("; ");
}

function keepsShape(subject: LieSubject): void {
  for (const { told } of tellings(build(subject))) {
    const shape = Object.entries(told).map(([name, values]) => `${name} ${values.length}`);
    demand(`${shape.sort()}` === "a 3,b 1", `a and b, of 3 and 1 numbers, became ${shape}`);
  }
}

function staysFinite(subject: LieSubject): void {
  for (const { told } of tellings(build(subject))) {
    for (const name in told)
      demand(
        told[name]!.every((value) => Number.isFinite(value)),
        `${name} became ${told[name]}`,
      );
  }
}

function leavesTruth(subject: LieSubject): void {
  let round = 0;
  for (const { true: message, told } of tellings(build(subject))) {
    const expected = textOf(truth(Math.floor(round++ / 3)));
    for (const name in told) if (told[name] !== message[name]) told[name]!.fill(9);
    demand(textOf(message) === expected, `what should be told became ${textOf(message)}`);
  }
}

function lies(subject: LieSubject): void {
  const all = [...tellings(build(subject))];
  demand(
    all.some(({ true: message, told }) => textOf(message) !== textOf(told)),
    "everybody is always told the truth",
  );
}

function repeatable(subject: LieSubject): void {
  const [one, other] = [build(subject), build(subject)].map((lie) =>
    [...tellings(lie)].map(({ told }) => textOf(told)).join("\n"),
  );
  demand(one === other, "two liars with the same draws differ");
}
