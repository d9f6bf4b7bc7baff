import { constant, matmul, mean, transpose, type Value } from "../graph/index.ts";
import { defineLayer } from "./define.ts";
import { requireAxes } from "./shape.ts";

/** Row i averages the entries ⌊i · size / places⌋ … ⌈(i + 1) · size / places⌉ − 1. [places, size] */
function averaging(size: number, places: number): Value {
  const rows = Array.from({ length: places }, (_, i) => {
    const [start, end] = [Math.floor((i * size) / places), Math.ceil(((i + 1) * size) / places)];
    return Array.from({ length: size }, (__, j) => (j >= start && j < end ? 1 / (end - start) : 0));
  });
  return constant(rows.flat(), [places, size]);
}

/**
 * Averages images down to a fixed size, whatever theirs: [batch, channels, height, width] → [batch, channels, …output].
 * The mean of a rectangle is that of its rows' means, so it is two matrix products. PyTorch's windows.
 */
export const adaptiveAvgPool2d = defineLayer({
  name: "adaptiveAvgPool2d",
  doc: "Averages images down to a fixed size, whatever theirs.",
  advice: {
    when: "Images of several sizes before a dense layer.",
  },
  settings: { output: { default: 1, sizes: [1, 1024], axes: 2, doc: "Height and width of the result." } },
  main: "output",
  apply: (x, { output }) => {
    requireAxes(x, "adaptiveAvgPool2d", "[batch, channels, height, width]");
    const [height, width] = typeof output === "number" ? [output, output] : (output as [number, number]);
    if (height === 1 && width === 1) return mean(x, [2, 3], true);
    const rows = matmul(averaging(x.shape[2]!, height), x);
    return matmul(rows, transpose(averaging(x.shape[3]!, width)));
  },
});
