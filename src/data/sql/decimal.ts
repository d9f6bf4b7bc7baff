import { BLOCK, missingSql, numberSql } from "./cells.ts";
import { type Duck, quoteText } from "./duck.ts";
import type { Relation } from "./relation.ts";
import type { Plan } from "./survey.ts";

/** `0,25`, `-1.234,5`, `2,5e-3`: in JavaScript's and in DuckDB's (RE2) grammar alike. */
const COMMA = "[ \\t\\r\\n]*[-+]?(?:[0-9]+|[0-9]{1,3}(?:[.][0-9]{3})+),[0-9]+(?:[eE][-+]?[0-9]+)?[ \\t\\r\\n]*";
const WHOLE = new RegExp(`^${COMMA}$`, "u");
const THOUSANDS = /^\s*[-+]?[1-9]\d{0,2}(?:,\d{3})+\s*$/u;
/** A column has decimal commas when they and the plain numbers are at least this share of it. */
const MOST = 0.95;

/** True for a cell with a decimal comma. Between commas, `1,234` may part thousands, and is not one. */
export const isDecimalComma = (cell: string, delimiter: string | undefined): boolean =>
  WHOLE.test(cell) && !(delimiter === "," && THOUSANDS.test(cell));

/** True where the cell has a decimal comma. */
export const commaSql = (i: number): string => `coalesce(regexp_full_match(c${i}, ${quoteText(COMMA)}), false)`;

interface Counts {
  readonly commas: number;
  readonly numbers: number;
  readonly present: number;
}

const isDecimal = ({ commas, numbers, present }: Counts): boolean => commas > 0 && commas + numbers >= MOST * present;

function countLevels(levels: ReadonlyMap<string, number>, isMissing: (cell: string) => boolean): Counts {
  const counts = { commas: 0, numbers: 0, present: 0 };
  for (const [word, times] of levels) {
    if (isMissing(word)) continue;
    counts.present += times;
    if (WHOLE.test(word)) counts.commas += times;
    else if (Number.isFinite(Number(word))) counts.numbers += times;
  }
  return counts;
}

/** Counts over the cells of columns whose different words were too many to hold. */
async function countTexts(
  duck: Duck,
  relation: Relation,
  columns: readonly number[],
  tokens: readonly string[],
): Promise<Map<number, Counts>> {
  const found = new Map<number, Counts>();
  for (let start = 0; start < columns.length; start += BLOCK) {
    const block = columns.slice(start, start + BLOCK);
    const sums = block.flatMap((i) => [
      `count_if(${commaSql(i)})::DOUBLE`,
      `count(${numberSql(i)})::DOUBLE`,
      `count_if(c${i} IS NOT NULL AND NOT ${missingSql(`c${i}`, tokens)})::DOUBLE`,
    ]);
    const row = (await duck.query(`SELECT ${sums.join(", ")} FROM ${relation.from}`))[0]!.map(Number);
    for (const [k, i] of block.entries())
      found.set(i, { commas: row[3 * k]!, numbers: row[3 * k + 1]!, present: row[3 * k + 2]! });
  }
  return found;
}

/** The columns that would be read as words and hold numbers with decimal commas; `isForced` ones were named as words. */
export async function decimalColumns(
  duck: Duck,
  relation: Relation,
  plans: readonly Plan[],
  tokens: readonly string[],
  rules: { readonly isMissing: (cell: string) => boolean; readonly isForced: (name: string) => boolean },
): Promise<number[]> {
  const open = [...plans.keys()].filter((i) => relation.storage[i] === "text" && !rules.isForced(relation.names[i]!));
  const texts = open.filter((i) => plans[i]!.kind === "text");
  const counted = await countTexts(duck, relation, texts, tokens);
  return open.filter((i) => {
    const plan = plans[i]!;
    const counts = plan.kind === "category" ? countLevels(plan.counts, rules.isMissing) : counted.get(i);
    return counts !== undefined && isDecimal(counts);
  });
}

const inShell = (path: string): string => (/^[\w./+@:-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

/** A command that writes decimal points, cell by cell: `1.234,5` becomes `1234.5`. */
export function decimalAdvice(path: string, delimiter: string | undefined, column: string): string {
  const words = `--category ${inShell(column)} when they are no numbers`;
  if (delimiter === undefined || delimiter === ",") return `write the numbers with a decimal point, or ${words}`;
  const end = delimiter === "\t" ? "\\t" : /[\w ]/u.test(delimiter) ? delimiter : `\\${delimiter}`;
  const cell = `(?<![^${end}\\n])[ "]*([-+]?[\\d.]+),(\\d[\\deE+-]*)[ "]*(?![^${end}\\r\\n])`;
  const file = inShell(path);
  const [before, after] = path.endsWith(".gz") ? [`gzip -dc ${file} | `, ""] : ["", ` ${file}`];
  return `${before}perl -pe 's{${cell}}{($1=~tr/.//dr).".$2"}ge'${after} > points.csv   or ${words}`;
}
