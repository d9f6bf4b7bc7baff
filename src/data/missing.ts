/**
 * Cells that mean "no value", compared after trimming spaces. `none`, `-`, `.` and `0` are values; so is `None`.
 * `NA` is missing in columns of words too, and a notice says so, because it may be a code (Namibia, "not applicable").
 */
export const MISSING_TOKENS: readonly string[] = [
  "",
  "?",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "<NA>",
  "NaN",
  "nan",
  "NULL",
  "Null",
  "null",
  "NaT",
  "\\N",
];

export type IsMissing = (cell: string) => boolean;

/** The test for a list of tokens; an empty cell is always missing. */
export function missingTest(tokens: readonly string[]): IsMissing {
  const all = new Set(["", ...tokens]);
  return (cell) => all.has(cell.replace(/^[ \t\r\n]+|[ \t\r\n]+$/gu, ""));
}
