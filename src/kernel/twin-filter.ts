import type { RawPixels } from "./raw-pixels.ts";

const f = Math.fround;

const unit = (x: number): number => Math.min(Math.max(x, 0), 1);

/** Σ weight(k) · value(k), rounded after every product and sum. */
function sumOf(count: number, weight: (k: number) => number, value: (k: number) => number): number {
  let sum = f(weight(0) * value(0));
  for (let k = 1; k < count; k++) sum = f(sum + f(weight(k) * value(k)));
  return sum;
}

type Filters = Pick<RawPixels<Float32Array>, "sharpen" | "blendRows" | "blendColumns" | "convolve">;

export const twinFilter: Filters = {
  sharpen(planes, height, width, out, x, factor, rest) {
    for (let i = 0; i < planes * height * width; i++) {
      const [row, column] = [Math.floor(i / width) % height, i % width];
      const v = x[i]!;
      const three = (at: number): number => f(f(x[at - 1]! + x[at]!) + x[at + 1]!);
      const isEdge = row === 0 || column === 0 || row === height - 1 || column === width - 1;
      const sum = isEdge ? 0 : f(f(f(three(i - width) + three(i + width)) + three(i)) + f(v * 4));
      out[i] = unit(isEdge ? v : f(f(v * f(factor)) + f(sum * f(rest))));
    }
  },
  blendRows(planes, rows, width, out, xHeight, xWidth, x, first, count, starts, weights) {
    let to = 0;
    for (let plane = 0; plane < planes; plane++)
      for (let row = 0; row < rows; row++)
        for (let column = first; column < first + width; column++) {
          const from = (plane * xHeight + starts[row]!) * xWidth + column;
          out[to++] = sumOf(
            count,
            (k) => weights[row * count + k]!,
            (k) => x[from + k * xWidth]!,
          );
        }
  },
  blendColumns(rows, width, out, xWidth, x, count, starts, weights) {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) {
        const from = row * xWidth + starts[column]!;
        const two = (): number => f(f(weights[2 * column]! * x[from]!) + f(weights[2 * column + 1]! * x[from + 1]!));
        const lane = (j: number): number =>
          sumOf(
            count / 4,
            (k) => weights[column * count + 4 * k + j]!,
            (k) => x[from + 4 * k + j]!,
          );
        out[row * width + column] = count === 2 ? two() : f(f(lane(0) + lane(2)) + f(lane(1) + lane(3)));
      }
  },
  convolve(planes, rows, width, out, xRows, xWidth, x, count, step, weights) {
    let to = 0;
    for (let plane = 0; plane < planes; plane++)
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < width; column++) {
          const from = (plane * xRows + row) * xWidth + column;
          out[to++] = sumOf(
            count,
            (k) => weights[k]!,
            (k) => x[from + k * step]!,
          );
        }
  },
};
