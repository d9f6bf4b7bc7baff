import type { Preprocessor } from "../../data/index.ts";
import { quantileBins } from "../../nn/index.ts";
import type { TableShape } from "../model/shape.ts";
import type { Recipe } from "../recipe.ts";

/** Bins of a column at most, and rows that a bin holds at least: few rows make steps out of chance. */
const BINS = { most: 24, rows: 12 };

export const embedsNumbers = (recipe: Recipe | undefined): recipe is Recipe =>
  recipe !== undefined && recipe.numericEmbedding !== "none";

/** Which columns of the prepared table are numbers that vary, and where their bins lie over the training rows. */
export function numericShape(
  { columns, width }: Preprocessor,
  { numericEmbedding }: Recipe,
  trained: () => Float32Array,
): Pick<TableShape, "numeric" | "bins"> {
  const numeric: number[] = [];
  let at = 0;
  for (const spec of columns) {
    if (spec.kind === "codes") continue;
    if (spec.kind === "numeric" && spec.scale !== 0) numeric.push(at);
    at += (spec.kind === "numeric" ? 1 : spec.levels.length) + (spec.flag ? 1 : 0);
  }
  if (numericEmbedding !== "piecewiseLinear" || numeric.length === 0) return { numeric };
  const x = trained();
  const rows = x.length / width;
  const narrow = new Float32Array(rows * numeric.length);
  for (let row = 0; row < rows; row++)
    numeric.forEach((from, to) => {
      narrow[row * numeric.length + to] = x[row * width + from]!;
    });
  const count = Math.max(2, Math.min(BINS.most, Math.floor(rows / BINS.rows)));
  return { numeric, bins: quantileBins(narrow, numeric.length, count) };
}
