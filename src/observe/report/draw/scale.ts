/** From values of the data to pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Two ends, in the order of drawing. */
export type Range = readonly [from: number, to: number];

/** 1, 2 or 5 times a power of ten, so that about `count` steps cover `span`. */
function niceStep(span: number, count: number): number {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** Finite and not so large that a drawing could not hold it. */
export const drawable = (x: number): boolean => Math.abs(x) < 1e100;

/** Lowest and highest drawable value, widened by `pad` of their distance; never empty. */
export function extent(values: readonly number[], pad = 0): Range {
  const finite = values.filter(drawable);
  if (finite.length === 0) return [0, 1];
  const low = finite.reduce((a, b) => Math.min(a, b));
  const high = finite.reduce((a, b) => Math.max(a, b));
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(1e-9 * size, 1e-100)) return [low - pad * (high - low), high + pad * (high - low)];
  const half = size > 1e-100 ? size / 2 : 0.5;
  return [low - half, high + half];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The values that are not far outside the others: within `far` times the median distance from the median. */
export function withoutOutliers(values: readonly number[], far: number): number[] {
  const finite = values.filter(drawable);
  const middle = median(finite);
  const limit = far * median(finite.map((x) => Math.abs(x - middle)));
  return limit > 0 ? finite.filter((x) => Math.abs(x - middle) <= limit) : finite;
}

function label(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6 || size < 1e-5) return value.toExponential(0).replace("-", "−").replace("+", "");
  return value
    .toFixed(decimals)
    .replace("-", "−")
    .replace(/^(−?)0\./u, "$1.");
}

/** Equal distances; about `count` ticks at round numbers within the domain, `least` apart where that is given. */
export function linear([low, high]: Range, [from, to]: Range, count: number, least = 0): Scale {
  // A step just above a round number may leave a single tick: the next finer one does not.
  const steps = [count, 2 * count].map((n) => Math.max(least, niceStep(high - low, n)));
  const inside = (size: number): number => Math.floor(high / size + 1e-6) - Math.ceil(low / size - 1e-6) + 1;
  const step = steps.find((size) => inside(size) >= 2) ?? steps[0]!;
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: label(first + i === 0 ? 0 : value, decimals) };
  });
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

/** Equal ratios; ticks at powers of ten, and at 2 and 5 of them when there are few. The domain is positive. */
export function logarithmic([low, high]: Range, [from, to]: Range): Scale {
  const start = Math.log10(low);
  const span = Math.log10(high) - start;
  const powers = Array.from(
    { length: Math.floor(Math.log10(high)) - Math.floor(start) + 1 },
    (_, i) => i + Math.floor(start),
  );
  const every = Math.max(1, Math.ceil(powers.length / 7));
  const values = powers
    .filter((_, i) => i % every === 0)
    .flatMap((power) => (span < 2.5 ? [1, 2, 5] : [1]).map((factor) => factor * 10 ** power))
    .filter((value) => value >= low && value <= high);
  const decimals = (value: number): number => Math.min(12, Math.max(0, -Math.floor(Math.log10(value) + 1e-9)));
  const ticks = values.map((value) => ({ value, label: label(value, decimals(value)) }));
  return { at: (value) => from + ((Math.log10(value) - start) / span) * (to - from), ticks };
}
