import { type Described, type Given, type Key, resolveGiven, type Schema, type ValuesOf } from "../core/index.ts";
import type { Aspect } from "./aspect.ts";

/** What holds of an augmentation: shared code asks for these, never for a name. */
export interface AugmentationFacts {
  /** The targets come out changed: mixed, or those of new rows. */
  readonly changesLabels?: boolean;
  /** The number or the order of the rows comes out changed. */
  readonly changesRows?: boolean;
  /** A row's result depends on other rows of its batch. */
  readonly seesBatch?: boolean;
  /** Nothing is drawn: every key gives the same result. */
  readonly deterministic?: boolean;
}

/**
 * One augmentation. `sample` makes every random choice, as plain data; `apply` makes none, so the same drawn values give
 * the same result on any worker, and can be shown, stored and compared with other libraries.
 * `Seen` is what sampling may look at: the input itself, or no more than its size.
 */
export interface AugmentationDefinition<S extends Schema, Seen, Drawn, Input, Output> extends Described {
  readonly settings: S;
  /** The setting that a single number means, `gaussianNoise(0.1)`: how strong it is. */
  readonly main?: keyof S & string;
  readonly facts?: AugmentationFacts;
  /** What an audit of labels looks at; absent where there is nothing to audit: rows or targets are made anew, or nothing is drawn. */
  readonly audit?: readonly Aspect<NoInfer<S>>[];
  readonly sample: (key: Key, seen: Seen, settings: ValuesOf<S>) => Drawn;
  readonly apply: (input: Input, drawn: Drawn, settings: ValuesOf<S>) => Output;
}

/** An augmentation with its settings resolved. The input is never changed in place. */
export interface Augmentation<Input, Output = Input, Drawn = unknown, Seen = Input> {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly facts: AugmentationFacts;
  /** The same key and what is seen give the same draw. */
  sample(key: Key, seen: Seen): Drawn;
  apply(input: Input, drawn: Drawn): Output;
}

export interface AugmentationFactory<S extends Schema, Seen, Drawn, Input, Output> {
  (given?: Given<S>): Augmentation<Input, Output, Drawn, Seen>;
  readonly definition: AugmentationDefinition<S, Seen, Drawn, Input, Output>;
}

/** Makes an augmentation of one definition. Settings are checked when the augmentation is made. */
export function defineAugmentation<const S extends Schema, Seen, Drawn, Input, Output>(
  definition: AugmentationDefinition<S, Seen, Drawn, Input, Output>,
): AugmentationFactory<S, Seen, Drawn, Input, Output> {
  const { name, settings: schema, main, facts = {}, sample, apply } = definition;
  const make = (given?: Given<S>): Augmentation<Input, Output, Drawn, Seen> => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      facts,
      sample: (key, seen) => sample(key, seen, settings),
      apply: (input, drawn) => apply(input, drawn, settings),
    };
  };
  return Object.assign(make, { definition });
}

/** Draws and applies in one go, where sampling looks at the input itself. */
export const augmented = <Input, Output, Drawn>(
  augmentation: Augmentation<Input, Output, Drawn>,
  input: Input,
  key: Key,
): Output => augmentation.apply(input, augmentation.sample(key, input));
