import { RegularizeError } from "../core/index.ts";
import { add, clip, constant, mul, relu, reshape, unsqueeze, type Value } from "../graph/index.ts";
import { defineWrapper } from "./define.ts";
import { fanIn, filled } from "./init.ts";
import { onNumeric } from "./numeric.ts";
import { perGroup } from "./perGroup.ts";

/** Edges of the bins of each leading column, ascending; a column of n edges has n − 1 bins. */
export type Bins = readonly (readonly number[])[];

/**
 * How far x has come through each bin of its column: 1 behind it, 0 before it, (x − left) / width inside; the first bin goes
 * on below, the last above. Then y = V x + b + W encoding, where W starts at zero: at first it is a linear embedding.
 * [batch, columns] → [batch, columns · features]; columns behind those with bins pass through. TabM's version (B).
 *
 * @example
 * piecewiseLinearEmbedding(quantileBins(x, rows, columns, 48), { features: 16 });
 */
export const piecewiseLinearEmbedding = defineWrapper({
  name: "piecewiseLinearEmbedding",
  doc: "How far each numeric column has come through its bins: steps where the data lie.",
  paper: "Gorishniy et al. 2022, arXiv:2203.05556; version B: Gorishniy et al. 2025, arXiv:2410.24210",
  aliases: ["PLE", "piecewise linear encoding", "numeric embedding"],
  advice: {
    when: "Numeric columns with thresholds. TabM with it: california RMSE .441 → .429, adult accuracy .858 → .869.",
  },
  settings: {
    features: { default: 16, range: [1, 4096], integer: true, search: [8, 32, "log"], doc: "Numbers per column." },
    activation: { default: "none", choices: ["none", "relu"], doc: "Of W encoding." },
  },
  main: "features",
  children: () => [],
  apply: (x, bins: Bins, { features, activation }, { parameter }) => {
    bins.forEach(requireEdges);
    return onNumeric("piecewiseLinearEmbedding", x, bins.length, (numeric) => {
      const count = bins.length;
      const most = Math.max(...bins.map((edges) => edges.length - 1));
      const slope = parameter("linear", [count, features], fanIn(features), "weight");
      const shift = parameter("bias", [count, features], fanIn(features), "bias");
      const steps = perGroup(
        encoding(numeric, bins, most),
        parameter("weight", [count, most, features], filled(0), "weight"),
      );
      const straight = add(mul(slope, unsqueeze(numeric, -1)), shift);
      return reshape(add(straight, activation === "relu" ? relu(steps) : steps), [x.shape[0]!, count * features]);
    });
  },
});

/** Beyond every number of a table. */
const FAR = 3e38;

/** [batch, columns] → [batch, columns, most]: clip((x − left) / width) by constants per bin; missing bins give 0. */
function encoding(x: Value, bins: Bins, most: number): Value {
  const table = (entry: (edges: readonly number[], bin: number) => number): Value => {
    const rows = bins.map((edges) =>
      Array.from({ length: most }, (_, bin) => (bin < edges.length - 1 ? entry(edges, bin) : 0)),
    );
    return constant(rows.flat(), [bins.length, most]);
  };
  const slope = table((edges, bin) => 1 / (edges[bin + 1]! - edges[bin]!));
  const shift = table((edges, bin) => -edges[bin]! / (edges[bin + 1]! - edges[bin]!));
  const low = table((_, bin) => (bin === 0 ? -FAR : 0));
  const high = table((edges, bin) => (bin === edges.length - 2 ? FAR : 1));
  return clip(add(mul(slope, unsqueeze(x, -1)), shift), low, high);
}

function requireEdges(edges: readonly number[], column: number): void {
  const ascending = edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > edges[i - 1]!));
  if (ascending && edges.length >= 2) return;
  throw new RegularizeError({
    code: "E311",
    where: `piecewiseLinearEmbedding.bins[${column}]`,
    message: `piecewiseLinearEmbedding: the edges of column ${column} make no bins`,
    expected: "at least two finite numbers in ascending order",
    received: `[${edges.slice(0, 6).join(", ")}${edges.length > 6 ? ", …" : ""}]`,
    todo: "leave constant columns out",
  });
}
