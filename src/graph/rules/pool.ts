import { sizeOf } from "../../core/index.ts";
import { constant } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { tapsOf, windowIn } from "../window.ts";

type Two = readonly [number, number];
const windowOptions = ({ attributes }: RuleContext) => ({
  strides: attributes.strides as unknown as Two,
  pads: attributes.pads as unknown as readonly [number, number, number, number],
});

/** Each window's gradient goes to its first maximum; where windows overlap they add up. */
export const maxPool2d: Rule = (dy, c) => {
  const at = op.maxPool2dIndices(c.x, c.attributes.kernel as unknown as Two, windowOptions(c));
  return [op.reshape(op.scatterAdd(dy, at, sizeOf(c.x.shape)), c.x.shape)];
};
export const maxPool2dIndices: Rule = () => [undefined];

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
