import { type Key, sizeOf } from "../core/index.ts";
import type { Trace } from "../nn/trace.ts";
import type { Layout } from "./layout.ts";
import { type Problem, targetWidth } from "./program.ts";
import { createState, type ModelState } from "./state.ts";

/** Arrays on the kernel memory that the batches of every size share, as large as the largest needs. */
export interface Buffers {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly noise: ReadonlyMap<string, Float32Array>;
  /** What programs and kernels hand to each other. */
  readonly wires: Float32Array;
}

interface Sizes {
  readonly trace: Trace;
  readonly layout: Layout;
  readonly slotFloats: number;
  readonly wires: number;
  readonly key: Key;
}

/** The state of a model and its buffers, in one memory. */
export function createBuffers(
  problem: Problem & { readonly batchSize: number },
  { trace, layout, slotFloats, wires, key }: Sizes,
): { readonly state: ModelState; readonly buffers: Buffers } {
  const { batchSize, input } = problem;
  const noises = trace.noises.map(({ shape }) => sizeOf(shape));
  const extra = [batchSize * sizeOf(input), batchSize * targetWidth(problem), wires, ...noises];
  const margins = problem.margins === true ? batchSize : 0;
  const state = createState(trace, layout, { slotFloats, margins, key, extra });
  const [x, y, room, ...noise] = extra.map((length) => state.memory.floats(length));
  const drawn = new Map(trace.noises.map(({ name }, i) => [name, noise[i]!]));
  return { state, buffers: { x: x!, y: y!, wires: room!, noise: drawn } };
}
