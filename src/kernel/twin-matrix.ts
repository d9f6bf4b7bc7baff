import type { Raw } from "./raw.ts";
import { ordered } from "./twin-reduce.ts";

const f = Math.fround;

/** The entries of one row or column of a matrix. */
interface Unit {
  readonly isRow: boolean;
  readonly start: number;
  readonly count: number;
  readonly stride: number;
}

const rowsOf = (rows: number, columns: number): Unit[] =>
  Array.from({ length: rows }, (_, row) => ({ isRow: true, start: row * columns, count: columns, stride: 1 }));
const columnsOf = (rows: number, columns: number): Unit[] =>
  Array.from({ length: columns }, (_, column) => ({ isRow: false, start: column, count: rows, stride: columns }));

/** Σ x² of a row in the order of all sums, of a column from the first row down. */
function normOf(x: Float32Array, { isRow, start, count, stride }: Unit): number {
  if (isRow) return Math.sqrt(ordered(count, (i) => x[start + i]! ** 2));
  let squares = 0;
  for (let i = 0; i < count; i++) squares += x[start + i * stride]! ** 2;
  return Math.sqrt(squares);
}

function scaleUnit(x: Float32Array, { start, count, stride }: Unit, factor: number): void {
  const by = f(factor);
  if (by !== 1) for (let i = 0; i < count; i++) x[start + i * stride] = x[start + i * stride]! * by;
}

function boundNorm(w: Float32Array, units: readonly Unit[], least: number, most: number, share: number): void {
  for (const unit of units) {
    const norm = normOf(w, unit);
    const wanted = share * Math.min(Math.max(norm, least), most) + (1 - share) * norm;
    scaleUnit(w, unit, norm > 0 ? wanted / norm : 1);
  }
}

function clipUnits(g: Float32Array, w: Float32Array, units: readonly Unit[], clip: number, least: number): void {
  for (const unit of units) {
    const most = clip * Math.max(normOf(w, unit), least);
    const norm = normOf(g, unit);
    scaleUnit(g, unit, norm > most ? most / norm : 1);
  }
}

/** A sum in float32, entry i in accumulator i mod 4. */
function fourfold(n: number, term: (i: number) => number): number {
  const a = new Float32Array(4);
  for (let i = 0; i < n; i++) a[i & 3] = a[i & 3]! + term(i);
  return f(f(a[0]! + a[1]!) + f(a[2]! + a[3]!));
}

const CLOSE = f(1e-6);
const MOST_STEPS = 30;

/** The norm of a row after its proximal step, by Newton's steps from below. */
function shrunkNorm(n: number, z: (i: number) => number, pull: (i: number) => number): number {
  let most = 0;
  for (let i = 0; i < n; i++) if (z(i) !== 0) most = Math.max(most, pull(i));
  let s = Math.max(0, f(f(Math.sqrt(fourfold(n, (i) => f(z(i) * z(i))))) - most));
  for (let k = 0; k < MOST_STEPS; k++) {
    const at = s;
    const square = (i: number): number => f(f(z(i) / f(at + pull(i))) ** 2);
    const total = fourfold(n, square);
    if (s === 0 && total <= 1) return 0;
    const away = f(f(Math.sqrt(total)) - 1);
    s = f(s + f(away * f(total / fourfold(n, (i) => f(square(i) / f(at + pull(i)))))));
    if (!(Math.abs(away) > CLOSE)) return s;
  }
  return s;
}

type Matrix = Pick<
  Raw<Float32Array>,
  "boundNormRows" | "boundNormColumns" | "clipUnitRows" | "clipUnitColumns" | "shrinkRows"
>;

export const twinMatrix: Matrix = {
  boundNormRows: (rows, columns, w, ...bounds) => boundNorm(w, rowsOf(rows, columns), ...bounds),
  boundNormColumns: (rows, columns, w, ...bounds) => boundNorm(w, columnsOf(rows, columns), ...bounds),
  clipUnitRows: (rows, columns, g, w, ...bounds) => clipUnits(g, w, rowsOf(rows, columns), ...bounds),
  clipUnitColumns: (rows, columns, g, w, ...bounds) => clipUnits(g, w, columnsOf(rows, columns), ...bounds),
  shrinkRows(rows, columns, w, v, ...given) {
    const [start, epsilon, pull, metric] = given.map(f) as typeof given;
    for (let at = 0; at < rows * columns; at += columns) {
      const z = (i: number): number => w[at + i]!;
      const root = (i: number): number => f(f(Math.sqrt(f(v[at + i]! + start))) + epsilon);
      const a = (i: number): number => (metric === 0 ? pull : f(pull / root(i)));
      const s = shrunkNorm(columns, z, a);
      for (let i = 0; i < columns; i++) w[at + i] = s === 0 ? 0 : f(f(z(i) * s) / f(s + a(i)));
    }
  },
};
