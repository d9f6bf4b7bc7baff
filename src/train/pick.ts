import type { HeldRows } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";
import { pickData } from "./rows.ts";
import type { AnyExamples, Examples } from "./score.ts";

/** Some rows of the examples, in the given order; a row may be there twice. */
export function pickRows(examples: Examples, picked: Int32Array): Examples;
export function pickRows(examples: Examples<HeldRows>, picked: Int32Array): Examples<HeldRows>;
export function pickRows(examples: AnyExamples, picked: Int32Array): AnyExamples;
export function pickRows({ rows, x, y, ids }: AnyExamples, picked: Int32Array): AnyExamples {
  const targets = new Float32Array((picked.length * y.length) / rows);
  gatherRows(targets, y, picked, y.length / rows);
  return {
    ...{ rows: picked.length, x: pickData(x, rows, picked), y: targets },
    ...(ids === undefined ? {} : { ids: picked.map((row) => ids[row]!) }),
  };
}
