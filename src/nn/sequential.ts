import type { Module } from "./context.ts";

/** Applies modules one after the other; children are named "0", "1", … as in PyTorch. */
export const sequential = (...children: readonly Module[]): Module => ({
  name: "sequential",
  settings: {},
  facts: {},
  children,
  apply: (x, context) => children.reduce((value, child, i) => context.call(String(i), child, value), x),
});
