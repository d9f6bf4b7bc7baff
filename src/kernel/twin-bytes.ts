import type { RawBytes } from "./raw-bytes.ts";
import { twinPixels } from "./twin-pixels.ts";
import { twinWarp } from "./twin-warp.ts";

const f = Math.fround;

export const twinBytes: RawBytes<Float32Array> = {
  fromBytes(n, out, bytes) {
    for (let i = 0; i < n; i++) out[i] = bytes[i]! / 255;
  },
  interleave(height, width, out, bytes) {
    const n = height * width;
    for (let i = 0; i < n; i++) {
      const below = i + width < n ? i + width : i;
      for (let k = 0; k < 3; k++) {
        out[8 * i + 2 * k] = bytes[k * n + i]!;
        out[8 * i + 2 * k + 1] = bytes[k * n + below]!;
      }
      out[8 * i + 6] = 0;
      out[8 * i + 7] = 0;
    }
  },
  moveBytes: (...image) => twinWarp.moveImage(...image),
  fillBytes(channels, height, width, bytes, y0, x0, y1, x1, value) {
    for (let i = 0; i < channels * height * width; i++) {
      const [row, column] = [Math.floor(i / width) % height, i % width];
      if (row < y0 || row >= y1 || column < x0 || column >= x1) bytes[i] = value;
    }
  },
  scaleBytes: (...image) => twinPixels.scaleShift(...image),
  mapBytes: (...image) => twinPixels.mapRgb(...image),
  sumBytes(n, bytes) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += bytes[i]!;
    return sum;
  },
  blendByteRows(planes, rows, width, out, xHeight, xWidth, bytes, first, pairs, starts, weights) {
    let to = 0;
    for (let plane = 0; plane < planes; plane++)
      for (let row = 0; row < rows; row++)
        for (let column = first; column < first + width; column++) {
          const from = (plane * xHeight + starts[row]!) * xWidth + column;
          let sum = 128;
          for (let k = 0; k < 2 * pairs; k++) sum += weights[2 * pairs * row + k]! * bytes[from + k * xWidth]!;
          out[to++] = sum >> 8;
        }
  },
  blendShortColumns(rows, width, out, xWidth, shorts, count, starts, weights, scale, shift) {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) {
        const from = row * xWidth + starts[column]!;
        let sum = 0;
        for (let k = 0; k < count; k++) sum += weights[column * count + k]! * shorts[from + k]!;
        out[row * width + column] = f(f(sum) * f(scale)) + f(shift);
      }
  },
  convolveShorts(rows, width, out, xWidth, shorts, half, weights, scale) {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let k = -half; k <= half; k++)
          sum += weights[half - Math.abs(k)]! * shorts[row * xWidth + column + half + k]!;
        out[row * width + column] = f(sum) * f(scale);
      }
  },
  solarizeBytes(n, out, bytes, threshold) {
    for (let i = 0; i < n; i++) out[i] = bytes[i]! >= threshold ? 255 - bytes[i]! : bytes[i]!;
  },
  leastByte: (n, bytes) => Math.min(255, twinPixels.least(n, bytes)),
  mostByte: (n, bytes) => Math.max(0, twinPixels.most(n, bytes)),
  levels(n, codes, x) {
    for (let i = 0; i < n; i++) codes[i] = Math.floor(Math.min(Math.max(f(x[i]! * f(255.999)), 0), 255));
  },
  countCodes(n, counts, codes) {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[codes[i]!]! += 1;
  },
  lookUp(n, out, codes, table) {
    for (let i = 0; i < n; i++) out[i] = table[codes[i]!]!;
  },
};
