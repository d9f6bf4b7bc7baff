import { isStatic, sameShape, type Shape } from "../core/index.ts";
import { constantData, expand, type Node, type Value } from "../graph/index.ts";
import type * as ops from "../graph/ops/index.ts";

/** Names that passes look for: a misspelt one does not compile. */
export type OpName = keyof typeof ops;

/** The entry of an op in a table by op. */
export const entryFor = <T>(table: { readonly [name in OpName]?: T }, op: string): T | undefined =>
  Object.hasOwn(table, op) ? table[op as OpName] : undefined;

/** The node behind a value when it applies this op. */
export const match = (value: Value, op: OpName): Node | undefined =>
  value.node.op.name === op ? value.node : undefined;

/** Whether two values are one output of one node. */
export const same = (a: Value, b: Value): boolean => a.node === b.node && a.port === b.port;

/** The value behind expansions and added outer axes of size 1: what an elementwise op may take in its place. */
export function strip(value: Value): Value {
  for (let at = value; ; ) {
    const [x] = at.node.inputs;
    if (x === undefined) return at;
    const added = at.shape.length - x.shape.length;
    const lifts = at.node.op.name === "reshape" && added >= 0 && sameShape(at.shape.slice(added), x.shape);
    if (!(at.node.op.name === "expand" || (lifts && at.shape.slice(0, added).every((d) => d === 1)))) return at;
    at = x;
  }
}

/** The one number that fills a constant, expanded or not; undefined when entries differ or are not known. */
export function fillOf(value: Value): number | undefined {
  const data = constantData(strip(value));
  return data !== undefined && data.length > 0 && data.every((v) => Object.is(v, data[0])) ? data[0] : undefined;
}

/** The value stretched to a shape; undefined when the shape is known only at run time and the value does not have it. */
export function stretch(value: Value, shape: Shape): Value | undefined {
  if (sameShape(value.shape, shape)) return value;
  return isStatic(shape) ? expand(value, shape) : undefined;
}
