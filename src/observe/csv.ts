/** Starts of a text that spreadsheets run as a formula. */
const FORMULA = /^[=+\-@\t\r]/u;

/** Whether a value gets an apostrophe in front when it is written as a cell. */
export const isFormula = (value: unknown): boolean => typeof value === "string" && FORMULA.test(value);

/**
 * One cell of a CSV file. A text that a spreadsheet would run as a formula gets an apostrophe in front, so that a value
 * of the data never becomes code; numbers stay numbers. NaN, null and undefined are empty cells.
 */
export function csvCell(value: string | number | bigint | boolean | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (typeof value !== "string") return String(value);
  const safe = isFormula(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file, ended by CR LF as RFC 4180 has it. */
export const csvLine = (values: readonly Parameters<typeof csvCell>[0][]): string =>
  `${values.map(csvCell).join(",")}\r\n`;
