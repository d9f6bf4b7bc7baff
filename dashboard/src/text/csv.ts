/** A cell of CSV. Text that a spreadsheet would run as a formula is made text by an apostrophe. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvText = (rows: readonly (readonly Parameters<typeof csvCell>[0][])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
