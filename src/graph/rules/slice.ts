import type { Value } from "../node.ts";
import * as op from "../ops/index.ts";
import type { Rule } from "../rule.ts";

/** Puts step − 1 zeros between neighbours of an axis. */
function spread(x: Value, axis: number, step: number): Value {
  const count = x.shape[axis]!;
  const split = [...x.shape.slice(0, axis + 1), 1, ...x.shape.slice(axis + 1)];
  const after = split.map((_, i) => (i === axis + 1 ? step - 1 : 0));
  const padded = op.pad(
    op.reshape(x, split),
    split.map(() => 0),
    after,
  );
  const joined = op.reshape(
    padded,
    x.shape.map((d, i) => (i === axis ? d * step : d)),
  );
  return op.slice(joined, { axis, end: (count - 1) * step + 1 });
}

/** Puts the entries back where they came from, zeros elsewhere. */
export const slice: Rule = (dy, { x, attributes }) => {
  const { axes, starts, steps } = attributes as Readonly<Record<string, readonly number[]>>;
  const before = x.shape.map(() => 0);
  let entries = dy;
  for (const [i, axis] of axes!.entries()) {
    const step = steps![i]!;
    const backwards = step < 0;
    before[axis] = backwards ? starts![i]! + (dy.shape[axis]! - 1) * step : starts![i]!;
    if (backwards) entries = op.slice(entries, { axis, step: -1 });
    if (Math.abs(step) > 1) entries = spread(entries, axis, Math.abs(step));
  }
  const after = x.shape.map((d, i) => d - before[i]! - entries.shape[i]!);
  return [op.pad(entries, before, after)];
};

export const pad: Rule = (dy, { x, attributes }) => {
  const before = attributes.before as number[];
  const ranges = x.shape.map((d, axis) => ({ axis, start: before[axis]!, end: before[axis]! + d }));
  return [op.slice(dy, ...ranges)];
};
