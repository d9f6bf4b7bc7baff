import type { NamedTensor } from "../train/state.ts";

/** Bins of a histogram; odd, so that the middle one is around zero. */
const BINS = 31;

/** How the numbers of one tensor lie: bins from −reach to reach, the few beyond in the outermost ones; exact zeros apart. */
export interface Spread {
  readonly reach: number;
  readonly bins: readonly number[];
  /** Euclidean length. */
  readonly norm: number;
  /** Share that is exactly zero. */
  readonly zeros: number;
}

/** A parameter after an epoch: its values, and its gradient in the last step. */
export interface ParameterHealth {
  readonly name: string;
  readonly shape: readonly number[];
  readonly weight: Spread;
  readonly gradient: Spread;
}

/** Numbers that are looked at; of more, evenly chosen ones. */
const MOST = 16_384;

/** Four deviations reach to all but a few of the numbers; what is not finite is left out. */
export function spreadOf(data: Float32Array): Spread {
  const stride = Math.ceil(data.length / MOST);
  let squares = 0;
  let zero = 0;
  let known = 0;
  for (let i = 0; i < data.length; i += stride) {
    const value = data[i]!;
    if (!Number.isFinite(value)) continue;
    known++;
    squares += value * value;
    if (value === 0) zero++;
  }
  const reach = 4 * Math.sqrt(squares / Math.max(1, known - zero)) || 1;
  const bins = new Array<number>(BINS).fill(0);
  const scale = BINS / (2 * reach);
  for (let i = 0; i < data.length; i += stride) {
    const value = data[i]!;
    if (value !== 0 && Number.isFinite(value))
      bins[Math.max(0, Math.min(BINS - 1, Math.floor((value + reach) * scale)))]!++;
  }
  const brief = (x: number): number => Number(x.toPrecision(5));
  return {
    reach: brief(reach),
    bins,
    norm: brief(Math.sqrt(squares * stride)),
    zeros: brief(zero / Math.max(1, known)),
  };
}

/**
 * Every parameter with its gradient. A unit whose bias (or shift of its norm) has a gradient of exactly zero answered no row of the last
 * batch: under ReLU it is silent, and dead when it stays so.
 */
export function parameterHealth(
  tensors: Readonly<Record<string, NamedTensor>>,
  gradients: Readonly<Record<string, NamedTensor>>,
): ParameterHealth[] {
  return Object.entries(gradients).flatMap(([name, gradient]) => {
    const tensor = tensors[name];
    if (tensor === undefined) return [];
    return [{ name, shape: tensor.shape, weight: spreadOf(tensor.data), gradient: spreadOf(gradient.data) }];
  });
}
