import { RegularizeError, sameShape, showShape } from "../core/index.ts";
import { add } from "../graph/index.ts";
import type { Module } from "./context.ts";
import { dropPath } from "./dropPath.ts";

export interface ResidualOptions {
  /** What x passes on the way around; itself by default. */
  readonly shortcut?: Module;
  /** Fraction of the rows that skip the body while learning; none by default. */
  readonly dropPath?: number;
}

/**
 * y = shortcut(x) + body(x), of one shape. Children are named "body", "shortcut" and "dropPath".
 *
 * @example
 * residual(sequential(conv2d({ features: 32, padding: "same" }), batchNorm2d(), relu()), { dropPath: 0.1 });
 */
export function residual(body: Module, { shortcut, dropPath: rate }: ResidualOptions = {}): Module {
  const drop = rate === undefined ? undefined : dropPath(rate);
  return {
    name: "residual",
    settings: {},
    facts: {},
    children: [body, shortcut, drop].filter((child) => child !== undefined),
    apply: (x, { call }) => {
      const inner = call("body", body, x);
      const around = shortcut === undefined ? x : call("shortcut", shortcut, x);
      if (!sameShape(inner.shape, around.shape)) throw misfit(inner.shape, around.shape);
      return add(around, drop === undefined ? inner : call("dropPath", drop, inner));
    },
  };
}

const misfit = (body: readonly number[], shortcut: readonly number[]): RegularizeError =>
  new RegularizeError({
    code: "E339",
    where: "residual",
    message: `residual: the body gives ${showShape(body)}, the shortcut ${showShape(shortcut)}`,
    expected: "one shape",
    received: `${showShape(body)} and ${showShape(shortcut)}`,
    todo: "end the body with as many features as come in, or give a shortcut: { shortcut: linear(…) }",
  });
