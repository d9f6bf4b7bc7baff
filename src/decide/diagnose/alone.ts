/** One column with the target of each row: a class's index, or a number. */
export interface OneColumn {
  readonly values: readonly number[];
  readonly targets: readonly number[];
}

const BINS = 32;
/** Rows per bin at least: fewer would be memory. */
const LEAST = 5;

/** Least values of bins that hold about as many training rows each; equal values are in one. */
function boundsOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const bins = Math.max(1, Math.min(BINS, Math.floor(sorted.length / LEAST)));
  return [...new Set(Array.from({ length: bins }, (_, i) => sorted[Math.floor((i * sorted.length) / bins)]!))];
}

function binOf(bounds: readonly number[], value: number): number {
  let [low, high] = [0, bounds.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bounds[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

function modeOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [Number.NaN, 0])[0];
}

/**
 * How much of guessing's error a column alone takes away: cut into 32 bins on training rows, each answers its most frequent
 * class or its mean, judged on validation rows by wrong classes or squared error. 1 is perfect, 0 or less is useless.
 */
export function aloneOf(train: OneColumn, validation: OneColumn, isClassification: boolean): number {
  const bounds = boundsOf(train.values);
  const groups = bounds.map((): number[] => []);
  for (const [row, value] of train.values.entries()) groups[binOf(bounds, value)]!.push(train.targets[row]!);
  const answer = isClassification ? modeOf : meanOf;
  const [usual, answers] = [answer(train.targets), groups.map(answer)];
  const cost = (said: number, target: number): number =>
    isClassification ? Number(said !== target) : (said - target) ** 2;
  const guessing = meanOf(validation.targets.map((target) => cost(usual, target)));
  const left = meanOf(
    validation.targets.map((target, row) => cost(answers[binOf(bounds, validation.values[row]!)]!, target)),
  );
  return guessing === 0 ? 0 : 1 - left / guessing;
}
