import { count, plural } from "../../core/count.ts";
import { chooseFeatures } from "../features.ts";
import { duplicateUnits } from "../split/units.ts";
import { type Column, type DataColumn, type Notice, type Table, warning } from "../table.ts";

/** Cells of fewer words on average are names and codes. */
const PROSE_WORDS = 3;
/** Cells of fewer may be titles, and columns beside them the better features. */
const LONG_WORDS = 8;
/** Rows that are alike without the text, on average, beyond which the rest tells little. */
const ALIKE = 20;

const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Mean number of words, counted as `TextColumn.words` is. */
const meanWords = (texts: readonly string[]): number =>
  texts.reduce((n, text) => n + text.trim().split(/\s+/u).length + (text.match(SPACELESS)?.length ?? 0), 0) /
  texts.length;

/** Mean words of a column of prose, whose cells are mostly different and have several words; 0 for any other. */
function proseWords(column: Column, rows: number): number {
  if (column.kind === "numeric") return 0;
  if (column.kind === "category" && column.levels.length <= (rows - column.missing) / 2) return 0;
  const words = column.kind === "text" ? column.words : meanWords(column.levels);
  return words >= PROSE_WORDS ? words : 0;
}

/** Rows that are like an earlier one in all features. */
const twinsOf = (features: readonly DataColumn[], rows: number): number =>
  duplicateUnits(features, rows).reduce((twins, unit, row) => twins + Number(unit !== row), 0);

export interface TextChoice {
  /** The column of texts; undefined when the table is one of features, or it is unclear. */
  readonly column?: string;
  readonly notices: readonly Notice[];
}

/**
 * Which column is the text when the user named none: the one of prose, where no other column is of use as a feature, or where it is long and
 * nearly all rows are alike without it, unless the user `keeps` another. `structural` are columns that are used otherwise, such as a group, or
 * not at all. Prose beside features is told with the flag that learns from it.
 */
export function textColumnOf(
  table: Table,
  target: string,
  structural: readonly string[],
  keeps: readonly string[] = [],
): TextChoice {
  const { rows } = table;
  const open = table.columns.filter(({ name }) => name !== target && !structural.includes(name));
  const words = new Map(open.map((column) => [column.name, proseWords(column, rows)]));
  const prose = [...words].flatMap(([name, n]) => (n > 0 ? [name] : []));
  const [first] = prose;
  if (first === undefined) return { notices: [] };
  const others = table.columns
    .map(({ name }) => name)
    .filter((name) => structural.includes(name) || prose.includes(name));
  const drop = others.filter((name) => name !== target);
  const { features } = chooseFeatures(table, { target, drop });
  if (features.length === 0 && prose.length === 1) return { column: first, notices: [] };
  if (prose.length === 1 && words.get(first)! >= LONG_WORDS && keeps.length === 0) {
    const twins = twinsOf(features, rows);
    const why = `without it ${count(twins)} of ${plural(rows, "row")} are like another`;
    if (rows - twins <= rows / ALIKE)
      return {
        column: first,
        notices: [warning(`${first} holds texts: learned from alone, for ${why}`, `--drop ${first}`)],
      };
  }
  return { notices: prose.map((name) => warning(`${name} holds texts: not learned from`, `--text ${name}`)) };
}
