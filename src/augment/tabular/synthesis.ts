import type { Random } from "../../core/index.ts";
import { checkNeighbours } from "./checks.ts";
import { type Resampled, rowsOf, type TrainingFold } from "./fold.ts";
import { nearestRows } from "./neighbours.ts";

/** New rows as data: each lies on the segment from a row of the fold to one of its neighbours. */
export interface Synthetic {
  /** Row numbers in the fold. */
  readonly base: Int32Array;
  readonly neighbour: Int32Array;
  /** How far towards the neighbour, in [0, 1). */
  readonly step: Float64Array;
}

/** Rows of the fold and the k nearest of each within one class, as row numbers in the fold: [rows.length, k]. */
export interface Neighbourhood {
  readonly rows: Int32Array;
  readonly nearest: Int32Array;
  readonly k: number;
}

/** The rows of some numbers, as a matrix of their own. */
export function gather({ x, width }: TrainingFold, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) out.set(x.subarray(row * width, (row + 1) * width), i * width);
  return out;
}

/** The k nearest rows of the same class for `of` (all rows of the class when left out). Too few rows: E235. */
export function classNeighbours(
  owner: string,
  fold: TrainingFold,
  { label, k, of }: { readonly label: number; readonly k: number; readonly of?: Int32Array },
): Neighbourhood {
  const members = rowsOf(fold, label);
  checkNeighbours(owner, { rows: members.length, of: `class ${fold.classes[label]}`, setting: "k", k });
  const place = new Map(Array.from(members, (row, i) => [row, i]));
  const queries = of?.map((row) => place.get(row)!);
  const matrix = { x: gather(fold, members), rows: members.length, width: fold.width };
  const nearest = nearestRows(matrix, k, queries).map((i) => members[i]!);
  return { rows: of ?? members, nearest, k };
}

/** How many of the k nearest rows of the whole fold belong to another class, for each of `rows`. */
export function strangers(
  owner: string,
  fold: TrainingFold,
  { rows, k, setting }: { readonly rows: Int32Array; readonly k: number; readonly setting: string },
): Int32Array {
  checkNeighbours(owner, { rows: fold.rows, of: "the training fold", setting, k });
  const nearest = nearestRows(fold, k, rows);
  return rows.map((row, i) =>
    nearest.subarray(i * k, (i + 1) * k).reduce((n, other) => n + (fold.labels[other] === fold.labels[row] ? 0 : 1), 0),
  );
}

/** `count` segments, each from a random row to a random one of its neighbours, at a random place on it. */
export function drawSegments(random: Random, hood: Neighbourhood, count: number): Synthetic {
  const bases = Int32Array.from({ length: count }, () => random.below(hood.rows.length));
  return drawFrom(random, hood, bases);
}

/** One segment for each of `bases`, which count within the neighbourhood's rows. */
export function drawFrom(random: Random, { rows, nearest, k }: Neighbourhood, bases: Int32Array): Synthetic {
  return {
    base: bases.map((i) => rows[i]!),
    neighbour: bases.map((i) => nearest[i * k + random.below(k)]!),
    step: Float64Array.from(bases, () => random.uniform()),
  };
}

/** The segments of several classes as one list. */
export function join(parts: readonly Synthetic[]): Synthetic {
  const all = (pick: (part: Synthetic) => Int32Array): Int32Array =>
    Int32Array.from(parts.flatMap((part) => Array.from(pick(part))));
  return {
    base: all(({ base }) => base),
    neighbour: all(({ neighbour }) => neighbour),
    step: Float64Array.from(parts.flatMap(({ step }) => Array.from(step))),
  };
}

/** Room for the fold and `count` more rows, filled with the fold. */
export function extended(fold: TrainingFold, count: number): Resampled {
  const rows = fold.rows + count;
  const x = new Float32Array(rows * fold.width);
  const labels = new Int32Array(rows);
  const parents = new Int32Array(rows * 2);
  x.set(fold.x);
  labels.set(fold.labels);
  for (const [row, source] of fold.source.entries()) parents.fill(source, row * 2, row * 2 + 2);
  return { x, rows, width: fold.width, labels, parents, kept: fold.rows };
}

/** The fold, then x = base + step·(neighbour − base) for each segment, computed in double precision. */
export function interpolate(fold: TrainingFold, { base, neighbour, step }: Synthetic): Resampled {
  const { width, source } = fold;
  const out = extended(fold, base.length);
  for (const [i, from] of base.entries()) {
    const [row, to] = [fold.rows + i, neighbour[i]!];
    for (let c = 0; c < width; c++) {
      const start = fold.x[from * width + c]!;
      out.x[row * width + c] = start + step[i]! * (fold.x[to * width + c]! - start);
    }
    out.labels[row] = fold.labels[from]!;
    out.parents.set([source[from]!, source[to]!], row * 2);
  }
  return out;
}
