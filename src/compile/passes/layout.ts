import { isStatic, sameShape, type Shape } from "../../core/index.ts";
import { expand, mean, reshape, sum, transpose, type Value } from "../../graph/index.ts";
import { entryFor, match, type OpName, strip } from "../match.ts";
import type { Pass } from "../rewrite.ts";

const axesIn = (value: Value, name: string): readonly number[] => value.node.attributes[name] as readonly number[];

function reshaped(x: Value, y: Value): Value | undefined {
  if (sameShape(x.shape, y.shape)) return x;
  const inner = match(x, "reshape")?.inputs[0];
  if (inner !== undefined) return reshape(inner, y.shape);
  const filled = strip(x);
  if (filled !== x && filled.shape.length === 0 && isStatic(y.shape)) return expand(filled, y.shape);
  return droppedAxes(x, y.shape) ?? keptAxes(x, y.shape);
}

/** A reduction that loses its axes, reshaped to have them back, keeps them. */
function keptAxes(x: Value, shape: Shape): Value | undefined {
  const name = x.node.op.name;
  if ((name !== "sum" && name !== "mean") || x.node.attributes["keepDims"] === true) return undefined;
  const from = x.node.inputs[0]!;
  const axes = axesIn(x, "axes");
  const kept = from.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  return sameShape(kept, shape) ? { sum, mean }[name](from, axes, true) : undefined;
}

/** A reduction that keeps its axes, reshaped to lose them, loses them itself. */
function droppedAxes(x: Value, shape: Shape): Value | undefined {
  const [from] = match(x, "sum")?.inputs ?? [];
  if (from === undefined || x.node.attributes["keepDims"] !== true) return undefined;
  const axes = axesIn(x, "axes");
  const dropped = from.shape.filter((_, i) => !axes.includes(i));
  return sameShape(dropped, shape) ? sum(from, axes) : undefined;
}

function expanded(x: Value, y: Value): Value | undefined {
  if (sameShape(x.shape, y.shape)) return x;
  const inner = strip(x);
  return inner === x ? undefined : expand(inner, y.shape);
}

function transposed(x: Value, y: Value): Value | undefined {
  const order = axesIn(y, "order");
  if (order.every((axis, i) => axis === i)) return x;
  const inner = match(x, "transpose");
  if (inner !== undefined)
    return transpose(
      inner.inputs[0]!,
      order.map((axis) => axesIn(x, "order")[axis]!),
    );
  const filled = strip(x);
  if (filled.shape.length === 0) return expand(filled, y.shape);
  const moved = order.filter((axis) => x.shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!) ? reshape(x, y.shape) : undefined;
}

const SIMPLER: { readonly [name in OpName]?: (x: Value, y: Value) => Value | undefined } = {
  reshape: reshaped,
  expand: expanded,
  transpose: transposed,
};

/** Moves that undo, repeat or do nothing: reshape of reshape, transpose of transpose, identities. */
export const layout: Pass = ({ op, inputs: [x] }, [y]) => {
  const simpler = entryFor(SIMPLER, op.name)?.(x!, y!);
  return simpler === undefined ? undefined : [simpler];
};
