import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";
import type { Context, Facts, Module } from "./context.ts";

interface Member<S extends Schema> extends Described {
  readonly settings: S;
  /** The setting that a single number means: `dropout(0.5)`. */
  readonly main?: keyof S & string;
  /** What holds of the layer, at all settings or at the given ones. */
  readonly facts?: Facts | ((settings: ValuesOf<S>) => Facts);
}

export interface LayerDefinition<S extends Schema> extends Member<S> {
  readonly apply: (x: Value, settings: AppliedOf<S>, context: Context) => Value;
}

/** A layer's factory, which also tells what the layer is. */
export interface Layer<S extends Schema = Schema> {
  (given?: Given<S>): Module;
  readonly definition: LayerDefinition<S>;
}

const factsOf = <S extends Schema>({ facts = {} }: Member<S>, settings: ValuesOf<S>): Facts =>
  typeof facts === "function" ? facts(settings) : facts;

/** Makes a layer of one definition. Settings are checked when the layer is made. */
export function defineLayer<const S extends Schema>(definition: LayerDefinition<S>): Layer<S> {
  const { name, settings: schema, main, apply } = definition;
  const make = (given?: Given<S>): Module => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      facts: factsOf(definition, settings),
      apply: (x, context) => apply(x, applied(schema, settings, context.strength), context),
    };
  };
  return Object.assign(make, { definition });
}

export interface WrapperDefinition<S extends Schema, Inner> extends Member<S> {
  /** The modules among what is wrapped. */
  readonly children: (inner: Inner) => readonly Module[];
  readonly apply: (x: Value, inner: Inner, settings: AppliedOf<S>, context: Context) => Value;
}

/** The factory of a layer around other layers: `weightNorm(linear(64))`. */
export interface Wrapper<S extends Schema = Schema, Inner = Module> {
  (inner: Inner, given?: Given<S>): Module;
  readonly definition: WrapperDefinition<S, Inner>;
}

/** Makes a layer around others of one definition. */
export function defineWrapper<const S extends Schema, Inner = Module>(
  definition: WrapperDefinition<S, Inner>,
): Wrapper<S, Inner> {
  const { name, settings: schema, main, apply, children } = definition;
  const make = (inner: Inner, given?: Given<S>): Module => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      facts: factsOf(definition, settings),
      children: children(inner),
      apply: (x, context) => apply(x, inner, applied(schema, settings, context.strength), context),
    };
  };
  return Object.assign(make, { definition });
}
