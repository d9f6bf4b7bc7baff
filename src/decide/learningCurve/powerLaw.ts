/** score(n) = a + b (n / scale)^−c: what is reached with endless rows, what is missing at `scale` rows, how fast that shrinks. */
export interface PowerLaw {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** The most rows that were measured. */
  readonly scale: number;
}

/** A score at a number of rows; `weight` is one over its variance. */
export interface Measured {
  readonly rows: number;
  readonly score: number;
  readonly weight: number;
}

/** Exponents that learning curves have: below the first nothing tells them from a logarithm, above the last from a step. */
const EXPONENTS = [0.05, 2] as const;
const STEPS = 32;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export const valueAt = ({ a, b, c, scale }: PowerLaw, rows: number): number => a + b * (rows / scale) ** -c;

/**
 * The weighted least squares fit of losses (lower is better) that never rise with rows: b ≥ 0, c in [.05, 2], and a no better than
 * `least`, the loss of a perfect model. For each c the best a and b are known exactly; c is searched on a logarithmic grid,
 * then by golden section.
 */
export function fitPowerLaw(points: readonly Measured[], least = Number.NEGATIVE_INFINITY): PowerLaw {
  const scale = Math.max(...points.map(({ rows }) => rows));
  const [low, high] = EXPONENTS.map(Math.log) as [number, number];
  const at = (logC: number) => linearPart(points, Math.exp(logC), scale, least);
  const grid = Array.from({ length: STEPS + 1 }, (_, i) => low + ((high - low) * i) / STEPS);
  const costs = grid.map((logC) => at(logC).cost);
  const best = costs.indexOf(Math.min(...costs));
  const found = minimize((logC) => at(logC).cost, grid[Math.max(0, best - 1)]!, grid[Math.min(STEPS, best + 1)]!);
  const logC = at(found).cost < costs[best]! ? found : grid[best]!;
  const { a, b } = at(logC);
  return { a, b, c: Math.exp(logC), scale };
}

interface Linear {
  readonly a: number;
  readonly b: number;
  readonly cost: number;
}

/** The best a and b for one exponent, on the edge of what is legal where the free optimum lies beyond. */
function linearPart(points: readonly Measured[], c: number, scale: number, least: number): Linear {
  const u = points.map(({ rows }) => (rows / scale) ** -c);
  const sum = (of: (point: Measured, u: number) => number): number =>
    points.reduce((total, point, i) => total + point.weight * of(point, u[i]!), 0);
  const w = sum(() => 1);
  const [meanU, meanY] = [sum((_, x) => x) / w, sum(({ score }) => score) / w];
  const spread = sum((_, x) => (x - meanU) ** 2);
  const slope = spread > 0 ? sum(({ score }, x) => (x - meanU) * (score - meanY)) / spread : 0;
  const free = { a: meanY - slope * meanU, b: slope };
  const rising = { a: Math.max(least, meanY), b: 0 };
  const bounded = free.b >= 0 ? free : rising;
  const steep = Math.max(0, sum(({ score }, x) => x * (score - least)) / sum((_, x) => x * x));
  const { a, b } = bounded.a >= least ? bounded : { a: least, b: steep };
  return { a, b, cost: sum(({ score }, x) => (score - a - b * x) ** 2) };
}

/** Golden section: some 30 steps to a millionth of the interval. */
function minimize(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 30; i++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (f(left) < f(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}
