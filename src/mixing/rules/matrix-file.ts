// W as a file: N lines of N numbers, comma-separated, without a header.
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { ScenarioError } from "../../error.ts";
import { malformedCsv } from "../../topology/files/csv-fault.ts";
import { textOf } from "../../topology/files/text.ts";
import type { Topology } from "../../topology/topology.ts";
import type { Weights } from "../mixing.ts";
import { weightsOf } from "../weights.ts";

/** A line of the file, split at commas; `info.lines` counts lines from 1. */
interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The rows of W in a CSV file: line i + 1 holds W[i][0], …, W[i][N − 1], what agent i gives to what it hears
 * from each. White space and blank lines are dropped.
 *
 * @throws ScenarioError naming file and line: a wrong number of lines or numbers, a value that is no finite
 * number, a weight other than 0 where the topology has no edge
 */
export function readMatrix(bytes: Uint8Array, path: string, topology: Topology): readonly Weights[] {
  const { size } = topology;
  const whole = `${size} rows of ${size} numbers, one per agent`;
  if (bytes.every((byte) => byte <= 32)) throw new ScenarioError(path, "an empty file", whole);
  const rows = rowsOf(textOf(bytes, path), path);
  if (rows.length !== size) {
    throw new ScenarioError(path, `${rows.length} rows`, `${size} rows of ${size} numbers, one per agent`);
  }
  return rows.map(({ record, info }, agent) => {
    const place = `${path}:${info.lines}`;
    if (record.length !== size) {
      throw new ScenarioError(place, `${record.length} numbers`, `${size} numbers, one per agent`);
    }
    const weights = record.map((text) => numberOf(text, place));
    requireSupport(weights, agent, topology, place);
    return weightsOf(Array.from(weights.keys()), weights);
  });
}

function requireSupport(
  weights: readonly number[],
  agent: number,
  topology: Topology,
  place: string,
): void {
  const heard = new Set(topology.hears(agent, 0)).add(agent);
  const other = weights.findIndex((weight, j) => weight !== 0 && !heard.has(j));
  if (other === -1) return;
  const allowed = `0 for W[${agent}][${other}], as the topology has no edge ${other}→${agent}`;
  throw new ScenarioError(place, weights[other], allowed);
}

function numberOf(text: string, place: string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new ScenarioError(place, text, "a finite number");
}

function rowsOf(text: string, path: string): readonly Row[] {
  try {
    const options = { info: true, columns: false, relax_column_count: true, trim: true } as const;
    return parse(text, { ...options, skip_empty_lines: true }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw malformedCsv(error, text, path);
  }
}
