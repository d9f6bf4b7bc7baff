/** A cell of a regression tree over the unit cube, and the mean of what fell into it. */
export interface Leaf {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly value: number;
}

interface Sample {
  readonly at: readonly number[];
  readonly loss: number;
}

interface Cut {
  readonly axis: number;
  readonly at: number;
  readonly gain: number;
}

const FEWEST = 2;

/** The cut of one axis that lowers the squared error most; gain is the sum of squares between both sides. */
function bestCut(samples: readonly Sample[], axis: number): Cut | undefined {
  const sorted = [...samples].sort((a, b) => a.at[axis]! - b.at[axis]!);
  const total = sorted.reduce((sum, { loss }) => sum + loss, 0);
  const n = sorted.length;
  let best: Cut | undefined;
  let left = 0;
  for (let i = 1; i < n; i++) {
    left += sorted[i - 1]!.loss;
    const [before, after] = [sorted[i - 1]!.at[axis]!, sorted[i]!.at[axis]!];
    if (before === after || i < FEWEST || n - i < FEWEST) continue;
    const gain = left ** 2 / i + (total - left) ** 2 / (n - i) - total ** 2 / n;
    if (best === undefined || gain > best.gain) best = { axis, at: (before + after) / 2, gain };
  }
  return best;
}

/** Grows a tree until cells hold fewer than four samples or no cut gains. */
export function growTree(samples: readonly Sample[], axes: number): readonly Leaf[] {
  const grow = (inside: readonly Sample[], low: readonly number[], high: readonly number[]): readonly Leaf[] => {
    const value = inside.reduce((sum, { loss }) => sum + loss, 0) / inside.length;
    const cuts = low.flatMap((_, axis) => bestCut(inside, axis) ?? []).sort((a, b) => b.gain - a.gain);
    const [cut] = cuts;
    if (cut === undefined || cut.gain <= 1e-12) return [{ low, high, value }];
    const { axis, at } = cut;
    return [
      ...grow(
        inside.filter((sample) => sample.at[axis]! <= at),
        low,
        high.with(axis, at),
      ),
      ...grow(
        inside.filter((sample) => sample.at[axis]! > at),
        low.with(axis, at),
        high,
      ),
    ];
  };
  return grow(samples, Array<number>(axes).fill(0), Array<number>(axes).fill(1));
}

const width = ({ low, high }: Leaf, axis: number): number => high[axis]! - low[axis]!;

/** Volume of a cell, the axes in `but` left out. */
const volume = (leaf: Leaf, but: readonly number[]): number =>
  leaf.low.reduce((product, _, axis) => (but.includes(axis) ? product : product * width(leaf, axis)), 1);

/** Edges of all cells along an axis, ascending. */
const edgesOf = (leaves: readonly Leaf[], axis: number): number[] =>
  [...new Set(leaves.flatMap(({ low, high }) => [low[axis]!, high[axis]!]))].sort((a, b) => a - b);

const spans = (leaf: Leaf, axis: number, edge: number): boolean => leaf.low[axis]! <= edge && edge < leaf.high[axis]!;

/** Variance of the tree's mean over all axes but these (one or two), by the exact integral over its cells. */
export function marginalVariance(leaves: readonly Leaf[], axes: readonly number[]): number {
  const cells = axes.map((axis) => edgesOf(leaves, axis));
  const volumes = leaves.map((leaf) => leaf.value * volume(leaf, axes));
  const walk = (depth: number, inside: readonly number[], weight: number): [mean: number, square: number] => {
    const edges = cells[depth];
    if (edges === undefined) {
      const value = inside.reduce((sum, i) => sum + volumes[i]!, 0);
      return [weight * value, weight * value * value];
    }
    const sums: [number, number] = [0, 0];
    for (const [i, edge] of edges.slice(0, -1).entries()) {
      const here = inside.filter((leaf) => spans(leaves[leaf]!, axes[depth]!, edge));
      const [mean, square] = walk(depth + 1, here, weight * (edges[i + 1]! - edge));
      sums[0] += mean;
      sums[1] += square;
    }
    return sums;
  };
  const [mean, square] = walk(
    0,
    leaves.map((_, i) => i),
    1,
  );
  return Math.max(0, square - mean * mean);
}

/** Variance of the tree over the whole cube. */
export function totalVariance(leaves: readonly Leaf[]): number {
  const mean = leaves.reduce((sum, leaf) => sum + leaf.value * volume(leaf, []), 0);
  return leaves.reduce((sum, leaf) => sum + (leaf.value - mean) ** 2 * volume(leaf, []), 0);
}
