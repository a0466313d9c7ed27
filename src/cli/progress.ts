// How a run shows that it goes on: a bar on a terminal, plain lines elsewhere.
import { Presets, SingleBar } from "cli-progress";
import type { RowEntry } from "../journal/journal.ts";
import { personalColumnsOf } from "../report/personal.ts";
import { columnName } from "../report/series.ts";
import { shortNumber } from "./text-table.ts";

/** Told what a run does. */
export interface Progress {
  onRow(row: RowEntry): void;
  onRound(round: number): void;
  end(): void;
}

/** Progress of a run of `rounds` rounds, written to standard error. */
export function progressOf(name: string, rounds: number, terminal: boolean): Progress {
  return terminal ? bar(name, rounds) : lines(name, rounds);
}

function bar(name: string, rounds: number): Progress {
  const numbers = "{percentage}% | round {value}/{total} | {finding} | {eta_formatted} left";
  const format = `${name.padEnd(24)} {bar} ${numbers}`;
  const shown = new SingleBar(
    { format, hideCursor: true, etaBuffer: 100, fps: 10 },
    Presets.shades_classic,
  );
  shown.start(rounds, 0, { finding: "" });
  return {
    onRow: (row) => shown.update(row.round, { finding: finding(row) }),
    onRound: (round) => shown.update(round),
    end: () => shown.stop(),
  };
}

function lines(name: string, rounds: number): Progress {
  let next = 0;
  return {
    onRow(row) {
      if (row.round < next && row.round !== rounds) return;
      const said = finding(row);
      process.stderr.write(`${name}: round ${row.round}/${rounds}${said && `, ${said}`}\n`);
      next = row.round + rounds / 10;
    },
    onRound: () => {},
    end: () => {},
  };
}

function finding({ metrics }: RowEntry): string {
  const { optimality_gap: gap, values_consensus: consensus, value } = metrics;
  if (gap !== undefined) return `gap ${shortNumber(gap)}`;
  if (consensus !== undefined) return `disagreement ${shortNumber(consensus)}`;
  if (value !== undefined) return `value ${shortNumber(value)}`;
  const [personal] = personalColumnsOf([[metrics]]);
  return personal === undefined
    ? ""
    : `${columnName(personal.column)} ${shortNumber(metrics[personal.column])}`;
}
