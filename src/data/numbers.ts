import { passed, stretches } from "../core/long.ts";
import { countDistinct } from "./distinct.ts";
import { BLOCK, sharedRoom } from "./room.ts";
import type { CategoryColumn, NumericColumn } from "./table.ts";

/** How many are missing, how many others are no whole numbers, the least and the most. */
function surveyed(values: Float32Array) {
  const { kernels, floats, found } = sharedRoom();
  let [missing, fractions] = [0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let from = 0; from < values.length; from += BLOCK) {
    const block = values.subarray(from, from + BLOCK);
    floats.set(block);
    kernels.surveyNumbers(found, floats.subarray(0, block.length));
    const [absent, broken, least, most] = found as unknown as readonly [number, number, number, number];
    missing += absent;
    fractions += broken;
    min = Math.min(min, least);
    max = Math.max(max, most);
    passed(block.byteLength);
  }
  // −0 is 0.
  return { missing, fractions, min: min + 0, max: max + 0 };
}

/** Counts what a column of numbers holds. */
export function numericColumn(name: string, values: Float32Array, date?: "date" | `date:${string}`): NumericColumn {
  const { missing, fractions, min, max } = surveyed(values);
  const empty = missing === values.length;
  const integer = fractions === 0 && Number.isFinite(min) && Number.isFinite(max);
  let distinct: number | undefined;
  return {
    kind: "numeric",
    name,
    values,
    missing,
    // Counted where somebody asks: that takes longer than to read the cells.
    get distinct() {
      distinct ??= countDistinct(values, integer ? { min, max } : undefined);
      return distinct;
    },
    integer: integer && !empty,
    min: empty ? Number.NaN : min,
    max: empty ? Number.NaN : max,
    ...(date === undefined ? {} : { date }),
  };
}

function missingIn(codes: Int32Array): number {
  let missing = 0;
  for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) missing++;
  return missing;
}

/** Counts what a column of words holds. */
export function categoryColumn(name: string, levels: readonly string[], codes: Int32Array): CategoryColumn {
  let missing = 0;
  for (const [from, to] of stretches(codes.length)) missing += missingIn(codes.subarray(from, to));
  return { kind: "category", name, levels, codes, missing };
}
