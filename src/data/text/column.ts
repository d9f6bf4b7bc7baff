import { chooseFeatures } from "../features.ts";
import { type Column, type Notice, type Table, warning } from "../table.ts";

/** Cells of fewer words on average are names and codes. */
const PROSE_WORDS = 3;

const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Mean number of words, counted as `TextColumn.words` is. */
const meanWords = (texts: readonly string[]): number =>
  texts.reduce((n, text) => n + text.trim().split(/\s+/u).length + (text.match(SPACELESS)?.length ?? 0), 0) /
  texts.length;

/** Whether a column holds prose: mostly different cells of several words. */
function isProse(column: Column, rows: number): boolean {
  if (column.kind === "text") return column.words >= PROSE_WORDS;
  if (column.kind !== "category") return false;
  const present = rows - column.missing;
  return column.levels.length > present / 2 && meanWords(column.levels) >= PROSE_WORDS;
}

export interface TextChoice {
  /** The column of texts; undefined when the table is one of features, or it is unclear. */
  readonly column?: string;
  readonly notices: readonly Notice[];
}

/**
 * Which column is the text when the user named none: the one of prose, where no other column is of use as a feature. `structural` are
 * columns that are used otherwise, such as a group. Prose beside features is told with the flag that learns from it.
 */
export function textColumnOf(table: Table, target: string, structural: readonly string[]): TextChoice {
  const open = table.columns.filter(({ name }) => name !== target && !structural.includes(name));
  const prose = open.filter((column) => isProse(column, table.rows)).map(({ name }) => name);
  const [first] = prose;
  if (first === undefined) return { notices: [] };
  const others = table.columns
    .map(({ name }) => name)
    .filter((name) => structural.includes(name) || prose.includes(name));
  const drop = others.filter((name) => name !== target);
  const { features } = chooseFeatures(table, { target, drop });
  if (features.length === 0 && prose.length === 1) return { column: first, notices: [] };
  return { notices: prose.map((name) => warning(`${name} holds texts: not learned from`, `--text ${name}`)) };
}
