import { type Given, resolveGiven, type Schema } from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";
import type { Context, Facts, Module } from "./context.ts";

export interface LayerDefinition<S extends Schema> {
  readonly name: string;
  /** One sentence for the docs table. */
  readonly doc: string;
  readonly paper?: string;
  readonly settings: S;
  /** The setting that a single number means: `dropout(0.5)`. */
  readonly main?: keyof S & string;
  readonly facts?: Facts;
  readonly apply: (x: Value, settings: AppliedOf<S>, context: Context) => Value;
}

/** A layer's factory, which also tells what the layer is. */
export interface Layer<S extends Schema = Schema> {
  (given?: Given<S>): Module;
  readonly definition: LayerDefinition<S>;
}

/** Makes a layer of one definition. Settings are checked when the layer is made. */
export function defineLayer<const S extends Schema>(definition: LayerDefinition<S>): Layer<S> {
  const { name, settings: schema, main, facts = {}, apply } = definition;
  const make = (given?: Given<S>): Module => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      facts,
      apply: (x, context) => apply(x, applied(schema, settings, context.strength), context),
    };
  };
  return Object.assign(make, { definition });
}
