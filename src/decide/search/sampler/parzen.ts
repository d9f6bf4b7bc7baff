import type { Random } from "../../../core/index.ts";
import { type Assignment, assign, type Space } from "../space/index.ts";
import { factorOf, pick } from "./factor.ts";

/** A density over a space: one kernel around each observation, and one over everything. */
export interface Mixture {
  sample(random: Random): Assignment;
  logDensity(values: Assignment): number;
}

/** Weights of n kernels, oldest first: the last 25 count fully, those before on a ramp from 1/n to 1. */
export function recency(n: number): Float64Array {
  const ramp = Math.max(0, n - 25);
  const step = ramp > 1 ? (1 - 1 / n) / (ramp - 1) : 0;
  return Float64Array.from({ length: n }, (_, i) => (i < ramp ? 1 / n + step * i : 1));
}

/** log Σ exp x, whatever the size of the x. */
function logSum(logs: Float64Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > top) top = log;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - top);
  return top + Math.log(sum);
}

/**
 * Σ wⱼ Πₚ kⱼₚ(xₚ) over observations, oldest first: all parameters of a kernel come from one observation, so it knows what goes together. Where
 * an observation lacks a gated parameter, its kernel takes the prior for it; densities are over the parameters that are active.
 */
export function mixtureOf(space: Space, observations: readonly Assignment[]): Mixture {
  const weights = Float64Array.from([...recency(observations.length), 1]);
  const total = weights.reduce((a, b) => a + b, 0);
  const logWeights = weights.map((weight) => Math.log(weight / total));
  const factors = new Map(
    space.parameters.map((parameter) => {
      const observed = observations.map((values) => values[parameter.name]);
      return [parameter.name, factorOf(parameter, observed)] as const;
    }),
  );
  return {
    sample: (random) => {
      const kernel = pick(weights, random.uniform() * total);
      return assign(space, ({ name }) => factors.get(name)!.draw(kernel, random));
    },
    logDensity: (values) => {
      const logs = logWeights.slice();
      for (const [name, value] of Object.entries(values)) factors.get(name)!.addLogDensities(value, logs);
      return logSum(logs);
    },
  };
}
