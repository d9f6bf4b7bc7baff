import { RegularizeError, type Shape } from "../core/index.ts";
import { reshape, transpose, type Value } from "../graph/index.ts";
import type { Context, Initializer, Module, TorchForm } from "./context.ts";

/** How a layer asked for its weight. */
export interface AskedWeight {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  readonly torch: TorchForm;
}

/**
 * Applies a layer with `replace`'s value in the place of its weight; everything else is the layer's own, under its own
 * names. Throws E336 when the layer itself, not one of its children, asks for no weight.
 */
export function reweighted(
  where: string,
  child: Module,
  x: Value,
  context: Context,
  replace: (asked: AskedWeight) => Value,
): Value {
  let found = false;
  const parameter: Context["parameter"] = (name, shape, init, role, drawnAs, torch = {}) => {
    if (name !== "weight" || role !== "weight") return context.parameter(name, shape, init, role, drawnAs, torch);
    found = true;
    return replace({ name, shape, init, torch });
  };
  const y = child.apply(x, { ...context, parameter });
  if (!found)
    throw new RegularizeError({
      code: "E336",
      where,
      message: `${where}: ${child.name} has no weight of its own`,
      expected: "a layer with a weight, such as linear or conv2d",
      received: child.name,
      todo: "wrap each layer by itself",
    });
  return y;
}

/** Matrices are [in, out], as linear's; filters are [out, …], as convolutions'. */
export const outputsOf = (shape: Shape): number => (shape.length === 2 ? shape[1]! : shape[0]!);

/** A weight as a matrix of one row per output, [out, in]. */
export const asRows = (weight: Value): Value => {
  const { shape } = weight;
  if (shape.length === 2) return transpose(weight);
  return reshape(weight, [shape[0]!, shape.slice(1).reduce((n, d) => n * d, 1)]);
};

/** The same of an array of a weight's numbers: one list per output. */
export function rowsOf(data: Float32Array, shape: Shape): Float64Array[] {
  const outputs = outputsOf(shape);
  const inputs = data.length / outputs;
  const [perOutput, perInput] = shape.length === 2 ? [1, outputs] : [inputs, 1];
  return Array.from({ length: outputs }, (_, o) =>
    Float64Array.from({ length: inputs }, (__, i) => data[o * perOutput + i * perInput]!),
  );
}

/** [out] so that it broadcasts along the outputs of a weight. */
export const alongOutputs = (vector: Value, shape: Shape): Value =>
  shape.length === 2 ? vector : reshape(vector, [shape[0]!, ...shape.slice(1).map(() => 1)]);
