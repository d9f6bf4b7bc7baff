import { fold, type Key, keyOf, RegularizeError, sizeOf } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";
import type { NoiseSpec } from "../nn/trace.ts";
import type { AveragingMoment } from "../optim/averaging/define.ts";
import { namesOf } from "../penalty/define.ts";
import { isOnWeights } from "../penalty/function.ts";
import { averageFloats, Averager } from "./averager.ts";
import {
  checkBatchSize,
  checkPositive,
  checkRows,
  checkStrength,
  checkWidth,
  diverged,
  overlapping,
} from "./checks.ts";
import { type Buffers, createBuffers } from "./buffers.ts";
import {
  type Compiled,
  createLearner,
  createPenaltyMeter,
  type Learner,
  learningProgram,
  type PenaltyMeter,
} from "./learner.ts";
import type { Trainer, TrainerOptions } from "./interface.ts";
import { type LearningLosses, LearningMeter } from "./naiveMeter.ts";
import { monteCarlo, type MonteCarloOptions, type Uncertain } from "./monteCarlo.ts";
import { planOf, targetWidth } from "./program.ts";
import { pickRows } from "./pick.ts";
import { gatherInto, type RowData } from "./rows.ts";
import { type AnyExamples, idsOf, type Scored } from "./score.ts";
import { Scorer } from "./scorer.ts";
import { loadTensors, type ModelState, namedTensors, restoreState, type Snapshot } from "./state.ts";
import type { Layout } from "./layout.ts";
import { sharpen } from "./sharpen.ts";
import { Statistics } from "./statistics.ts";
import { optimizerStrengths, Updater } from "./update.ts";

export type { Trainer, TrainerOptions } from "./interface.ts";

export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const trainer = new ModelTrainer(options);
  await trainer.prepare();
  return trainer;
}

class ModelTrainer implements Trainer {
  readonly layout: Layout;
  learningRate: number;
  moment: AveragingMoment = { share: 0, endsEpoch: false };
  steps = 0;
  readonly #options: TrainerOptions;
  readonly #key: Key;
  readonly #state: ModelState;
  readonly #buffers: Buffers;
  readonly #noises: readonly NoiseSpec[];
  readonly #learners = new Map<number, Learner>();
  /** The learning program of a full batch. */
  readonly #whole: Compiled;
  #stepping = false;
  #rows = 0;
  #penalties: PenaltyMeter | undefined;
  readonly #updater: Updater;
  readonly #average: Averager | undefined;
  #statistics: Statistics | undefined;
  #meter: LearningMeter | undefined;
  readonly #backup: Float32Array;
  readonly #scorer: Scorer;

  constructor(options: TrainerOptions) {
    const { batchSize, optimizer } = options;
    checkBatchSize(batchSize);
    if (options.clipNorm !== undefined) checkPositive("clipNorm", options.clipNorm);
    const { layout, trace } = planOf(options, batchSize, optimizerStrengths(optimizer));
    this.layout = layout;
    this.#noises = trace.noises;
    this.#options = options;
    this.#key = keyOf(options.seed ?? 42);
    this.learningRate = optimizer.learningRate;
    this.#whole = learningProgram(options, layout, batchSize);
    const slotFloats = optimizer.slots.length * layout.learned + averageFloats(layout, options.averaging);
    const wires = this.#whole.stages.wires.floats;
    const { state, buffers } = createBuffers(options, { trace, layout, slotFloats, wires, key: this.#key });
    [this.#state, this.#buffers] = [state, buffers];
    this.#updater = new Updater(this.#state, layout, options, this.#key);
    this.#average = options.averaging === undefined ? undefined : new Averager(this.#state, layout, options.averaging);
    this.#backup = new Float32Array(options.sharpness === undefined ? 0 : layout.learned);
    this.#scorer = new Scorer(options, layout, this.#state.values, options.runtime);
  }

  /** Compiles the full batch's program, so that what cannot run is known before the first step. */
  async prepare(): Promise<void> {
    await this.#learner(this.#options.batchSize);
  }

  async step(examples: AnyExamples, rows: Int32Array): Promise<number> {
    if (this.#stepping) throw overlapping();
    this.#stepping = true;
    try {
      return await this.#step(examples, rows);
    } finally {
      this.#stepping = false;
    }
  }

  async #step(examples: AnyExamples, rows: Int32Array): Promise<number> {
    const { input } = this.#options;
    const outputs = targetWidth(this.#options);
    const { results, memory } = this.#state;
    checkPositive("learningRate", this.learningRate);
    checkWidth("x", examples.x, examples.rows, input);
    checkWidth("y", examples.y, examples.rows, [outputs]);
    checkRows(rows, examples.rows);
    const learner = this.#learners.get(rows.length) ?? (await this.#learner(rows.length));
    const reading = gatherInto(learner.x, examples.x, rows, sizeOf(input));
    if (reading !== undefined) await reading;
    gatherRows(learner.y, examples.y, rows, outputs);
    const step = this.steps + 1;
    learner.fillNoise(fold(this.#key, "step", step));
    await learner.bound.run();
    const { learningRate, layout } = this;
    const check = (): void => {
      const index = memory.kernels.firstNonFinite(results);
      if (index >= 0) throw diverged({ step, learningRate, rows: idsOf(examples, rows), results, index, layout });
    };
    check();
    const loss = results[layout.carried]!;
    const { sharpness } = this.#options;
    const again = { backup: this.#backup, run: () => learner.bound.run(), check };
    if (sharpness !== undefined) await sharpen(sharpness, this.#state, layout.learned, again);
    this.steps = step;
    this.#rows = rows.length;
    this.#updater.update(learningRate, step);
    this.#average?.update(this.moment);
    return loss;
  }

  get averages(): boolean {
    return this.#average?.averaging.isModel === true;
  }

  async withAverage<T>(work: () => Promise<T>, examples?: AnyExamples): Promise<T> {
    const { learned, carried } = this.layout;
    const states = this.#state.values.slice(learned, carried);
    this.#average?.swap();
    try {
      if (examples !== undefined) await this.estimateStatistics(examples);
      return await work();
    } finally {
      this.#average?.swap();
      this.#state.values.set(states, learned);
    }
  }

  async estimateStatistics(examples: AnyExamples): Promise<void> {
    this.#statistics ??= new Statistics(this.#options, this.layout, this.#state, this.#buffers);
    await this.#statistics.estimate(examples, this.#key);
  }

  get margins(): Float32Array | undefined {
    const from = this.layout.carried + 1;
    return this.#options.margins === true ? this.#state.results.subarray(from, from + this.#rows) : undefined;
  }

  async learningLosses(examples: AnyExamples, rows: Int32Array, step: number): Promise<LearningLosses> {
    checkRows(rows, examples.rows);
    this.#meter ??= new LearningMeter(this.#options, this.layout, this.#state, this.#buffers);
    const learning = await this.#meter.measure(examples, rows, fold(this.#key, "step", step));
    // Without noise nothing is left to switch off.
    if (this.#noises.length === 0) return { ...learning, inference: learning.running };
    return { ...learning, inference: (await this.score(pickRows(examples, rows))).loss };
  }

  score(examples: AnyExamples): Promise<Scored> {
    return this.#scorer.score(examples);
  }

  predict(x: RowData, rows: number): Promise<Float32Array> {
    return this.#scorer.predict(x, rows);
  }

  uncertainty(x: Float32Array, rows: number, options?: MonteCarloOptions): Promise<Uncertain> {
    const { layout } = this;
    const { runtime } = this.#options;
    return monteCarlo({ problem: this.#options, layout, values: this.#state.values, runtime }, x, rows, options);
  }

  async penaltyCosts(): Promise<Record<string, number>> {
    const { penalties } = this.#options;
    if (!penalties.some(isOnWeights)) return {};
    this.#penalties ??= await createPenaltyMeter(this.#options, this.layout, this.#state);
    const { bound, costs } = this.#penalties;
    await bound.run();
    const names = namesOf(penalties).filter((_, i) => isOnWeights(penalties[i]!));
    return Object.fromEntries(names.map((name, i) => [name, costs[i]!]));
  }

  zeros(): { readonly zero: number; readonly weights: number } {
    const { weights } = this.layout;
    return { zero: this.#state.memory.kernels.countZeros(this.#state.values.subarray(0, weights)), weights };
  }

  strengths(): Record<string, number> {
    return Object.fromEntries(this.layout.strengths.map((place) => [place.name, this.#state.view(place)[0]!]));
  }

  setStrength(name: string, value: number): void {
    const place = this.layout.strengths.find((p) => p.name === name);
    if (place === undefined)
      throw new RegularizeError({
        code: "E310",
        where: name,
        message: `The model has no strength ${JSON.stringify(name)}`,
        todo: `it has: ${this.layout.strengths.map((p) => p.name).join(", ") || "none"}`,
      });
    checkStrength(name, value, this.#noises);
    this.#state.view(place)[0] = value;
  }

  snapshot(): Snapshot {
    return { state: this.#state.values.slice(), slots: this.#state.slots.slice(), steps: this.steps };
  }

  restore(snapshot: Snapshot): void {
    restoreState(this.#state, snapshot);
    this.steps = snapshot.steps;
  }

  gradients(): ReturnType<typeof namedTensors> {
    return namedTensors({ ...this.layout, states: [] }, this.#state.results);
  }

  tensors(): ReturnType<typeof namedTensors> {
    return namedTensors(this.layout, this.#state.values);
  }

  load(tensors: ReturnType<typeof namedTensors>): void {
    loadTensors(this.layout, this.#state.values, tensors);
    this.#average?.restart();
  }

  async #learner(batch: number): Promise<Learner> {
    checkBatchSize(batch, this.#options.batchSize);
    const isWhole = batch === this.#options.batchSize;
    const program = isWhole ? this.#whole : learningProgram(this.#options, this.layout, batch);
    const where = { program, batch, buffers: this.#buffers };
    const learner = await createLearner(this.#options, this.layout, this.#state, where);
    this.#learners.set(batch, learner);
    return learner;
  }
}
