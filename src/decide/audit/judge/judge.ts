import type { ClassEvaluation, SecondLook, ValueEvaluation } from "../types.ts";

/** Of a model that says the same of every row: that it sees no difference shows nothing. */
export const BLIND = {
  verdict: "can't tell",
  sentence: "the clean model says the same of every row: a change would not show",
} as const;

/** Whether all rows of `width` numbers are alike, of two or more. */
export const isConstant = (said: Float32Array, width: number): boolean =>
  said.length > width && said.every((v, i) => v === said[i % width]);

/** What decides about one kind of answers. */
export interface Judge<A> {
  /** Accuracy, or RMSE, on clean rows. */
  readonly clean: number;
  /** Why no operation that changes an answer can be shown to be safe by these rows, whatever a model says of them; absent where one can. */
  readonly limits?: string;
  /** Whether a second look can pass: else it decides nothing of what nothing is known to break. */
  readonly canPass: boolean;
  /** Of answers for one or more copies of all rows. */
  evaluate(copies: readonly A[]): ClassEvaluation | ValueEvaluation;
  /** Of a model trained with the operation: its answers for clean rows and a copy of each. */
  secondLook(answers: { readonly clean: A; readonly changed: A }): SecondLook;
}
