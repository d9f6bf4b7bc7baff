import { compile } from "../compile/index.ts";
import { sizeOf } from "../core/index.ts";
import { longCopy, longFloats, passed, stretches } from "../core/long.ts";
import { keepLatest } from "../core/latest.ts";
import type { Bound, Runtime, Session } from "../run/index.ts";
import { checkWidth } from "./checks.ts";
import type { Layout } from "./layout.ts";
import { inferDraft, type Problem, scoreDraft, targetWidth } from "./program.ts";
import type { RowData } from "./rows.ts";
import type { AnyExamples, Scored } from "./score.ts";
import { feedsOf, stateFeeds } from "./state.ts";

/** Most rows and input floats per call: enough to amortize the call, few enough for hidden layers to stay in cache. */
const CHUNK = { rows: 1024, floats: 1 << 18 };

/** Calls that stay bound: of rows that are scored again, such as those of each epoch, and of predictions of a few rows. */
const BOUND = 8;

/** Where a scoring writes. */
interface Outputs {
  readonly prediction: Float32Array;
  readonly rows: Float32Array;
  /** Where the loss weighs rows. */
  readonly weights: Float32Array | undefined;
}

/** Rows in memory, and the calls that score them, over arrays of their own. */
interface Ready {
  readonly x: RowData;
  readonly y: Float32Array;
  readonly outputs: Outputs;
  readonly calls: readonly Bound[];
}

/** A call that predicts so many rows, over arrays of its own. */
interface Few {
  readonly x: Float32Array;
  readonly prediction: Float32Array;
  readonly call: Bound;
  isBusy: boolean;
}

/** Inference over any number of rows, in chunks, straight from the caller's arrays. */
export class Scorer {
  readonly #problem: Problem;
  readonly #layout: Layout;
  /** What every program reads besides rows: views on the state. */
  readonly #state: Readonly<Record<string, Float32Array>>;
  readonly #runtime: Runtime;
  readonly #width: number;
  /** By the examples: gone when they are. */
  readonly #ready = new WeakMap<AnyExamples, Ready>();
  /** By the number of rows, the latest last. */
  readonly #few = new Map<number, Few>();
  #score: Promise<Session> | undefined;
  #infer: Promise<Session> | undefined;

  constructor(problem: Problem, layout: Layout, values: Float32Array, runtime: Runtime) {
    this.#problem = problem;
    this.#layout = layout;
    this.#state = stateFeeds(layout, values);
    this.#runtime = runtime;
    this.#width = sizeOf(problem.input);
  }

  async score(examples: AnyExamples): Promise<Scored> {
    const { rows, x, y } = examples;
    const { input, outputs } = this.#problem;
    checkWidth("x", x, rows, input);
    const width = targetWidth(this.#problem);
    checkWidth("y", y, rows, [width]);
    this.#score ??= this.#load(scoreDraft);
    const session = await this.#score;
    const known = this.#ready.get(examples);
    if (known?.x === x && known.y === y) {
      for (const call of known.calls) await call.run();
      const { prediction, rows: losses, weights } = known.outputs;
      return scoredOf({ prediction: longCopy(prediction), rows: longCopy(losses), weights });
    }
    const made = this.#outputs(session, rows);
    const calls: Bound[] = [];
    const from = this.#reader(x, rows);
    for (const [start, end] of this.#chunks(rows)) {
      const batch = { x: await from(start, end), y: y.subarray(start * width, end * width) };
      const call = this.#bound(session, batch, part(made, { start, end, outputs }));
      await call.run();
      passed(4 * (end - start) * (width + outputs + 1));
      if (x instanceof Float32Array && calls.length < BOUND) calls.push(call);
    }
    if (calls.length * this.#chunk() < rows) return scoredOf(made);
    this.#ready.set(examples, { x, y, outputs: made, calls });
    return scoredOf({ ...made, prediction: longCopy(made.prediction), rows: longCopy(made.rows) });
  }

  async predict(x: RowData, rows: number): Promise<Float32Array> {
    const { input, outputs } = this.#problem;
    checkWidth("x", x, rows, input);
    this.#infer ??= this.#load(inferDraft);
    const session = await this.#infer;
    if (x instanceof Float32Array && rows <= this.#chunk()) return this.#predictFew(session, x, rows);
    const prediction = longFloats(rows * outputs);
    const from = this.#reader(x, rows);
    for (const [start, end] of this.#chunks(rows)) {
      const fetches = { prediction: prediction.subarray(start * outputs, end * outputs) };
      await this.#bound(session, { x: await from(start, end) }, fetches).run();
      passed(4 * (end - start) * outputs);
    }
    return prediction;
  }

  /** By a call that stays bound, for whoever asks again for as many rows. */
  async #predictFew(session: Session, x: Float32Array, rows: number): Promise<Float32Array> {
    const known = this.#few.get(rows);
    // Whoever asks meanwhile must not write over what is read.
    const few = known?.isBusy === false ? known : this.#newFew(session, rows);
    keepLatest(this.#few, rows, few, BOUND);
    few.isBusy = true;
    try {
      few.x.set(x);
      await few.call.run();
      return few.prediction.slice();
    } finally {
      few.isBusy = false;
    }
  }

  #newFew(session: Session, rows: number): Few {
    const x = new Float32Array(rows * this.#width);
    const prediction = new Float32Array(rows * this.#problem.outputs);
    return { x, prediction, call: this.#bound(session, { x }, { prediction }), isBusy: false };
  }

  #load(draft: typeof scoreDraft): Promise<Session> {
    const { outputs } = draft(this.#problem, this.#layout);
    return this.#runtime.load(compile({ outputs, provider: this.#runtime.provider }));
  }

  #bound(session: Session, batch: Record<string, Float32Array>, fetches: Record<string, Float32Array>): Bound {
    return session.bind(feedsOf(session.program.inputs, { ...this.#state, ...batch }), fetches);
  }

  #outputs({ program }: Session, rows: number): Outputs {
    const isWeighted = program.outputs.some((slot) => slot.name === "weights");
    return {
      prediction: longFloats(rows * this.#problem.outputs),
      rows: longFloats(rows),
      weights: isWeighted ? longFloats(rows) : undefined,
    };
  }

  /** Views of the caller's rows; of others what was made or read, good until the next. */
  #reader(x: RowData, rows: number): (start: number, end: number) => Float32Array | Promise<Float32Array> {
    const width = this.#width;
    if (x instanceof Float32Array) return (start, end) => x.subarray(start * width, end * width);
    const most = Math.min(rows, this.#chunk());
    const [asked, out] = [new Int32Array(most), new Float32Array(most * width)];
    return async (start, end) => {
      for (let i = start; i < end; i++) asked[i - start] = i;
      const found = out.subarray(0, (end - start) * width);
      await x.gather(asked.subarray(0, end - start), found);
      return found;
    };
  }

  #chunk(): number {
    return Math.min(CHUNK.rows, Math.max(1, Math.floor(CHUNK.floats / this.#width)));
  }

  *#chunks(rows: number): Generator<readonly [start: number, end: number]> {
    const size = this.#chunk();
    for (let start = 0; start < rows; start += size) yield [start, Math.min(rows, start + size)];
  }
}

/** Some rows of the outputs. */
function part(
  { prediction, rows, weights }: Outputs,
  { start, end, outputs }: { readonly start: number; readonly end: number; readonly outputs: number },
): Record<string, Float32Array> {
  return {
    prediction: prediction.subarray(start * outputs, end * outputs),
    rows: rows.subarray(start, end),
    ...(weights === undefined ? {} : { weights: weights.subarray(start, end) }),
  };
}

const scoredOf = ({ prediction, rows, weights }: Outputs): Scored => ({
  predictions: prediction,
  rowLosses: rows,
  loss: sumOf(rows) / (weights === undefined ? rows.length : sumOf(weights)),
});

/** In float64, in order. */
function sumOf(values: Float32Array): number {
  let total = 0;
  for (const [from, to] of stretches(values.length)) total = sumIn(values, total, from, to);
  return total;
}

function sumIn(values: Float32Array, before: number, from: number, to: number): number {
  let total = before;
  for (let i = from; i < to; i++) total += values[i]!;
  return total;
}
