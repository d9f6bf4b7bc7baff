import { type Described, type Given, resolveGiven, type Schema, type Shape, type ValuesOf } from "../../core/index.ts";
import type { Kernels } from "../../kernel/index.ts";

export interface ConstraintDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** Throws what is wrong with settings that are legal one by one. */
  readonly check?: (settings: ValuesOf<S>) => void;
  /** Brings a weight back to where it may be, in place: [in, units], or [units, …] with more than two axes. */
  readonly project: (kernels: Kernels, w: Float32Array, shape: Shape, settings: ValuesOf<S>) => void;
}

/** A rule that weights are brought back to after each update; biases and norm scales are left alone. */
export interface Constraint {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** `w` lies on the kernel memory; changed in place. */
  readonly project: (kernels: Kernels, w: Float32Array, shape: Shape) => void;
}

export interface ConstraintFactory<S extends Schema = Schema> {
  (given?: Given<S>): Constraint;
  readonly definition: ConstraintDefinition<S>;
}

/** Makes a constraint of one definition. Settings are checked when the constraint is made. */
export function defineConstraint<const S extends Schema>(definition: ConstraintDefinition<S>): ConstraintFactory<S> {
  const { name, settings: schema, main, check, project } = definition;
  const make = (given?: Given<S>): Constraint => {
    const settings = resolveGiven(name, schema, main, given);
    check?.(settings);
    return { name, settings, project: (kernels, w, shape) => project(kernels, w, shape, settings) };
  };
  return Object.assign(make, { definition });
}
