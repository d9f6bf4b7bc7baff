import {
  type Described,
  type Given,
  type Key,
  resolveGiven,
  type Schema,
  type Shape,
  type ValuesOf,
} from "../../core/index.ts";
import type { Kernels } from "../../kernel/index.ts";

/** One learned tensor and its gradient, both on the kernel memory. */
export interface GradientPart {
  readonly shape: Shape;
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
}

/** The gradient of the loss of one step, before decay, penalties and the optimizer. */
export interface Gradients {
  /** That of all parameters as one range. */
  readonly all: Float32Array;
  readonly parts: readonly GradientPart[];
  /** 1 for the first step. */
  readonly step: number;
  /** Of this step: what is random follows from it. */
  readonly key: Key;
}

export interface GradientTransformDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** Changes gradients in place; gives a factor that is still to be put on all, which costs no pass of its own, else 1. */
  readonly transform: (kernels: Kernels, gradients: Gradients, settings: ValuesOf<S>) => number;
}

/** What is done to gradients before the update, with its settings resolved. */
export interface GradientTransform {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Gives the factor that is still to be put on all gradients. */
  readonly transform: (kernels: Kernels, gradients: Gradients) => number;
}

export interface GradientTransformFactory<S extends Schema = Schema> {
  (given?: Given<S>): GradientTransform;
  readonly definition: GradientTransformDefinition<S>;
}

/** Makes a gradient transform of one definition. Settings are checked when it is made. */
export function defineGradientTransform<const S extends Schema>(
  definition: GradientTransformDefinition<S>,
): GradientTransformFactory<S> {
  const { name, settings: schema, main, transform } = definition;
  const make = (given?: Given<S>): GradientTransform => {
    const settings = resolveGiven(name, schema, main, given);
    return { name, settings, transform: (kernels, gradients) => transform(kernels, gradients, settings) };
  };
  return Object.assign(make, { definition });
}

/** Applies transforms one after the other; the factor of the last is left to the update. */
export function transformGradients(
  transforms: readonly GradientTransform[],
  kernels: Kernels,
  gradients: Gradients,
): number {
  let factor = 1;
  for (const { transform } of transforms) {
    if (factor !== 1) kernels.scale(gradients.all, factor);
    factor = transform(kernels, gradients);
  }
  return factor;
}
