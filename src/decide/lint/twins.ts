import type { LintSituation } from "./subject.ts";

/** Rows of numbers [rows, width] with a target each, [rows, outputs]. */
export interface Rows {
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

const bytesOf = (values: Float32Array, row: number, width: number): string =>
  Buffer.from(values.buffer, values.byteOffset + 4 * row * width, 4 * width).toString("latin1");

/** Each row as one text: equal bytes of x and y, equal text. */
function textsOf({ rows, x, y }: Rows): string[] {
  const [width, outputs] = [x.length / Math.max(1, rows), y.length / Math.max(1, rows)];
  return Array.from({ length: rows }, (_, row) => bytesOf(x, row, width) + bytesOf(y, row, outputs));
}

/** Validation rows that equal a training row in every number and in the target. O(rows · width). */
export function identicalAcross(train: Rows, validation: Rows): NonNullable<LintSituation["across"]> {
  const known = new Set(textsOf(train));
  const identical = textsOf(validation).filter((text) => known.has(text)).length;
  return { rows: validation.rows, identical };
}

/** Of each class, its training rows and how many of them have an identical twin. y is one-hot, [rows, classes]. */
export function twinsByClass(train: Rows, classes: readonly string[]): NonNullable<LintSituation["twins"]> {
  const texts = textsOf(train);
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const found = classes.map((name) => ({ name, rows: 0, twins: 0 }));
  for (const [row, text] of texts.entries()) {
    const own = found.find((_, label) => train.y[row * classes.length + label] === 1);
    if (own === undefined) continue;
    own.rows++;
    if (counts.get(text)! > 1) own.twins++;
  }
  return found;
}
