/** Choices that give the same labels: from … to, and how good they are. */
export interface Cut {
  readonly low: number;
  readonly high: number;
  readonly value: number;
}

/** Scores nearer than this are the same but for rounding. */
export const TIED = 1e-12;

const middleOf = ({ low, high }: Cut): number => (low + high) / 2;
const widthOf = ({ low, high }: Cut): number => high - low;

/** The runs of neighbouring cuts that are as good as the best, each as one. Cuts are in ascending order. */
function plateaus(cuts: readonly Cut[], best: number): Cut[] {
  const joined: Cut[] = [];
  for (const cut of cuts) {
    if (!(cut.value >= best - TIED)) continue;
    const last = joined.at(-1);
    if (last?.high === cut.low) joined[joined.length - 1] = { ...last, high: cut.high };
    else joined.push(cut);
  }
  return joined;
}

/**
 * The middle of the widest stretch of best cuts, since the next rows are others; of equally wide ones the nearest to `home`.
 * Cuts without a value are left out; undefined where none is left.
 */
export function bestCut(
  cuts: readonly Cut[],
  home: number,
): { readonly at: number; readonly value: number } | undefined {
  const best = cuts.reduce((most, { value }) => (value > most ? value : most), -Infinity);
  const [widest] = plateaus(cuts, best).sort(
    (a, b) => widthOf(b) - widthOf(a) || Math.abs(middleOf(a) - home) - Math.abs(middleOf(b) - home),
  );
  return widest === undefined ? undefined : { at: middleOf(widest), value: best };
}
