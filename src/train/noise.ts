import { fold, invariant, type Key } from "../core/index.ts";
import type { KernelMemory } from "../kernel/index.ts";
import type { NoiseSpec } from "../nn/trace.ts";
import type { Layout } from "./layout.ts";

/** One noise input of a program, in kernel memory. */
export interface NoiseBuffer {
  readonly name: string;
  readonly kind: NoiseSpec["kind"];
  readonly view: Float32Array;
  /** Its rate or standard deviation, read at each draw. */
  readonly amount: () => number;
}

/** The buffer of a noise whose amount, if any, is a strength of the flat state. */
export function noiseBuffer(noise: NoiseSpec, view: Float32Array, layout: Layout, values: Float32Array): NoiseBuffer {
  const { name, kind, amountName } = noise;
  const place = layout.strengths.find((strength) => strength.name === amountName);
  invariant(place !== undefined || amountName === undefined, `the amount of noise ${name} is not a strength`);
  return { name, kind, view, amount: () => (place === undefined ? 1 : values[place.offset]!) };
}

/** Draws all noise of one step, each input by a key of its own name. */
export function fillNoise({ kernels }: KernelMemory, buffers: readonly NoiseBuffer[], step: Key): void {
  for (const { name, kind, view, amount } of buffers) {
    const key = fold(step, name);
    if (kind === "keep") kernels.keepMask(view, key, amount());
    else if (kind === "normal") kernels.normal(view, key, 0, amount());
    else kernels.uniform(view, key, 0, 1);
  }
}
