import type { ColumnType } from "../table.ts";

/**
 * x ← missing ? median : x; x ← (x − center) × scale; smooth: x ← x / √(1 + (x/3)²), cut to ±1e6 before.
 * All in float32. One dense output, and
 * a second, 1 where the cell is missing, when `flag`.
 */
export interface NumericSpec {
  readonly kind: "numeric";
  readonly name: string;
  readonly type: Exclude<ColumnType, "category">;
  /** Put in place of a missing cell. */
  readonly median: number;
  readonly center: number;
  readonly scale: number;
  readonly smooth: boolean;
  readonly flag: boolean;
}

/** One dense output per level, and one for missing when `flag`; an unknown level gives zeros. */
export interface OneHotSpec {
  readonly kind: "oneHot";
  readonly name: string;
  readonly levels: readonly string[];
  readonly flag: boolean;
}

/** One code output: `codes[i]` for `levels[i]`, 1 for a missing cell when `flag`, else 0 (unknown). */
export interface CodeSpec {
  readonly kind: "codes";
  readonly name: string;
  readonly levels: readonly string[];
  /** Different, or shared by levels that fall into one bucket. */
  readonly codes: readonly number[];
  /** Codes are below this. */
  readonly cardinality: number;
  readonly flag: boolean;
}

export type ColumnSpec = NumericSpec | OneHotSpec | CodeSpec;

/**
 * From raw columns to the network's input [rows, width], as plain JSON, simple enough to be rebuilt from ONNX operators.
 * Outputs: the dense ones in the order of `columns`, then one code per embedding, stored as float.
 */
export interface Preprocessor {
  readonly version: 1;
  readonly columns: readonly ColumnSpec[];
  readonly width: number;
  /** The first `dense` outputs are numbers, the others codes. */
  readonly dense: number;
  /** In the order of the code outputs. */
  readonly embeddings: readonly { readonly name: string; readonly cardinality: number }[];
  /** [width]: `age`, `age missing`, `color=red`, `city`. */
  readonly outputs: readonly string[];
  /** Cells that mean missing. */
  readonly missing: readonly string[];
}

/** Names of what one column gives. */
export function outputNames(spec: ColumnSpec): string[] {
  const flag = spec.kind !== "codes" && spec.flag ? [`${spec.name} missing`] : [];
  if (spec.kind === "oneHot") return [...spec.levels.map((level) => `${spec.name}=${level}`), ...flag];
  return [spec.name, ...flag];
}

/** Scaled values are cut here first, so that the square below cannot overflow; the result differs from ±3 by less than 1e-10. */
export const SMOOTH_LIMIT = 1e6;

/** The smooth clip x / √(1 + (x/3)²) in float32, operation by operation as ONNX does it. Bounded by ±3. */
export function smoothClip(x: number): number {
  const cut = Math.max(-SMOOTH_LIMIT, Math.min(SMOOTH_LIMIT, x));
  const third = Math.fround(cut / 3);
  return Math.fround(cut / Math.fround(Math.sqrt(Math.fround(1 + Math.fround(third * third)))));
}

/** What `readTable` needs to read another file as the training file was read. */
export function readOptionsOf(preprocessor: Preprocessor): {
  readonly types: Readonly<Record<string, ColumnType>>;
  readonly missing: readonly string[];
} {
  const types = preprocessor.columns.map(
    (spec) => [spec.name, spec.kind === "numeric" ? spec.type : "category"] as const,
  );
  return { types: Object.fromEntries(types), missing: preprocessor.missing };
}
