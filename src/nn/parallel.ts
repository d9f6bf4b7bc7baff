import { RegularizeError, sameShape, showShape } from "../core/index.ts";
import { add, concat, type Value } from "../graph/index.ts";
import type { Module } from "./context.ts";

export interface ParallelOptions {
  /** concat: one after the other along axis 1, features or channels; add: their sum. Default concat. */
  readonly combine?: "add" | "concat";
}

/** Applies modules to the same x and joins what they give; children are named "0", "1", …. */
export const parallel = (children: readonly Module[], { combine = "concat" }: ParallelOptions = {}): Module => ({
  name: "parallel",
  settings: { combine },
  facts: {},
  children,
  apply: (x, context) => {
    const parts = children.map((child, i) => context.call(String(i), child, x));
    if (!fits(parts, combine)) throw misfit(parts, combine);
    return combine === "add" ? parts.reduce(add) : concat(parts, 1);
  },
});

/** Whether there are parts, of one shape; along axis 1 they may differ when they are joined there. */
const fits = (parts: readonly Value[], combine: "add" | "concat"): boolean =>
  parts.length > 0 &&
  parts.every(({ shape }) => {
    const first = parts[0]!.shape;
    return sameShape(combine === "add" ? shape : shape.map((d, axis) => (axis === 1 ? first[1]! : d)), first);
  });

const misfit = (parts: readonly Value[], combine: string): RegularizeError =>
  new RegularizeError({
    code: "E339",
    where: "parallel",
    message:
      parts.length === 0 ? "parallel needs at least one child" : `parallel: what the children give cannot ${combine}`,
    expected: combine === "add" ? "one shape" : "equal sizes except at axis 1",
    received: parts.map(({ shape }) => showShape(shape)).join(", ") || "no children",
  });
