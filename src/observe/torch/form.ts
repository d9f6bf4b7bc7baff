import type { Shape } from "../../core/index.ts";
import type { Layout, Place } from "../../train/layout.ts";

/** A tensor of ours, and how PyTorch calls and holds it. */
export interface TorchEntry {
  readonly ours: Place;
  /** PyTorch's name for it; then names that older versions gave. */
  readonly names: readonly [string, ...string[]];
  readonly shape: Shape;
  readonly transposed: boolean;
}

type Names = Readonly<Record<string, readonly [string, ...string[]]>>;

/** By the last part of our name; every other tensor has the same name there. */
const PARAMETERS: Names = {
  weightG: ["parametrizations.weight.original0", "weight_g"],
  weightV: ["parametrizations.weight.original1", "weight_v"],
  weightOrig: ["parametrizations.weight.original", "weight_orig"],
};
const STATES: Names = {
  runningMean: ["running_mean"],
  runningVar: ["running_var"],
  weightU: ["parametrizations.weight.0._u", "weight_u"],
  weightV: ["parametrizations.weight.0._v", "weight_v"],
};

/** `0.runningMean` → `0.running_mean`. */
function namesOf(name: string, table: Names): readonly [string, ...string[]] {
  const dot = name.lastIndexOf(".") + 1;
  const last = name.slice(dot);
  const [first, ...older] = (Object.hasOwn(table, last) ? table[last] : undefined) ?? [last];
  const path = name.slice(0, dot);
  return [path + first, ...older.map((other) => path + other)];
}

/** Every tensor of a model's state_dict but the counts of batches. */
export const entriesOf = (layout: Layout): readonly TorchEntry[] => [
  ...layout.parameters.map((place): TorchEntry => {
    const { transposed = false, shape = transposed ? place.shape.toReversed() : place.shape } = place.torch;
    return { ours: place, names: namesOf(place.name, PARAMETERS), shape, transposed };
  }),
  ...layout.states.map(
    (place): TorchEntry => ({
      ...{ ours: place, names: namesOf(place.name, STATES), shape: place.shape, transposed: false },
    }),
  ),
];

/** Names of the counts that PyTorch's norms with running statistics keep, and ours do not need. */
export const countsOf = (layout: Layout): readonly string[] =>
  layout.states
    .filter(({ name }) => /(?:^|\.)runningMean$/u.test(name))
    .map(({ name }) => name.replace(/runningMean$/u, "num_batches_tracked"));

/** The numbers of a matrix [rows, columns] as those of its transpose. */
export function transpose(data: Float32Array, [rows, columns]: Shape): Float32Array {
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows!; row++)
    for (let column = 0; column < columns!; column++) out[column * rows! + row] = data[row * columns! + column]!;
  return out;
}
