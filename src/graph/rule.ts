import type { Attributes, Value } from "./node.ts";

/** What a gradient rule sees of the node it differentiates. */
export interface RuleContext {
  /** The first input, and all of them. */
  readonly x: Value;
  readonly inputs: readonly Value[];
  /** The first output, and all of them. */
  readonly y: Value;
  readonly outputs: readonly Value[];
  /** Gradients that reached the outputs, undefined where none did. */
  readonly dys: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  /** Of a scalar with respect to values: for rules that differentiate what the op is made of. */
  readonly gradient: (of: Value, wrt: readonly Value[]) => readonly Value[];
}

/**
 * Gradients of the inputs from the gradient `dy` of the first output (zeros when it was not reached): one per input,
 * undefined where none flows.
 * A rule may return a gradient in the broadcast shape: the walk sums it back. Rules are made of differentiable ops,
 * so gradients of gradients work.
 */
export type Rule = (dy: Value, context: RuleContext) => readonly (Value | undefined)[];
