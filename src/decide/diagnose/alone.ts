/** One column with the target of each row: a class's index, or a number. */
export interface OneColumn {
  readonly values: readonly number[];
  readonly targets: readonly number[];
}

/** Training rows that answer together at least. */
const NEIGHBOURS = 5;

/** First place of a sorted list whose value is not below, or with `after`, is above. */
function placeOf(sorted: readonly number[], value: number, after: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value || (after && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The training rows, sorted by value, that answer for one: all of its own value, or the nearest five. */
function answering(sorted: readonly number[], value: number): readonly [from: number, to: number] {
  let [from, to] = [placeOf(sorted, value, false), placeOf(sorted, value, true)];
  while (to - from < Math.min(NEIGHBOURS, sorted.length)) {
    const [below, above] = [sorted[from - 1], sorted[to]];
    if (above === undefined || (below !== undefined && value - below <= above - value)) from--;
    else to++;
  }
  return [from, to];
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);

function modeOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [Number.NaN, 0])[0];
}

/**
 * The line through those who answer, at `value`: a mean would lag behind a steep column. Never further from their targets than
 * those are apart.
 */
function lineAt(value: number, values: readonly number[], targets: readonly number[]): number {
  const [x, y] = [meanOf(values), meanOf(targets)];
  const spread = values.reduce((sum, v) => sum + (v - x) ** 2, 0);
  if (spread === 0) return y;
  const slope = values.reduce((sum, v, i) => sum + (v - x) * (targets[i]! - y), 0) / spread;
  const [low, high] = [Math.min(...targets), Math.max(...targets)];
  return Math.min(2 * high - low, Math.max(2 * low - high, y + slope * (value - x)));
}

/**
 * How much of guessing's error a column alone takes away: each validation row is answered by the most frequent class of the
 * training rows of its value or the five nearest, or by the line through them; wrong classes, or the root of squared errors.
 * 1 is perfect, 0 useless.
 */
export function aloneOf(train: OneColumn, validation: OneColumn, isClassification: boolean): number {
  const order = train.values.map((_, row) => row).sort((a, b) => train.values[a]! - train.values[b]!);
  const values = order.map((row) => train.values[row]!);
  const targets = order.map((row) => train.targets[row]!);
  const usual = (isClassification ? modeOf : meanOf)(targets);
  const answer = (value: number, [from, to]: readonly [from: number, to: number]): number => {
    const own = targets.slice(from, to);
    return isClassification ? modeOf(own) : lineAt(value, values.slice(from, to), own);
  };
  const cost = (said: number, target: number): number =>
    isClassification ? Number(said !== target) : (said - target) ** 2;
  const known = new Map<number, number>();
  const said = (value: number): number => {
    const found = known.get(value) ?? answer(value, answering(values, value));
    known.set(value, found);
    return found;
  };
  const guessing = meanOf(validation.targets.map((target) => cost(usual, target)));
  const left = meanOf(validation.targets.map((target, row) => cost(said(validation.values[row]!), target)));
  const share = guessing === 0 ? 1 : left / guessing;
  return 1 - (isClassification ? share : Math.sqrt(share));
}
