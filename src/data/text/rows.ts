import type { StoredRows } from "../../core/index.ts";
import { textEncoder } from "./encode.ts";
import type { TextSpec } from "./spec.ts";

/** Numbers behind one another in an array that doubles when it is full. */
class Growing<A extends Float32Array | Int32Array> {
  #data: A;
  #length = 0;
  readonly #make: (length: number) => A;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#data = make(1024);
  }

  push(values: readonly number[]): void {
    const length = this.#length + values.length;
    if (length > this.#data.length) {
      const more = this.#make(Math.max(length, 2 * this.#data.length));
      more.set(this.#data.subarray(0, this.#length));
      this.#data = more;
    }
    this.#data.set(values, this.#length);
    this.#length = length;
  }

  trimmed(): A {
    return this.#data.slice(0, this.#length) as A;
  }
}

/**
 * Texts as rows [texts, width] that are encoded once and held without their zeros: 4 bytes per word read for `tokens`, 8 per different
 * word for `tfidf`.
 */
export function textRows(spec: TextSpec, texts: readonly string[]): StoredRows {
  const { width, entries } = textEncoder(spec);
  const isSparse = spec.encoding === "tfidf";
  const heldPlaces = new Growing((length) => new Int32Array(length));
  const heldValues = new Growing((length) => new Float32Array(length));
  const starts = new Float64Array(texts.length + 1);
  for (const [row, text] of texts.entries()) {
    const found = entries(text);
    if (isSparse) heldPlaces.push(found.places);
    heldValues.push(found.values);
    starts[row + 1] = starts[row]! + found.values.length;
  }
  const [places, values] = [heldPlaces.trimmed(), heldValues.trimmed()];
  const put = (from: number, to: number, out: Float32Array, at: number): void => {
    if (!isSparse) out.set(values.subarray(from, to), at);
    else for (let i = from; i < to; i++) out[at + places[i]!] = values[i]!;
  };
  return {
    length: texts.length * width,
    gather: (rows, out) => {
      out.fill(0, 0, rows.length * width);
      for (const [i, row] of rows.entries()) put(starts[row]!, starts[row + 1]!, out, i * width);
    },
  };
}
