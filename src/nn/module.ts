import type { Module } from "./context.ts";

/**
 * A model of your own: any function of a value. Children are applied with `context.call(name, child, x)`.
 *
 * @example
 * const block = module("block", (x, { call }) => add(x, call("fc", linear(64), call("act", relu(), x))));
 */
export const module = (name: string, apply: Module["apply"]): Module => ({ name, settings: {}, facts: {}, apply });
