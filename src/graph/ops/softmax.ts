import { resolveAxis } from "../../core/index.ts";
import { forEachLane, requireReal } from "../define.ts";
import { apply1, type Op, type Value } from "../node.ts";

/** A function of the lines along one axis, of (entry, maximum, Σ exp(entry − maximum)). */
function alongAxis(name: string, onnx: string, f: (x: number, top: number, total: number) => number) {
  const op: Op = {
    name,
    type: ([x]) => {
      requireReal(x!, name);
      return [{ shape: x!.shape, dtype: "f32" }];
    },
    reference: ([x], { axis }) => {
      const result = new Float64Array(x!.data.length);
      forEachLane(x!.shape, axis as number, (start, stride, length) => {
        const at = Array.from({ length }, (_, i) => start + i * stride);
        const top = Math.max(...at.map((i) => x!.data[i]!));
        const total = at.reduce((sum, i) => sum + Math.exp(x!.data[i]! - top), 0);
        for (const i of at) result[i] = f(x!.data[i]!, top, total);
      });
      return [result];
    },
    lower: (emit, inputs, { attributes }) => [emit.node(onnx, inputs, { axis: attributes.axis as number })],
    domain: { inputs: [[-3, 3]] },
  };
  return (x: Value, axis = -1): Value => apply1(op, [x], { axis: resolveAxis(x.shape, axis, name) });
}

/** exp(x) / Σ exp(x) along an axis, the last by default. Any shape. */
export const softmax = alongAxis("softmax", "Softmax", (x, top, total) => Math.exp(x - top) / total);
/** x − log Σ exp(x) along an axis, the last by default. Any shape. */
export const logSoftmax = alongAxis("logSoftmax", "LogSoftmax", (x, top, total) => x - top - Math.log(total));
