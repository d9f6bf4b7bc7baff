import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../../core/index.ts";
import type { Kernels } from "../../kernel/index.ts";

/** Views of the same length on one kernel memory. */
export interface Perturbed {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
}

export interface SharpnessDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** Moves the parameters, in place, to where the loss is worst nearby. The gradient there is what the optimizer gets. */
  readonly perturb: (kernels: Kernels, weights: Perturbed, settings: ValuesOf<S>) => void;
}

/** A method that takes the gradient at a perturbed point: a step costs two passes. */
export interface Sharpness {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly perturb: (kernels: Kernels, weights: Perturbed) => void;
}

export interface SharpnessFactory<S extends Schema = Schema> {
  (given?: Given<S>): Sharpness;
  readonly definition: SharpnessDefinition<S>;
}

/** Makes a sharpness-aware method of one definition. */
export function defineSharpness<const S extends Schema>(definition: SharpnessDefinition<S>): SharpnessFactory<S> {
  const { name, settings: schema, main, perturb } = definition;
  const make = (given?: Given<S>): Sharpness => {
    const settings = resolveGiven(name, schema, main, given);
    return { name, settings, perturb: (kernels, weights) => perturb(kernels, weights, settings) };
  };
  return Object.assign(make, { definition });
}
