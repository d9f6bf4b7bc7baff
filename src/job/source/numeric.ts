import type { Preprocessor } from "../../data/index.ts";
import { quantileBins } from "../../nn/index.ts";
import type { TableShape } from "../model/shape.ts";
import type { Recipe } from "../recipe.ts";

/** Bins of a column at most, and rows that a bin holds at least: few rows make steps out of chance. */
const BINS = { most: 24, rows: 12 };

type Embedding = Pick<Recipe, "numericEmbedding">;

export const embedsNumbers = <R extends Embedding>(recipe: R | undefined): recipe is R =>
  recipe !== undefined && recipe.numericEmbedding !== "none";

/**
 * Which columns of the prepared table are numbers that vary, and where their bins lie over the training rows. `trained` gives the
 * training rows of the i-th column alone.
 */
export function numericShape(
  { columns }: Preprocessor,
  { numericEmbedding }: Embedding,
  trained: (i: number) => Float32Array,
): Pick<TableShape, "numeric" | "bins"> {
  const numeric: number[] = [];
  const places: number[] = [];
  let at = 0;
  for (const [i, spec] of columns.entries()) {
    if (spec.kind === "codes") continue;
    if (spec.kind === "numeric" && spec.scale !== 0) {
      numeric.push(at);
      places.push(i);
    }
    at += (spec.kind === "numeric" ? 1 : spec.levels.length) + (spec.flag ? 1 : 0);
  }
  if (numericEmbedding !== "piecewiseLinear" || numeric.length === 0) return { numeric };
  const bins = places.flatMap((i) => {
    const x = trained(i);
    const count = Math.max(2, Math.min(BINS.most, Math.floor(x.length / BINS.rows)));
    return quantileBins(x, 1, count);
  });
  return { numeric, bins };
}
