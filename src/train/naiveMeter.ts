import { type Key, sizeOf } from "../core/index.ts";
import { add, concat, constant, mul, reshape, slice, type Value } from "../graph/index.ts";
import { gatherRows } from "../kernel/index.ts";
import { isOnWeights } from "../penalty/function.ts";
import type { Buffers } from "./buffers.ts";
import type { Layout } from "./layout.ts";
import { type Learner, type Owner, tie } from "./learner.ts";
import { dataLoss, type Draft, type Problem, record, type Recorded, sourceOf, targetWidth } from "./program.ts";
import { gatherInto } from "./rows.ts";
import type { AnyExamples } from "./score.ts";
import type { ModelState } from "./state.ts";

/** What one batch costs as it is learned from, and what its parts cost apart; all are means over its rows. */
export interface LearningLosses {
  /** Learn mode: noise, batch statistics, and what the loss adds while it learns, such as label smoothing. */
  readonly learn: number;
  /** The same predictions by the plain loss. */
  readonly plain: number;
  /** The plain loss under the same kind of noise, with running statistics in place of the batch's. */
  readonly running: number;
  /** The plain loss in inference mode: no noise either. */
  readonly inference: number;
  /** Penalties on what the model does with the batch, and terms of layers: in no loss here, in that of other frameworks. */
  readonly terms: number;
}

/** Σ of scalars. */
const total = (values: readonly Value[]): Value => values.reduce(add, constant(0));

/** The plain loss of a learn-mode trace: the mean over its passes. */
function plainLoss({ loss }: Problem, { prediction, target, weights }: Recorded, lossStrength: LossStrength): Value {
  const batch = target.shape[0]!;
  const passes = prediction.shape[0]! / batch;
  const of = (pass: number): Value =>
    passes === 1 ? prediction : slice(prediction, { axis: 0, start: pass * batch, end: (pass + 1) * batch });
  const rows = Array.from({ length: passes }, (_, pass) => loss.rows(of(pass), target, "infer", lossStrength));
  return dataLoss(mul(rows.reduce(add), 1 / passes), weights);
}

type LossStrength = Recorded["lossStrength"];

/** `measured`: [learn loss, plain loss, terms] of a batch in learn mode. */
function learnLosses(problem: Problem, layout: Layout, batch: number): Draft {
  const recorded = record(problem, "learn", batch, sourceOf(layout));
  const { trace, rows, weights, costs, lossStrength } = recorded;
  const terms = total([...costs.filter((_, i) => !isOnWeights(problem.penalties[i]!)), ...trace.terms]);
  const measured = [dataLoss(rows, weights), plainLoss(problem, recorded, lossStrength), terms];
  return {
    outputs: {
      measured: concat(
        measured.map((value) => reshape(value, [1])),
        0,
      ),
    },
    noises: trace.noises,
  };
}

/** `measured`: the plain loss of a batch under noise, on running statistics. */
function runningLosses(problem: Problem, layout: Layout, batch: number): Draft {
  const { trace, rows, weights } = record(problem, "sample", batch, sourceOf(layout));
  return { outputs: { measured: reshape(dataLoss(rows, weights), [1]) }, noises: trace.noises };
}

interface Meter {
  readonly learner: Learner;
  readonly measured: Float32Array;
}

/** Losses of batches at fixed weights, as steps would learn from them: the same noise for the same key. Learns nothing. */
export class LearningMeter {
  readonly #problem: Owner;
  readonly #layout: Layout;
  readonly #state: ModelState;
  readonly #buffers: Buffers;
  readonly #meters = new Map<string, Promise<Meter>>();

  constructor(problem: Owner, layout: Layout, state: ModelState, buffers: Buffers) {
    this.#problem = problem;
    this.#layout = layout;
    this.#state = state;
    this.#buffers = buffers;
  }

  async measure(examples: AnyExamples, rows: Int32Array, key: Key): Promise<Omit<LearningLosses, "inference">> {
    const inLearning = await this.#run(learnLosses, 3, examples, rows, key);
    const [learn, plain, terms] = [inLearning[0]!, inLearning[1]!, inLearning[2]!];
    // Without states a batch has no statistics to be replaced.
    const hasStates = this.#layout.states.length > 0;
    const running = hasStates ? (await this.#run(runningLosses, 1, examples, rows, key))[0]! : plain;
    return { learn, plain, terms, running };
  }

  async #run(
    draftOf: typeof learnLosses,
    outputs: number,
    { x, y }: AnyExamples,
    rows: Int32Array,
    key: Key,
  ): Promise<Float32Array> {
    const name = `${draftOf.name} ${rows.length}`;
    const meter = this.#meters.get(name) ?? this.#load(draftOf, outputs, rows.length);
    this.#meters.set(name, meter);
    const { learner, measured } = await meter;
    await gatherInto(learner.x, x, rows, sizeOf(this.#problem.input));
    gatherRows(learner.y, y, rows, targetWidth(this.#problem));
    learner.fillNoise(key);
    await learner.bound.run();
    return measured;
  }

  async #load(draftOf: typeof learnLosses, outputs: number, batch: number): Promise<Meter> {
    const measured = new Float32Array(outputs);
    const draft = draftOf(this.#problem, this.#layout, batch);
    const where = { draft, batch, buffers: this.#buffers, fetches: { measured } };
    return { learner: await tie(this.#problem, this.#layout, this.#state, where), measured };
  }
}
