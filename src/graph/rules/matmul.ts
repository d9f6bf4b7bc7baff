import { isStatic, sizeOf } from "../../core/index.ts";
import type { Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** All axes but the last as one. */
const asRows = (x: Value): Value => op.reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/**
 * C = A B: dA = dC Bᵀ, dB = Aᵀ dC, and the same with each transposition moved into the products. Where batches share
 * one right matrix, their rows are multiplied at once instead of summing a product per batch.
 */
export const matmul: Rule = (dy, { inputs, attributes }) => {
  const [a, b] = inputs as [Value, Value];
  const [tA, tB] = [attributes.transposeA === true, attributes.transposeB === true];
  const da = tA
    ? op.matmul(b, dy, { transposeA: tB, transposeB: true })
    : op.matmul(dy, b, { transposeA: false, transposeB: !tB });
  const shared = b.shape.length === 2 && a.shape.length > 2 && !tA && isStatic(dy.shape);
  const [left, right] = shared ? [asRows(a), asRows(dy)] : [a, dy];
  const db = tB
    ? op.matmul(right, left, { transposeA: true, transposeB: tA })
    : op.matmul(left, right, { transposeA: !tA, transposeB: false });
  return [da, db];
};
