// Columns of text for a terminal.

/** Rows under a heading, columns padded to their widest cell; numbers to the right, text to the left. */
export function textTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column]!)].map(width)),
  );
  const numeric = heading.map((_, column) => rows.every((row) => /^[-−]?[\d.]|^—?$/.test(row[column]!)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => pad(cell, widths[column]!, numeric[column]!))
      .join("  ")
      .trimEnd();
  return [heading, ...rows].map((cells) => `${line(cells)}\n`).join("");
}

function pad(cell: string, to: number, right: boolean): string {
  const space = " ".repeat(to - width(cell));
  return right ? space + cell : cell + space;
}

function width(text: string): number {
  return [...text].length;
}

/** A number for reading: four significant digits; a dash for none. */
export function shortNumber(value: number | null | undefined): string {
  if (value === undefined || value === null) return "—";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e6 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}

/** A number of bytes with its unit. */
export function shortBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(
    units.length - 1,
    Math.floor(Math.max(0, String(Math.floor(bytes)).length - 1) / 3),
  );
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
