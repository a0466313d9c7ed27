// Ways to damage a text, all drawn from fast-check's seed.
import fc from "fast-check";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What people and programs put where it does not belong. */
const intruders = [
  "",
  "-1",
  "NaN",
  ".nan",
  "Infinity",
  "1e999",
  "1e308",
  "null",
  '""',
  "''",
  "{}",
  "[]",
  "[[",
  "}",
  "\n\n",
  "\t",
  "\r",
  ",",
  ":",
  "&a *a",
  "<",
  "</x>",
  "&nope;",
  '"',
  "\u0000",
  "\ufeff",
  "\u2028",
  "é",
  "__proto__",
  "constructor",
  "0x10",
  "9007199254740993",
];

/** Pieces of a text: words, numbers and single signs, so that damage falls on whole tokens too. */
function tokens(text: string): string[] {
  return text.match(/[A-Za-z_]+|[\d.]+|\s+|[^\w\s]/g) ?? [];
}

/** One to three tokens replaced, doubled, left out or swapped; or the bytes cut or one of them changed. */
export function damaged(text: string): fc.Arbitrary<Uint8Array> {
  const parts = tokens(text);
  const at = fc.nat(parts.length - 1);
  const change = fc.oneof(
    fc.record({ at, by: fc.constantFrom(...intruders) }),
    fc.record({ at, by: fc.nat(parts.length - 1).map((other) => parts[other]!) }),
    at.map((position) => ({ at: position, by: parts[position]!.repeat(2) })),
    fc.record({ at, by: fc.double().map(String) }),
  );
  const changedTokens = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const copy = [...parts];
    for (const { at: position, by } of changes) copy[position] = by;
    return encode(copy.join(""));
  });
  return fc.oneof(
    { weight: 6, arbitrary: changedTokens },
    { weight: 2, arbitrary: damagedBytes(encode(text)) },
  );
}

/** Bytes cut off, or one to four of them changed. */
export function damagedBytes(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const cut = fc.nat(bytes.length).map((length) => bytes.slice(0, length));
  const flip = fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) });
  const flipped = fc.array(flip, { minLength: 1, maxLength: 4 }).map((flips) => {
    const copy = bytes.slice();
    for (const { at, to } of flips) copy[at] = to;
    return copy;
  });
  return fc.oneof(cut, { weight: 3, arbitrary: flipped });
}

/** Files that are wrong as a whole: empty, blank, of another encoding, no text at all. */
export function wholeFileDamages(text: string): [name: string, bytes: Uint8Array][] {
  const utf16 = Uint8Array.from(
    [...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]),
  );
  return [
    ["empty", new Uint8Array()],
    ["blank", encode(" \n\t\n")],
    ["UTF-16 with a mark", Uint8Array.from([0xff, 0xfe, ...utf16])],
    ["UTF-16 without a mark", utf16],
    ["Latin-1", encode(text).map((byte, k) => (k === 3 ? 0xe9 : byte))],
    ["zero bytes", new Uint8Array(64)],
    ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13])],
  ];
}
