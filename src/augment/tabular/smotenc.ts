import { fold as foldKey, RegularizeError, type Random, randomOf } from "../../core/index.ts";
import { defineAugmentation } from "../define.ts";
import { missingRows, RATIO } from "./balance.ts";
import { checkFinite, checkNeighbours } from "./checks.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { nearestRows } from "./neighbours.ts";
import { K } from "./smote.ts";
import { drawSegments, interpolate, join, type Neighbourhood, type Synthetic } from "./synthesis.ts";

interface Drawn extends Synthetic {
  /** [new rows, categorical columns]: the most frequent code among the k neighbours; a drawn one of equals. */
  readonly codes: Float32Array;
}

interface Kinds {
  readonly numeric: readonly number[];
  readonly categorical: readonly number[];
}

function kindsOf({ width, categorical }: TrainingFold): Kinds {
  const numeric = Array.from({ length: width }, (_, c) => c).filter((c) => !categorical.includes(c));
  if (numeric.length > 0 && categorical.length > 0) return { numeric, categorical };
  throw new RegularizeError({
    code: "E234",
    where: "smotenc",
    message: "smotenc is for numeric and categorical columns together",
    expected: "at least one of each",
    received: `${numeric.length} numeric, ${categorical.length} categorical`,
    todo: numeric.length > 0 ? "use smote, or name the categorical columns" : "use randomOverSampler",
  });
}

/** [rows, columns] of some rows and columns. */
const part = ({ x, width }: TrainingFold, rows: Int32Array, columns: readonly number[]): Float32Array =>
  Float32Array.from({ length: rows.length * columns.length }, (_, i) => {
    const column = i % columns.length;
    return x[rows[(i - column) / columns.length]! * width + columns[column]!]!;
  });

/** Median over the columns of the population standard deviation: what one differing category counts in distances. */
export function medianDeviation(x: Float32Array, width: number): number {
  const rows = x.length / width;
  const deviations = Float64Array.from({ length: width }, (_, c) => {
    let mean = 0;
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      const delta = x[r * width + c]! - mean;
      mean += delta / (r + 1);
      squares += delta * (x[r * width + c]! - mean);
    }
    return Math.sqrt(squares / rows);
  }).sort();
  return (deviations[(width - 1) >> 1]! + deviations[width >> 1]!) / 2;
}

/** Neighbours within a class by numbers and categories. */
export function mixedNeighbours(fold: TrainingFold, label: number, k: number): Neighbourhood {
  const { numeric, categorical } = kindsOf(fold);
  const rows = rowsOf(fold, label);
  checkNeighbours("smotenc", { rows: rows.length, of: `class ${fold.classes[label]}`, setting: "k", k });
  const x = part(fold, rows, numeric);
  const codes = Int32Array.from(part(fold, rows, categorical));
  const penalty = medianDeviation(x, numeric.length) ** 2;
  const matrix = { x, rows: rows.length, width: numeric.length };
  const nearest = nearestRows(matrix, k, undefined, { codes, width: categorical.length, penalty });
  return { rows, nearest: nearest.map((i) => rows[i]!), k };
}

/** The codes that occur most often. */
export function modesOf(codes: Iterable<number>): readonly number[] {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, count]) => count === most).map(([code]) => code);
}

function drawCodes(
  random: Random,
  fold: TrainingFold,
  { rows, nearest, k }: Neighbourhood,
  base: Int32Array,
): number[] {
  const place = new Map(Array.from(rows, (row, i) => [row, i]));
  return Array.from(base).flatMap((row) => {
    const from = place.get(row)! * k;
    return fold.categorical.map((column) => {
      const modes = modesOf(nearest.subarray(from, from + k).map((other) => fold.x[other * fold.width + column]!));
      return modes[random.below(modes.length)]!;
    });
  });
}

/**
 * SMOTE for numbers and categories: a differing category adds the median of the numeric columns' deviations (squared) to
 * the squared distance; numbers are interpolated, each category is the most frequent one of the k neighbours.
 */
export const smotenc = defineAugmentation({
  name: "smotenc",
  doc: "SMOTE for tables with categories: numbers in between, categories by the neighbours' majority.",
  paper: "Chawla et al. 2002, doi:10.1613/jair.953, section 6.1",
  aliases: ["SMOTE for categories"],
  advice: {
    when: "Few rows of a class, numbers and categories mixed; try class weights first.",
    typical: "k 5",
    pitfalls: ["Categories are codes in their own columns, named in the fold; one-hot columns are numbers to it."],
  },
  settings: { ratio: RATIO, k: K },
  main: "ratio",
  facts: { changesRows: true, seesBatch: true },
  sample: (key, fold: TrainingFold, { ratio, k }): Drawn => {
    kindsOf(fold);
    checkFinite("smotenc", fold);
    const codes: number[] = [];
    const parts = Array.from(missingRows(fold, ratio), (count, label) => {
      if (count === 0) return undefined;
      const random = randomOf(foldKey(key, label));
      const hood = mixedNeighbours(fold, label, k);
      const drawn = drawSegments(random, hood, count);
      for (const code of drawCodes(random, fold, hood, drawn.base)) codes.push(code);
      return drawn;
    });
    return { ...join(parts.filter((drawn) => drawn !== undefined)), codes: Float32Array.from(codes) };
  },
  apply: (fold: TrainingFold, drawn: Drawn): Resampled => {
    const out = interpolate(fold, drawn);
    const { categorical, width } = fold;
    for (const [i, code] of drawn.codes.entries()) {
      const column = i % categorical.length;
      const row = fold.rows + (i - column) / categorical.length;
      out.x[row * width + categorical[column]!] = code;
    }
    return out;
  },
});
