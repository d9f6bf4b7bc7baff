export interface GridOptions {
  /** Equal distances or equal ratios. */
  readonly scale: "linear" | "log";
  /** From the weakest to the strongest; the weakest may be the larger number. Positive on a log scale. */
  readonly range: readonly [weakest: number, strongest: number];
  /** Points in all, at least 2. */
  readonly points: number;
  /** A value that is tried in any case, such as 0 for "off": what the others are measured against. */
  readonly reference: number;
}

/** Digits that people like to read; the ends of the range stay as they are. */
const rounded = (value: number, scale: GridOptions["scale"]): number =>
  Number(value.toPrecision(scale === "log" ? 2 : 3));

/** `.3`, `12`, `2.2e-5`: a strength as people write it. */
export const showStrength = (strength: number): string =>
  strength !== 0 && Math.abs(strength) < 0.001
    ? strength.toExponential()
    : String(strength).replace(/^(-?)0\./u, "$1.");

/** The strengths to try, from the weakest to the strongest, each once, the reference where it belongs among them. */
export function strengthGrid({ scale, range, points, reference }: GridOptions): number[] {
  const [weakest, strongest] = range;
  const isInside = (weakest - reference) * (strongest - reference) <= 0;
  const spaced = reference === weakest || reference === strongest ? points : points - 1;
  const at = (part: number): number =>
    scale === "log" ? weakest * (strongest / weakest) ** part : weakest + (strongest - weakest) * part;
  const inner = Array.from({ length: spaced }, (_, i) => {
    if (i === 0) return weakest;
    return i === spaced - 1 ? strongest : rounded(at(i / (spaced - 1)), scale);
  });
  const sign = strongest > weakest ? 1 : -1;
  const [low, high] = weakest < strongest ? range : [strongest, weakest];
  const off = inner.filter((value) => value !== reference && value >= low && value <= high);
  // Off, such as maxNorm 0, is the weakest whatever its number.
  const before = isInside ? off.filter((value) => sign * (value - reference) < 0) : [];
  const after = isInside ? off.filter((value) => sign * (value - reference) > 0) : off;
  return [...new Set([...before, reference, ...after])];
}
