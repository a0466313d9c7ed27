/** The rows of a table of numbers, as runners write them: by column; empty cells are NaN. */
export function numbersOf(csv: string): Record<string, number>[] {
  const [heading = "", ...lines] = csv.trimEnd().split("\n");
  const names = heading.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(
      names.map((name, k) => [name, cells[k] === "" ? Number.NaN : Number(cells[k])]),
    );
  });
}
