import { type NumberSetting, RegularizeError } from "../../core/index.ts";
import { classSizes, type TrainingFold } from "./fold.ts";

/** The setting that all resamplers share. */
export const RATIO = {
  default: 1,
  range: [0.01, 1],
  search: [0.2, 1, "linear"],
  doc: "Size of each smaller class after resampling, as a share of the largest; larger ones are left alone.",
} as const satisfies NumberSetting;

/** The size of each class. Fewer than two classes with rows are E239. */
function sizesOf(fold: TrainingFold): Int32Array {
  const sizes = classSizes(fold);
  const present = fold.classes.filter((_, label) => sizes[label]! > 0);
  if (present.length > 1) return sizes;
  throw new RegularizeError({
    code: "E239",
    where: "training rows",
    message: "resampling balances classes; the training rows hold fewer than two",
    expected: `rows of at least two of ${fold.classes.join(", ")}`,
    received: present.length === 0 ? "no rows" : `${fold.rows} rows, all of class ${present[0]}`,
    todo: "leave the resampler out, or split so that each class has training rows (stratified)",
  });
}

/** How many rows each class lacks to reach ⌊ratio · largest class⌋. A class without any row lacks none: nothing can be made of it. E239 with one class. */
export function missingRows(fold: TrainingFold, ratio: number): Int32Array {
  const sizes = sizesOf(fold);
  const goal = Math.floor(ratio * Math.max(...sizes));
  return sizes.map((size) => (size === 0 ? 0 : Math.max(0, goal - size)));
}

/** How many rows of each class stay when none may exceed ⌊smallest class / ratio⌋. E239 with one class. */
export function allowedRows(fold: TrainingFold, ratio: number): Int32Array {
  const sizes = sizesOf(fold);
  const most = Math.floor(Math.min(...sizes.filter((size) => size > 0)) / ratio);
  return sizes.map((size) => Math.min(size, most));
}

/** To the nearest integer, halves to the even one, as NumPy's rint. */
export const roundEven = (value: number): number => {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
};
