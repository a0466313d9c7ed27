// The books of running sums: what all agents and all edges hold against what was ever put in.
import type { Mass } from "./mass.ts";
import type { Mixer } from "./missing.ts";
import { RunningSums } from "./running-sums.ts";

/**
 * max |Σ x + mass under way − Σ put in|, over all entries and the weights y, each as a part of what all
 * agents and edges hold of it (of 1 where that is less): 0 to rounding at every moment, whatever the network
 * does. Where all are beginning anew it is over those who have. Undefined where
 * the rule holds no mass, or nothing has been mixed yet.
 */
export function massError(mixers: readonly Mixer[]): number | undefined {
  const epoch = Math.max(0, ...mixers.map(epochOf));
  const books = mixers.map((mixer) => (epochOf(mixer) === epoch ? massesOf(mixer) : []));
  const groups = Math.max(0, ...books.map(({ length }) => length));
  if (groups === 0) return undefined;
  let worst = 0;
  for (let group = 0; group < groups; group++) {
    for (const value of imbalance(books, group)) worst = Math.max(worst, Math.abs(value));
  }
  return worst;
}

function massesOf(mixer: Mixer) {
  return mixer instanceof RunningSums ? mixer.masses : [];
}

function epochOf(mixer: Mixer): number {
  return mixer instanceof RunningSums ? mixer.epoch : 0;
}

function imbalance(books: readonly (readonly Mass[])[], group: number): Float64Array {
  const masses = books.map((masses) => masses[group]);
  const error = new Float64Array(masses.find((mass) => mass !== undefined)!.ledger.held.length);
  const size = new Float64Array(error.length);
  const add = (sign: number, values: Float64Array) => {
    for (let i = 0; i < error.length; i++) {
      error[i]! += sign * values[i]!;
      size[i]! += Math.abs(values[i]!);
    }
  };
  masses.forEach((mass, agent) => {
    if (mass === undefined) return;
    add(1, mass.ledger.held);
    add(-1, mass.ledger.put);
    for (const [listener, sums] of mass.sent) {
      const { base, total } = sums.open;
      const taken = masses[listener]?.taken.get(agent);
      add(1, total);
      if (taken !== undefined) add(-1, taken.after(base));
    }
  });
  return error.map((value, i) => value / Math.max(1, size[i]!));
}
