import type { NoticeEvent } from "./types.ts";

/** Where a notice names single rows, files or values of the data, as the readers write it. */
const SINGLE: readonly (readonly [RegExp, string])[] = [
  // `glucose: 5 cells missing (lines 77, 184, …) → median + flag`
  [/ \((?:lines?|rows?) [\d,\s…]+\)/gu, ""],
  // `price: 2 cells are no numbers → missing (first: "n/a", a.csv:7:3)`
  [/ \(first: .*\)$/u, ""],
  // `3 of 100 images cannot be used: a.png (it is empty), … → left out`
  [/( images? cannot be used): .*( → left out)/u, "$1$2"],
  // `price holds numbers that are written as words, such as "$1,000.00" → …`
  [/, such as .* → read as words; .*$/u, " → read as words"],
  // `regression, price from 326 to 18,823`: both ends are rows
  [/^(regression, .+) from \S+ to [^\s]+/u, "$1"],
];

/** A message without what it tells of single rows. */
export const withoutRows = (message: string): string =>
  SINGLE.reduce((text, [pattern, instead]) => text.replace(pattern, instead), message);

/** Notices as a run for private data keeps them. */
export const aggregated = (notices: readonly NoticeEvent[]): NoticeEvent[] =>
  notices.map((notice) => ({ ...notice, message: withoutRows(notice.message) }));
