import { gatherRows } from "../kernel/index.ts";
import type { Examples } from "./score.ts";

/** Some rows of the examples, in the given order; a row may be there twice. */
export function pickRows({ rows, x, y, ids }: Examples, picked: Int32Array): Examples {
  const take = (from: Float32Array): Float32Array => {
    const width = from.length / rows;
    const out = new Float32Array(picked.length * width);
    gatherRows(out, from, picked, width);
    return out;
  };
  return {
    ...{ rows: picked.length, x: take(x), y: take(y) },
    ...(ids === undefined ? {} : { ids: picked.map((row) => ids[row]!) }),
  };
}
