import type { ClassEvaluation, SecondLook, ValueEvaluation } from "./types.ts";

/** What decides about one kind of answers. */
export interface Judge<A> {
  /** Accuracy, or RMSE, on clean rows. */
  readonly clean: number;
  /** Of answers for one or more copies of all rows. */
  evaluate(copies: readonly A[]): ClassEvaluation | ValueEvaluation;
  /** Of a model trained with the operation: its answers for clean rows and a copy of each. */
  secondLook(answers: { readonly clean: A; readonly changed: A }): SecondLook;
}
