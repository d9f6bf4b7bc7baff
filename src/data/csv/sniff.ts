import { sampleRecords } from "./records.ts";

/** The delimiters that are tried, the most usual first. */
export const DELIMITERS = [",", "\t", ";", "|"] as const;

/** How a delimiter is written in messages and on the command line. */
export const showDelimiter = (delimiter: string): string => (delimiter === "\t" ? "tab" : JSON.stringify(delimiter));

/**
 * The delimiter that cuts the most records of the sample into as many cells as the header, and the most cells when
 * several do; a comma when the header is one cell whatever is tried.
 */
export function sniffDelimiter(text: string): string {
  let best: string = ",";
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const { records, complete } = sampleRecords(text, delimiter, 200);
    const whole = complete || records.length < 2 ? records : records.slice(0, -1);
    const width = whole[0]?.length ?? 1;
    if (width < 2) continue;
    const even = whole.filter((record) => record.length === width).length / whole.length;
    const score = (even >= 0.9 ? 10 : 0) + even + width / (width + 1);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}
