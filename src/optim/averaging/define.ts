import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../../core/index.ts";
import type { Kernels } from "../../kernel/index.ts";

/** Where training is when an average is updated, after each step. */
export interface AveragingMoment {
  /** Share of training that is done, in [0, 1]; 0 when nobody says. */
  readonly share: number;
  /** The step was the last of its epoch. */
  readonly endsEpoch: boolean;
}

/** Views of the same length on one kernel memory. */
export interface AveragedWeights {
  readonly parameters: Float32Array;
  readonly average: Float32Array;
}

export interface AveragingDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** The average is a model of its own, to be scored beside the raw weights. False where it only steers these. */
  readonly isModel: boolean;
  /**
   * Updates `average` in place, and `parameters` where the method steers them; returns the new count. The count is the
   * method's only other state: 0 at first, when `average` equals `parameters`.
   */
  readonly update: (
    kernels: Kernels,
    weights: AveragedWeights,
    count: number,
    moment: AveragingMoment,
    settings: ValuesOf<S>,
  ) => number;
}

/** An average of weights over steps, with its settings resolved. */
export interface Averaging {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isModel: boolean;
  readonly update: (kernels: Kernels, weights: AveragedWeights, count: number, moment: AveragingMoment) => number;
}

export interface AveragingFactory<S extends Schema = Schema> {
  (given?: Given<S>): Averaging;
  readonly definition: AveragingDefinition<S>;
}

/** Makes an averaging method of one definition. */
export function defineAveraging<const S extends Schema>(definition: AveragingDefinition<S>): AveragingFactory<S> {
  const { name, settings: schema, main, isModel, update } = definition;
  const make = (given?: Given<S>): Averaging => {
    const settings = resolveGiven(name, schema, main, given);
    return {
      ...{ name, settings, isModel },
      update: (kernels, weights, count, moment) => update(kernels, weights, count, moment, settings),
    };
  };
  return Object.assign(make, { definition });
}
