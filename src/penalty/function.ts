import { type Described, type Given, resolveGiven, type Schema, type Shape } from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";
import type { Penalty } from "./define.ts";

/** What a penalty on the model's function sees of a batch while it learns. */
export interface Seen {
  /** What went into the model, [batch, …]. */
  readonly x: Value;
  /** What came out, [batch, outputs], before the loss's head. */
  readonly prediction: Value;
  /** Data loss of each row, [rows]. */
  readonly rows: Value;
  /** Standard normal noise, new at each step. */
  readonly normal: (shape: Shape) => Value;
}

export interface FunctionPenaltyDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** A scalar that joins the learning loss; it may differentiate what it sees. */
  readonly cost: (seen: Seen, settings: AppliedOf<S>) => Value;
}

/** A penalty on what a model does with a batch, not on its weights; settings resolved. Its cost is in no score. */
export interface FunctionPenalty {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly ofBatch: (seen: Seen, strength: (name: string, value: number) => Value) => Value;
}

export interface FunctionPenaltyFactory<S extends Schema = Schema> {
  (given?: Given<S>): FunctionPenalty;
  readonly definition: FunctionPenaltyDefinition<S>;
}

/** Makes a penalty on the model's function of one definition. Settings are checked when the penalty is made. */
export function defineFunctionPenalty<const S extends Schema>(
  definition: FunctionPenaltyDefinition<S>,
): FunctionPenaltyFactory<S> {
  const { name, settings: schema, main, cost } = definition;
  const make = (given?: Given<S>): FunctionPenalty => {
    const settings = resolveGiven(name, schema, main, given);
    return { name, settings, ofBatch: (seen, strength) => cost(seen, applied(schema, settings, strength)) };
  };
  return Object.assign(make, { definition });
}

/** Whether a penalty is one on weights. */
export const isOnWeights = (penalty: Penalty | FunctionPenalty): penalty is Penalty => "cost" in penalty;
