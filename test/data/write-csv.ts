/** A CSV text made cell by cell, and where each cell begins: the reference for the reader and for its places. */
export function writeCsv(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  style: { delimiter: string; end: string; bom: boolean; quoteAll: boolean; blankLines: boolean },
): { text: string; places: string[][] } {
  const needsQuotes = (cell: string): boolean => cell.includes(style.delimiter) || /["\r\n]|^ | $/u.test(cell);
  let text = "";
  let line = 1;
  let column = 1;
  const put = (piece: string): void => {
    text += piece;
    for (const character of piece) [line, column] = character === "\n" ? [line + 1, 1] : [line, column + 1];
  };
  const places: string[][] = [];
  for (const [r, row] of [header, ...rows].entries()) {
    if (style.blankLines && r % 3 === 2) put(style.end);
    places.push([]);
    for (const [i, cell] of row.entries()) {
      if (i > 0) put(style.delimiter);
      places.at(-1)!.push(`${line}:${column}`);
      put(style.quoteAll || needsQuotes(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    }
    put(style.end);
  }
  return { text: (style.bom ? "\ufeff" : "") + text, places: places.slice(1) };
}
