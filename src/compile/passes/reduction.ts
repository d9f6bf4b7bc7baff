import { isStatic, type Shape } from "../../core/index.ts";
import { expand, max, mean, min, mul, reshape, sum, type Value } from "../../graph/index.ts";
import { match, strip } from "../match.ts";
import type { Pass } from "../rewrite.ts";

const REDUCTIONS = { sum, mean, max, min } as const;

/**
 * A reduction over axes of size 1 only relabels. Over axes that were stretched, it reduces what was there before:
 * Σ expand(x) = n · Σ x, and the other reductions do not see repetition. Over all axes, how entries were arranged does not matter.
 */
export const reduction: Pass = ({ op, inputs: [x], attributes }, [y]) => {
  if (!Object.hasOwn(REDUCTIONS, op.name)) return undefined;
  const axes = attributes["axes"] as readonly number[];
  if (axes.every((axis) => x!.shape[axis] === 1)) return [reshape(x!, y!.shape)];
  if (!isStatic(x!.shape) || x!.shape.some((d) => d === 0)) return undefined;
  const before = axes.length === x!.shape.length ? match(x!, "reshape")?.inputs[0] : undefined;
  if (before !== undefined && before.shape.length > 0) {
    const all = REDUCTIONS[op.name as keyof typeof REDUCTIONS](before, [...before.shape.keys()]);
    return [reshape(all, y!.shape)];
  }
  return repeated(op.name as keyof typeof REDUCTIONS, x!, axes, y!);
};

function repeated(name: keyof typeof REDUCTIONS, x: Value, axes: readonly number[], y: Value): Value[] | undefined {
  const before = strip(x);
  const lifted: Shape = [...x.shape.slice(before.shape.length).map(() => 1), ...before.shape];
  const stretched = axes.filter((axis) => lifted[axis] !== x.shape[axis]);
  if (stretched.length === 0) return undefined;
  const small = REDUCTIONS[name](reshape(before, lifted), axes, true);
  const count = stretched.reduce((n, axis) => n * x.shape[axis]!, 1);
  const scaled = name === "sum" ? mul(small, count) : small;
  const kept = x.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  return [reshape(expand(scaled, kept), y.shape)];
}
