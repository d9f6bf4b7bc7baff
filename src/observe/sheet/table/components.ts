import type { Key } from "../../../core/index.ts";
import { dot, leading } from "./leading.ts";
import { sampled } from "./sampled.ts";
import type { TableRows } from "./types.ts";

/** Directions of most variance in columns that were centred and scaled to unit variance. */
export interface Components {
  /** Columns of the table that have a part. */
  readonly columns: readonly number[];
  readonly mean: Float64Array;
  /** 1 where a column is constant. */
  readonly deviation: Float64Array;
  /** Per component a unit vector over `columns`; its largest entry is positive. */
  readonly axes: readonly Float64Array[];
  /** Per component its share of the variance. */
  readonly shares: readonly number[];
  /** Rows that they were computed from. */
  readonly rows: number;
}

/** Multiplications that the covariance may cost; beyond, it is estimated from fewer rows. */
const BUDGET = 1e8;
const FEWEST = 300;

/** Mean and standard deviation of columns over what is finite. */
function moments({ x, rows, width }: TableRows, columns: readonly number[]): Pick<Components, "mean" | "deviation"> {
  const [mean, deviation] = [new Float64Array(columns.length), new Float64Array(columns.length)];
  for (const [i, column] of columns.entries()) {
    let n = 0;
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const value = x[row * width + column]!;
      if (!Number.isFinite(value)) continue;
      n++;
      const step = value - sum;
      sum += step / n;
      squares += step * (value - sum);
    }
    mean[i] = sum;
    const spread = Math.sqrt(squares / Math.max(1, n));
    deviation[i] = spread > 1e-7 * Math.abs(sum) && spread > 0 ? spread : 1;
  }
  return { mean, deviation };
}

/** One row scaled, into `out`; what is not finite counts as the mean. */
function scaleRow(table: TableRows, row: number, { columns, mean, deviation }: Scaling, out: Float64Array): void {
  for (const [i, column] of columns.entries()) {
    const z = (table.x[row * table.width + column]! - mean[i]!) / deviation[i]!;
    out[i] = Number.isFinite(z) ? z : 0;
  }
}
type Scaling = Pick<Components, "columns" | "mean" | "deviation">;

/** Mean of z zᵀ over rows, [d, d]. */
function covariance(table: TableRows, rows: Int32Array, scaling: Scaling): Float64Array {
  const d = scaling.columns.length;
  const [sum, z] = [new Float64Array(d * d), new Float64Array(d)];
  for (const row of rows) {
    scaleRow(table, row, scaling, z);
    for (let i = 0; i < d; i++) {
      const zi = z[i]!;
      if (zi !== 0) for (let j = 0; j <= i; j++) sum[i * d + j]! += zi * z[j]!;
    }
  }
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) sum[j * d + i] = sum[i * d + j] = sum[i * d + j]! / Math.max(1, rows.length);
  return sum;
}

/** The largest entry points up, so that a picture does not flip with rounding. */
function upright(v: Float64Array): Float64Array {
  const largest = v.reduce((most, x) => (Math.abs(x) > Math.abs(most) * (1 + 1e-9) ? x : most), 0);
  return largest < 0 ? v.map((x) => -x) : v;
}

/** The first `count` principal components of some columns; the key chooses rows where there are very many. */
export function componentsOf(table: TableRows, columns: readonly number[], count: number, key: Key): Components {
  const d = columns.length;
  const scaling = { columns, ...moments(table, columns) };
  const most = Math.max(FEWEST, Math.floor(BUDGET / (d * d)));
  const rows = sampled(
    Int32Array.from({ length: table.rows }, (_, i) => i),
    most,
    key,
  );
  const matrix = covariance(table, rows, scaling);
  const { values, vectors } = leading(matrix, d, Math.min(count, d), key);
  let total = 0;
  for (let i = 0; i < d; i++) total += matrix[i * d + i]!;
  return {
    ...scaling,
    axes: vectors.map(upright),
    shares: Array.from(values, (value) => (total > 0 ? Math.max(0, value / total) : 0)),
    rows: rows.length,
  };
}

/** Where rows lie on the axes: one array per component. */
export function projected(table: TableRows, rows: Int32Array, components: Components): Float64Array[] {
  const z = new Float64Array(components.columns.length);
  const out = components.axes.map(() => new Float64Array(rows.length));
  for (const [i, row] of rows.entries()) {
    scaleRow(table, row, components, z);
    for (const [k, axis] of components.axes.entries()) out[k]![i] = dot(axis, z);
  }
  return out;
}
