import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";

/** What a loss compares the prediction with. */
export type TargetKind = "values" | "classes" | "binary";

export interface LossDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** values: real numbers; classes: probabilities per class, such as one-hot rows; binary: 0 … 1 per output. */
  readonly target: TargetKind;
  /** Numbers per row of the target, where they are more than the outputs: what comes after those is the loss's own. */
  readonly targetWidth?: (outputs: number) => number;
  /**
   * Loss of each row, [batch], from prediction and target, both [batch, outputs]. In infer mode regularizing
   * settings, such as label smoothing, are left out: what remains is the data loss.
   */
  readonly rows: (prediction: Value, target: Value, settings: AppliedOf<S>, mode: "learn" | "infer") => Value;
  /** Weight of each row, [batch], already inside `rows`: the mean is Σ rows / Σ weights. All 1 when absent. */
  readonly weights?: (target: Value, settings: AppliedOf<S>) => Value | undefined;
  /** What the raw prediction means to the user, such as probabilities. [batch, outputs] both. */
  readonly head: (prediction: Value) => Value;
}

/** A loss with its settings resolved, ready to be put into a program. */
export interface Loss {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly target: TargetKind;
  /** Numbers per row of the target; as many as the outputs when absent. */
  readonly targetWidth?: (outputs: number) => number;
  /**
   * How often each row goes through the model in learn mode, each time under other noise; once when absent. `rows` then gets
   * the predictions of all passes one after the other, [passes · batch, outputs], and still gives [batch].
   */
  readonly passes?: number;
  readonly rows: (prediction: Value, target: Value, mode: "learn" | "infer", strength: StrengthOf) => Value;
  readonly weights: (target: Value, strength: StrengthOf) => Value | undefined;
  readonly head: (prediction: Value) => Value;
}

/** Makes the scalar value of a strength. */
export type StrengthOf = (name: string, value: number) => Value;

export interface LossFactory<S extends Schema = Schema> {
  (given?: Given<S>): Loss;
  readonly definition: LossDefinition<S>;
}

/** Makes a loss of another one. */
export interface LossWrapper<S extends Schema = Schema> {
  (loss: Loss, given?: Given<S>): Loss;
  readonly definition: Described & Pick<LossDefinition<S>, "settings" | "main">;
}

/** Makes a loss of one definition. Settings are checked when the loss is made. */
export function defineLoss<const S extends Schema>(definition: LossDefinition<S>): LossFactory<S> {
  const { name, settings: schema, main, target, targetWidth, head } = definition;
  const make = (given?: Given<S>): Loss => {
    const settings: ValuesOf<S> = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      target,
      ...(targetWidth === undefined ? {} : { targetWidth }),
      head,
      rows: (prediction, y, mode, strength) =>
        definition.rows(prediction, y, applied(schema, settings, strength), mode),
      weights: (y, strength) => definition.weights?.(y, applied(schema, settings, strength)),
    };
  };
  return Object.assign(make, { definition });
}
