import { RegularizeError } from "./error.ts";

/** A dimension whose size is known only when the program runs (the batch of an exported model). */
export const ANY = -1;

/** Sizes of the axes, outermost first, such as `[batch, features]`; `[]` is a scalar. */
export type Shape = readonly number[];

/** `[32, 10]`; a dimension known only at run time prints as `batch`. */
export const showShape = (shape: Shape): string => `[${shape.map((d) => (d === ANY ? "batch" : d)).join(", ")}]`;

export const isStatic = (shape: Shape): boolean => shape.every((d) => d !== ANY);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  if (!isStatic(shape))
    throw new RegularizeError({ code: "E301", message: `The size of ${showShape(shape)} is known only at run time` });
  return shape.reduce((product, d) => product * d, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}

/** `axis` counted from the end when negative; throws when it is not an axis of `shape`. */
export function resolveAxis(shape: Shape, axis: number, where: string): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length)
    throw new RegularizeError({
      code: "E302",
      where,
      message: `${where}: axis ${axis} does not exist in ${showShape(shape)}`,
      expected: `an axis in [${-shape.length}, ${shape.length - 1}]`,
      received: String(axis),
    });
  return resolved;
}

/** NumPy broadcasting: trailing axes align, a size of 1 stretches. Throws E303 naming `where` and both shapes. */
export function broadcast(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const da = a[i - rank + a.length] ?? 1;
    const db = b[i - rank + b.length] ?? 1;
    if (da === db || db === 1) return da;
    if (da === 1) return db;
    throw new RegularizeError({
      code: "E303",
      where,
      message: `${where}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast`,
      expected: `equal sizes or 1 at axis ${i - rank} from the end`,
      received: `${da === ANY ? "batch" : da} and ${db === ANY ? "batch" : db}`,
      todo: "reshape one of them, or check the layer sizes before this point",
    });
  });
}
