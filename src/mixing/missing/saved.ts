// What mixing remembers is one flat record of numbers; parts are told apart by how their names begin.

/** Arrays by name. */
type Arrays = Readonly<Record<string, Float64Array>>;

/** A part under names that begin with a word and a blank. */
export function under(word: string, part: Arrays): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(part).map(([name, values]) => [`${word} ${name}`, values]));
}

/** The part under names that begin with a word and a blank, by what follows; empty where there is none. */
export function partOf(whole: Arrays, word: string): Record<string, Float64Array> {
  const start = `${word} `;
  const found = Object.entries(whole).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(found.map(([name, values]) => [name.slice(start.length), values]));
}

/** Numbers one after the other, however many. */
export function joined(...parts: readonly ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
