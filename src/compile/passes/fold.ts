import { isStatic, type Shape, sizeOf } from "../../core/index.ts";
import { constant, constantData, constantOp, expand, type Reference, type Value } from "../../graph/index.ts";
import type { Pass } from "../rewrite.ts";

/** Constants of up to this many entries may be made where smaller ones stood; beyond, the program would swell. */
const ROOM = 1024;

/** A constant of equal entries is the scalar expanded, which elementwise ops absorb. */
export const fill: Pass = ({ op }, [y]) => {
  if (op !== constantOp || y!.shape.length === 0) return undefined;
  const data = constantData(y!)!;
  const equal = data.length > 0 && data.every((v) => Object.is(v, data[0]));
  return equal ? [expand(constant(data[0]!, [], y!.dtype), y!.shape)] : undefined;
};

/** Computes in float64, once, what depends on constants only, unless the result is much larger than they are. */
export const fold: Pass = ({ op, inputs, attributes, outputs }) => {
  if (op.name === "expand" || inputs.length === 0 || !outputs.every((x) => isStatic(x.shape))) return undefined;
  const known = inputs.map(knownOf);
  if (!known.every((x) => x !== undefined)) return undefined;
  if (total(outputs) > Math.max(ROOM, total(known))) return undefined;
  const data = op.reference(known, attributes, outputs);
  return outputs.map(({ shape, dtype }, i) => constant(data[i]!, shape, dtype));
};

/** When all else is done: small expanded constants that no op absorbed become plain ones. */
export const settle: Pass = (_, [y]) => {
  const known = y!.node.op.name === "expand" ? knownOf(y!) : undefined;
  return known === undefined ? undefined : [constant(known.data, y!.shape, y!.dtype)];
};

/** What a constant holds, also behind a small expansion. */
function knownOf(value: Value): Reference | undefined {
  const { shape, node } = value;
  const data = constantData(value);
  if (data !== undefined) return { shape, data };
  const [x] = node.inputs;
  const stretched = node.op.name === "expand" ? constantData(x!) : undefined;
  if (stretched === undefined || sizeOf(shape) > ROOM) return undefined;
  return { shape, data: node.op.reference([{ shape: x!.shape, data: stretched }], node.attributes, node.outputs)[0]! };
}

const total = (parts: readonly { readonly shape: Shape }[]): number => parts.reduce((n, x) => n + sizeOf(x.shape), 0);
