import type { NumberSetting } from "../../core/index.ts";
import { classSizes, type TrainingFold } from "./fold.ts";

/** The setting that all resamplers share. */
export const RATIO = {
  default: 1,
  range: [0.01, 1],
  search: [0.2, 1, "linear"],
  doc: "Size of each smaller class after resampling, as a share of the largest; larger ones are left alone.",
} as const satisfies NumberSetting;

/** How many rows each class lacks to reach ⌊ratio · largest class⌋. A class without any row lacks none: nothing can be made of it. */
export function missingRows(fold: TrainingFold, ratio: number): Int32Array {
  const sizes = classSizes(fold);
  const goal = Math.floor(ratio * Math.max(...sizes));
  return sizes.map((size) => (size === 0 ? 0 : Math.max(0, goal - size)));
}

/** How many rows of each class stay when none may exceed ⌊smallest class / ratio⌋. */
export function allowedRows(fold: TrainingFold, ratio: number): Int32Array {
  const sizes = classSizes(fold);
  const most = Math.floor(Math.min(...sizes.filter((size) => size > 0)) / ratio);
  return sizes.map((size) => Math.min(size, most));
}

/** To the nearest integer, halves to the even one, as NumPy's rint. */
export const roundEven = (value: number): number => {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
};
