import { RegularizeError, showShape } from "../core/index.ts";
import { mul, sqrt, sum } from "../graph/index.ts";
import { definePenalty } from "./define.ts";

const misfit = (shape: readonly number[]): RegularizeError =>
  new RegularizeError({
    code: "E330",
    where: "groupLasso",
    message: `groupLasso needs a weight [features, units], not ${showShape(shape)}`,
    todo: 'groupLasso(1e-3, { named: "0.weight" }) names the weight that it acts on',
  });

const defined = definePenalty({
  name: "groupLasso",
  doc: "λ √units Σ ‖row‖ over the first weight's rows: drops whole input features.",
  paper: "Yuan & Lin 2006, doi:10.1111/j.1467-9868.2005.00532.x",
  aliases: ["feature selection", "group sparsity"],
  advice: {
    when: "Which columns matter: the others go as a whole, and are listed.",
    typical: "1e-3",
    cost: "none: a part of the update",
    pitfalls: ["Each level of a one-hot column is a feature of its own."],
  },
  settings: {
    strength: {
      default: 1e-3,
      range: [0, 10],
      search: [1e-5, 1e-1, "log"],
      strength: true,
      doc: "λ, the pull of a feature to zero, per weight as l1's.",
    },
  },
  main: "strength",
  on: "first",
  cost: (w, { strength }) => {
    if (w.shape.length !== 2) throw misfit(w.shape);
    return mul(mul(strength, Math.sqrt(w.shape[1]!)), sum(sqrt(sum(mul(w, w), [1]))));
  },
  proximal:
    ({ strength }) =>
    (kernels, w, shape, metric) =>
      kernels.shrinkRows(w, shape[0]!, strength * Math.sqrt(shape[1]!), metric),
});

/**
 * Features that a weight [features, units] takes no notice of, because their rows are exactly zero: their indices, or names.
 *
 * @example
 * const { "0.weight": first } = trainer.tensors();
 * groupLasso.dropped(first, names);
 */
function dropped(weight: { readonly shape: readonly number[]; readonly data: Float32Array }): number[];
function dropped(
  weight: { readonly shape: readonly number[]; readonly data: Float32Array },
  names: readonly string[],
): string[];
function dropped(
  { shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array },
  names?: readonly string[],
): (number | string)[] {
  if (shape.length !== 2) throw misfit(shape);
  const [features, units] = shape as readonly [number, number];
  const rows = Array.from({ length: features }, (_, i) => i);
  const zero = rows.filter((row) => data.subarray(row * units, (row + 1) * units).every((w) => w === 0));
  return names === undefined ? zero : zero.map((row) => names[row]!);
}

/**
 * λ √units Σ_features ‖row‖ over the rows of the first weight [features, units], by a proximal step in the optimizer's metric:
 * a row that is not worth its pull becomes exactly zero, and its feature plays no part any more. `groupLasso.dropped` lists them.
 */
export const groupLasso = Object.assign(defined, { dropped });
