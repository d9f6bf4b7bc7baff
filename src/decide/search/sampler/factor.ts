import type { Random } from "../../../core/index.ts";
import { normalMass } from "../normal.ts";
import {
  type Axis,
  axisOf,
  canonical,
  choicesOf,
  fromAxis,
  isNumeric,
  type Json,
  type NumberParameter,
  type Parameter,
  toAxis,
} from "../space/index.ts";

/** One parameter's factor in each kernel of a mixture; the last kernel is the prior. */
export interface Factor {
  draw(kernel: number, random: Random): Json;
  /** Adds to each kernel's sum the log density (of real numbers) or log probability (of whole numbers and choices). */
  addLogDensities(value: Json, sums: Float64Array): void;
}

/** By observation; undefined where the parameter was not active. */
type Observed = readonly (Json | undefined)[];

/**
 * Widths of kernels at `means`: the distance to the farther neighbour, the interval's ends being neighbours too (but for the outermost, unless
 * alone), clipped into [(high − low) / min(100, n + 2), high − low].
 */
function widths(means: readonly number[], { low, high }: Axis): number[] {
  const order = means.map((_, i) => i).sort((a, b) => means[a]! - means[b]!);
  const sorted = [low, ...order.map((i) => means[i]!), high];
  const least = (high - low) / Math.min(100, means.length + 2);
  const last = means.length - 1;
  const found = means.map(() => 0);
  for (const [rank, i] of order.entries()) {
    const left = rank === 0 && last > 0 ? 0 : sorted[rank + 1]! - sorted[rank]!;
    const right = rank === last && last > 0 ? 0 : sorted[rank + 2]! - sorted[rank + 1]!;
    found[i] = Math.min(high - low, Math.max(least, left, right));
  }
  return found;
}

/** A normal around its mean, cut to the axis: the mean is inside, so every third draw at least is. */
function drawTruncated(mean: number, width: number, { low, high }: Axis, random: Random): number {
  for (;;) {
    const x = mean + width * random.normal();
    if (x >= low && x <= high) return x;
  }
}

interface Normals {
  readonly means: Float64Array;
  readonly sigmas: Float64Array;
}

/** A normal per observation, and the prior: as wide as the axis, around its middle, also for what was not active. */
function normalsAt(observed: readonly (number | undefined)[], axis: Axis): Normals {
  const active = observed.flatMap((at, i) => (at === undefined ? [] : [{ i, at }]));
  const means = new Float64Array(observed.length + 1).fill(0.5 * (axis.low + axis.high));
  const sigmas = new Float64Array(observed.length + 1).fill(axis.high - axis.low);
  const wide = widths(
    active.map(({ at }) => at),
    axis,
  );
  for (const [rank, { i, at }] of active.entries()) {
    means[i] = at;
    sigmas[i] = wide[rank]!;
  }
  return { means, sigmas };
}

const TINY = 1e-300;

function numberFactor(parameter: NumberParameter, observed: Observed): Factor {
  const axis = axisOf(parameter);
  const at = observed.map((value) => (typeof value === "number" ? toAxis(parameter, value) : undefined));
  const { means, sigmas } = normalsAt(at, axis);
  const mass = (k: number, a: number, b: number): number =>
    normalMass((a - means[k]!) / sigmas[k]!, (b - means[k]!) / sigmas[k]!);
  const wholes = means.map((_, k) => mass(k, axis.low, axis.high));
  const heights = means.map((_, k) => -Math.log(wholes[k]! * sigmas[k]! * Math.sqrt(2 * Math.PI)));
  return {
    draw: (k, random) => fromAxis(parameter, drawTruncated(means[k]!, sigmas[k]!, axis, random)),
    addLogDensities: (value, sums) => {
      const x = value as number;
      if (parameter.kind === "integer") {
        const [a, b] = [toAxis(parameter, x - 0.5), toAxis(parameter, x + 0.5)];
        for (let k = 0; k < sums.length; k++) sums[k]! += Math.log(Math.max(TINY, mass(k, a, b)) / wholes[k]!);
        return;
      }
      const position = toAxis(parameter, x);
      for (let k = 0; k < sums.length; k++) sums[k]! += heights[k]! - 0.5 * ((position - means[k]!) / sigmas[k]!) ** 2;
    },
  };
}

/** The index that u ∈ [0, total) falls on. */
export function pick(weights: readonly number[] | Float64Array, u: number): number {
  let rest = u;
  for (const [i, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

/** Where values are among the choices; arrays and objects by their content. */
function placesOf(choices: readonly Json[]): (value: Json) => number {
  const plain = new Map(choices.flatMap((choice, i) => (typeof choice === "object" ? [] : [[choice, i] as const])));
  const texts = choices.map(canonical);
  return (value) => (typeof value === "object" ? texts.indexOf(canonical(value)) : (plain.get(value) ?? -1));
}

/** Each kernel: its own choice with weight 1 + 1/n, all others 1/n each, n the number of kernels. */
function choiceFactor(choices: readonly Json[], observed: Observed): Factor {
  const placeOf = placesOf(choices);
  const own = [...observed.map((value) => (value === undefined ? -1 : placeOf(value))), -1];
  const n = observed.filter((value) => value !== undefined).length + 1;
  const [even, its, other] = [
    1 / choices.length,
    (1 / n + 1) / (choices.length / n + 1),
    1 / n / (choices.length / n + 1),
  ];
  const logs = { even: Math.log(even), its: Math.log(its), other: Math.log(other) };
  const probability = (kernel: number, choice: number): number =>
    own[kernel] === -1 ? even : own[kernel] === choice ? its : other;
  return {
    draw: (kernel, random) =>
      choices[
        pick(
          choices.map((_, choice) => probability(kernel, choice)),
          random.uniform(),
        )
      ]!,
    addLogDensities: (value, sums) => {
      const choice = placeOf(value);
      for (let k = 0; k < sums.length; k++)
        sums[k]! += own[k] === -1 ? logs.even : own[k] === choice ? logs.its : logs.other;
    },
  };
}

/** The one value there is: certain in every kernel. */
const onlyFactor = (value: Json): Factor => ({
  draw: () => value,
  addLogDensities: () => undefined,
});

export function factorOf(parameter: Parameter, observed: Observed): Factor {
  if (!isNumeric(parameter)) return choiceFactor(choicesOf(parameter), observed);
  if (parameter.low === parameter.high) return onlyFactor(parameter.low);
  return numberFactor(parameter, observed);
}
