import { isStatic, sizeOf } from "../../core/index.ts";
import { constant, type Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { ofParts } from "./parts.ts";
import { tapsOf, windowIn } from "../window.ts";

type Two = readonly [number, number];
const windowOptions = ({ attributes }: RuleContext) => ({
  strides: attributes.strides as unknown as Two,
  pads: attributes.pads as unknown as readonly [number, number, number, number],
});

/** Parts 0 and 1 along an axis of two. */
const halves = (x: Value, axis: number): readonly [Value, Value] => [
  op.slice(x, { axis, end: 1 }),
  op.slice(x, { axis, start: 1 }),
];

/** What of dy goes to `first` and to `second`, whose larger entries y holds: to the first where they are equal. */
function divided(dy: Value, first: Value, second: Value, axis: number): Value {
  const won = op.mul(dy, op.cast(op.greaterEqual(first, second), "f32"));
  return op.concat([won, op.sub(dy, won)], axis);
}

/** Whether windows of 2 × 2 cover the images and do not overlap. */
function halvesEvenly({ x, attributes }: RuleContext): boolean {
  const { kernel, strides, pads } = attributes as Readonly<Record<string, readonly number[]>>;
  const even = x.shape.slice(2).every((size) => size % 2 === 0);
  return isStatic(x.shape) && even && [...kernel!, ...strides!].every((n) => n === 2) && pads!.every((n) => n === 0);
}

/** The gradient of windows of 2 × 2, of neighbours in a row first, then of rows, so that the first maximum in reading order gets it. */
function quartered(dy: Value, x: Value): Value {
  const [width, all] = [x.shape[3]! / 2, sizeOf(x.shape)];
  const [left, right] = halves(op.transpose(op.reshape(x, [all / 2, 2]), [1, 0]), 0);
  const rows = op.reshape(op.maximum(left, right), [all / (4 * width), 2, width]);
  const byRow = divided(op.reshape(dy, [all / (4 * width), 1, width]), ...halves(rows, 1), 1);
  const byColumn = divided(op.reshape(byRow, [1, all / 2]), left, right, 0);
  return op.reshape(op.transpose(byColumn, [1, 0]), x.shape);
}

/** Each window's gradient goes to its first maximum; where windows overlap they add up. */
export const maxPool2d: Rule = (dy, c) => {
  if (halvesEvenly(c)) return [op.maxPool2dGradient(dy, c.x)];
  const at = op.maxPool2dIndices(c.x, c.attributes.kernel as unknown as Two, windowOptions(c));
  return [op.reshape(op.scatterAdd(dy, at, sizeOf(c.x.shape)), c.x.shape)];
};
export const maxPool2dIndices: Rule = () => [undefined];
export const maxPool2dGradient: Rule = ofParts(([dy, x]) => [quartered(dy!, x!)]);

/** How many entries each window averages. [1, 1, places, places] */
function counts({ x, y, attributes }: RuleContext): Float64Array {
  const cells = sizeOf(attributes.kernel as number[]);
  const taps = tapsOf(x.shape, y.shape.slice(2), windowIn(attributes));
  const count = new Float64Array(taps.length / cells);
  for (const [i, tap] of taps.entries())
    if (tap >= 0 || attributes.countIncludePad === true) count[Math.floor(i / cells)]! += 1;
  return count;
}

/** Each window spreads its gradient evenly: a convolution's input gradient with filters of ones, plane by plane. */
export const avgPool2d: Rule = (dy, c) => {
  const [batch, channels, height, width] = c.x.shape as readonly [number, number, number, number];
  const places = dy.shape.slice(2);
  const kernel = c.attributes.kernel as number[];
  const shares = constant(
    counts(c).map((n) => 1 / n),
    [1, 1, ...places],
  );
  const planes = op.reshape(op.mul(dy, shares), [batch * channels, 1, ...places]);
  const ones = constant(new Float64Array(sizeOf(kernel)).fill(1), [1, 1, ...kernel]);
  const spread = op.conv2dInputGradient(planes, ones, [height, width], windowOptions(c));
  return [op.reshape(spread, c.x.shape)];
};
