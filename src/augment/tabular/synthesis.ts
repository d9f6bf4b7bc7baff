import type { Random } from "../../core/index.ts";
import { gatherRows } from "../../kernel/index.ts";
import type { Rows } from "./batch.ts";
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
export function gather({ x, width }: Rows, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * width);
  gatherRows(out, x, rows, width);
  return out;
}

/** Where each of `some` stands in a sorted list that holds them all. */
function placesIn(sorted: Int32Array, some: Int32Array): Int32Array {
  const place = new Map(Array.from(sorted, (row, i) => [row, i]));
  return some.map((row) => place.get(row)!);
}

/** The k nearest rows of the same class for `of` (all rows of the class when left out). Too few rows: E235. */
export function classNeighbours(
  owner: string,
  fold: TrainingFold,
  { label, k, of }: { readonly label: number; readonly k: number; readonly of?: Int32Array },
): Neighbourhood {
  const members = rowsOf(fold, label);
  checkNeighbours(owner, { rows: members.length, of: `class ${fold.classes[label]}`, setting: "k", k });
  const matrix = { x: gather(fold, members), rows: members.length, width: fold.width };
  const queries = of === undefined ? undefined : placesIn(members, of);
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
  const { labels } = fold;
  return rows.map((row, i) => {
    let count = 0;
    for (let j = i * k; j < (i + 1) * k; j++) if (labels[nearest[j]!] !== labels[row]) count++;
    return count;
  });
}

/** `count` segments, each from a random row to a random one of its neighbours, at a random place on it. */
export function drawSegments(random: Random, hood: Neighbourhood, count: number): Synthetic {
  const bases = new Int32Array(count);
  for (let i = 0; i < count; i++) bases[i] = random.below(hood.rows.length);
  return drawFrom(random, hood, bases);
}

/** One segment for each of `bases`, which count within the neighbourhood's rows. */
export function drawFrom(random: Random, { rows, nearest, k }: Neighbourhood, bases: Int32Array): Synthetic {
  const count = bases.length;
  const drawn = { base: new Int32Array(count), neighbour: new Int32Array(count), step: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    drawn.base[i] = rows[bases[i]!]!;
    drawn.neighbour[i] = nearest[bases[i]! * k + random.below(k)]!;
  }
  for (let i = 0; i < count; i++) drawn.step[i] = random.uniform();
  return drawn;
}

/** The segments of several classes as one list. */
export function join(parts: readonly Synthetic[]): Synthetic {
  if (parts.length === 1) return parts[0]!;
  const count = parts.reduce((sum, { base }) => sum + base.length, 0);
  const all = { base: new Int32Array(count), neighbour: new Int32Array(count), step: new Float64Array(count) };
  let at = 0;
  for (const { base, neighbour, step } of parts) {
    all.base.set(base, at);
    all.neighbour.set(neighbour, at);
    all.step.set(step, at);
    at += base.length;
  }
  return all;
}

/** Room for the fold and `count` more rows, filled with the fold. */
export function extended(fold: TrainingFold, count: number): Resampled {
  const rows = fold.rows + count;
  const x = new Float32Array(rows * fold.width);
  const labels = new Int32Array(rows);
  const parents = new Int32Array(rows * 2);
  x.set(fold.x);
  labels.set(fold.labels);
  const { source } = fold;
  for (let row = 0; row < source.length; row++) {
    parents[2 * row] = source[row]!;
    parents[2 * row + 1] = source[row]!;
  }
  return { x, rows, width: fold.width, labels, parents, kept: fold.rows };
}

/** The fold, then x = base + step·(neighbour − base) for each segment, computed in double precision. */
export function interpolate(fold: TrainingFold, { base, neighbour, step }: Synthetic): Resampled {
  const { x, width, source, rows } = fold;
  const out = extended(fold, base.length);
  const { x: made, labels, parents } = out;
  let at = rows * width;
  for (let i = 0; i < base.length; i++) {
    const a = base[i]!;
    const b = neighbour[i]!;
    const share = step[i]!;
    labels[rows + i] = labels[a]!;
    parents[2 * (rows + i)] = source[a]!;
    parents[2 * (rows + i) + 1] = source[b]!;
    for (let from = a * width, to = b * width, end = at + width; at < end; at++, from++, to++) {
      const start = x[from]!;
      made[at] = start + share * (x[to]! - start);
    }
  }
  return out;
}
