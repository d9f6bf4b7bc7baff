import { compile } from "../compile/index.ts";
import { ANY, fold, invariant, keyOf, RegularizeError, type Shape } from "../core/index.ts";
import { createMemory, roomFor } from "../kernel/index.ts";
import type { NoiseSpec } from "../nn/trace.ts";
import type { Runtime, Session } from "../run/index.ts";
import { checkWidth } from "./checks.ts";
import type { Layout } from "./layout.ts";
import { fillNoise, noiseBuffer } from "./noise.ts";
import { type Problem, sampleDraft } from "./program.ts";
import { feedsOf, stateFeeds } from "./state.ts";

export interface MonteCarloOptions {
  /** Passes under different noise; default 30. */
  readonly passes?: number;
  /** Everything random follows from it; default 42. */
  readonly seed?: number;
}

/** What the passes say of each row, [rows, outputs] both: probabilities or values, as in `predict`. */
export interface Uncertain {
  readonly mean: Float32Array;
  /** Standard deviation over the passes, divided by passes − 1. */
  readonly deviation: Float32Array;
}

/** A trained model: what it is, its numbers, and where it runs. */
export interface Trained {
  readonly problem: Problem;
  readonly layout: Layout;
  readonly values: Float32Array;
  readonly runtime: Runtime;
}

/** Rows per call. A row's noise depends on its number and on nothing behind it. */
const CHUNK = 256;

/**
 * Monte-Carlo dropout (Gal & Ghahramani 2016, arXiv:1506.02142): predicts with the noise of learning on, but with running
 * statistics, and gives mean and standard deviation over the passes. Throws E337 for a model without noise.
 */
export async function monteCarlo(
  trained: Trained,
  x: Float32Array,
  rows: number,
  { passes = 30, seed = 42 }: MonteCarloOptions = {},
): Promise<Uncertain> {
  const { input, outputs } = trained.problem;
  checkWidth("x", x, rows, input);
  if (!Number.isInteger(passes) || passes < 2) throw tooFew(passes);
  const sampler = await createSampler(trained, Math.min(rows, CHUNK));
  const moments = new Moments(rows * outputs);
  const width = x.length / rows;
  const key = fold(keyOf(seed), "monteCarlo");
  for (let start = 0; start < rows; start += CHUNK) {
    const end = Math.min(rows, start + CHUNK);
    const part = x.subarray(start * width, end * width);
    for (let pass = 0; pass < passes; pass++)
      moments.add(await sampler(part, end - start, fold(key, pass, start)), start * outputs, pass);
  }
  return moments.finish(passes);
}

/** Running mean and sum of squared distances of each number (Welford), in float64. */
class Moments {
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(size: number) {
    this.#mean = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  add(values: Float32Array, offset: number, before: number): void {
    for (let i = 0; i < values.length; i++) {
      const away = values[i]! - this.#mean[offset + i]!;
      this.#mean[offset + i]! += away / (before + 1);
      this.#squares[offset + i]! += away * (values[i]! - this.#mean[offset + i]!);
    }
  }

  finish(passes: number): Uncertain {
    const deviation = Float32Array.from(this.#squares, (total) => Math.sqrt(total / (passes - 1)));
    return { mean: Float32Array.from(this.#mean), deviation };
  }
}

/** One pass over up to `most` rows: predictions [rows, outputs], overwritten by the next. */
async function createSampler(
  { problem, layout, values, runtime }: Trained,
  most: number,
): Promise<(x: Float32Array, rows: number, key: ReturnType<typeof keyOf>) => Promise<Float32Array>> {
  const draft = sampleDraft(problem, layout);
  if (draft.noises.length === 0) throw certain();
  const session: Session = await runtime.load(compile({ outputs: draft.outputs, provider: runtime.provider }));
  const memory = createMemory({ floats: roomFor(...draft.noises.map(({ shape }) => sizeFor(shape, most))) });
  const rooms = draft.noises.map((noise) => ({ noise, room: memory.floats(sizeFor(noise.shape, most)) }));
  const predictions = new Float32Array(most * problem.outputs);
  const state = stateFeeds(layout, values);
  return async (x, rows, key) => {
    const buffers = rooms.map(({ noise, room }) =>
      noiseBuffer(noise, room.subarray(0, sizeFor(noise.shape, rows)), layout, values),
    );
    fillNoise(memory, buffers, key);
    const drawn = Object.fromEntries(buffers.map(({ name, view }) => [`noise:${name}`, view]));
    const feeds = feedsOf(session.program.inputs, { ...state, ...drawn, x });
    const prediction = predictions.subarray(0, rows * problem.outputs);
    await session.bind(feeds, { prediction }).run();
    return prediction;
  };
}

/** Entries of a noise when the batch has so many rows. */
function sizeFor(shape: NoiseSpec["shape"], rows: number): number {
  invariant(shape.filter((d) => d === ANY).length <= 1, "noise of two unknown sizes");
  return (shape as Shape).reduce((n, d) => n * (d === ANY ? rows : d), 1);
}

const tooFew = (passes: number): RegularizeError =>
  new RegularizeError({
    code: "E311",
    where: "passes",
    message: "A standard deviation needs several passes",
    expected: "an integer of at least 2",
    received: String(passes),
  });

const certain = (): RegularizeError =>
  new RegularizeError({
    code: "E337",
    where: "monteCarlo",
    message: "The model draws no noise: every pass would be the same",
    todo: "give it a dropout layer",
  });
