import { isNumeric, type Read } from "./columns.ts";

const cellsOf = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/u, "$1"));

/** What is written and no number, such as nan, is not finite; what is not written is NaN. */
const numberOf = (cell: string): number => {
  const value = Number(cell);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
};

/**
 * The log of Lightning's CSVLogger, in which training and validation of an epoch stand on lines of their own, or of Keras'.
 * Of an epoch the last value of each column counts. Undefined for a text without a column `epoch`.
 */
export function readCsv(text: string): Read | undefined {
  const lines = text
    .replace(/^\uFEFF/u, "")
    .split(/\r?\n/u)
    .filter((line) => line.trim() !== "");
  const [head = ""] = lines;
  const separator = head.includes(";") && !head.includes(",") ? ";" : ",";
  const names = cellsOf(head, separator);
  const at = names.findIndex((name) => name.toLowerCase() === "epoch");
  if (at < 0 || names.length < 2) return undefined;
  const epochs = new Map<string, Map<string, number>>();
  const odd = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const cells = cellsOf(line, separator);
    const key = cells[at] ?? "";
    const seen = epochs.get(key) ?? new Map<string, number>();
    for (const [i, cell] of cells.entries()) {
      const name = names[i];
      if (cell === "" || name === undefined) continue;
      seen.set(name, numberOf(cell));
      if (!isNumeric(cell) && !odd.has(name)) odd.set(name, cell);
    }
    if (key !== "") epochs.set(key, seen);
  }
  const rows = [...epochs.values()];
  const columns = new Map(names.map((name) => [name, rows.map((row) => row.get(name) ?? Number.NaN)]));
  return { columns, odd, source: names.includes("step") ? "lightning" : "keras" };
}
