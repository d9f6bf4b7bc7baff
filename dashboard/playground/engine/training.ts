import {
  classPredictions,
  metrics,
  type Runtime,
  type TrainEvent,
  trainLoop,
  type Trainer,
} from "../../../src/browser.ts";
import type { Settings } from "../settings.ts";
import type { Look, News, Point } from "./messages.ts";
import { lookOf } from "./look.ts";
import { augmentedRows, loopOf, setStrengths, trainerOf } from "./network.ts";
import type { Split } from "./rows.ts";

/** One network under training, an epoch at a time. */
export class Training {
  readonly #trainer: Trainer;
  readonly #events: AsyncGenerator<TrainEvent, void>;
  readonly #split: Split;
  readonly #grid: Float32Array | undefined;
  #settings: Settings;
  #fresh: Point[] = [];
  #look: Look | undefined;
  #best: News["best"];
  #stopped: string | undefined;
  done = false;

  private constructor(trainer: Trainer, settings: Settings, split: Split, grid: Float32Array | undefined) {
    this.#trainer = trainer;
    this.#settings = settings;
    this.#split = split;
    this.#grid = grid;
    this.#events = trainLoop({
      ...{ trainer, train: split.train, validation: split.validation, batchSize: settings.batch, seed: settings.seed },
      ...{
        metric: metrics.accuracy,
        interpret: classPredictions,
        source: augmentedRows(split.train, () => this.#settings),
      },
      ...loopOf(settings),
    });
  }

  static async begin(
    settings: Settings,
    split: Split,
    { runtime, grid }: { readonly runtime: Runtime; readonly grid: Float32Array | undefined },
  ): Promise<Training> {
    const trainer = await trainerOf(settings, split, runtime);
    return new Training(trainer, settings, split, grid);
  }

  /** Moves strengths; the next step has them. */
  move(settings: Settings): void {
    this.#settings = settings;
    setStrengths(this.#trainer, settings);
  }

  /** One epoch, or the end. */
  async epoch(): Promise<void> {
    if (this.done) return;
    const { value } = await this.#events.next();
    this.#look = undefined;
    if (value === undefined) this.done = true;
    else if (value.type === "end") {
      this.done = true;
      this.#stopped = value.stopped?.message;
      this.#best = { epoch: value.best.epoch, loss: value.best.score };
    } else {
      const { train, validation } = (value.uses === "averaged" ? value.averaged : undefined) ?? value;
      this.#fresh.push({ epoch: value.epoch, train, validation, learningRate: value.learningRate });
      if (validation.loss < (this.#best?.loss ?? Number.POSITIVE_INFINITY))
        this.#best = { epoch: value.epoch, loss: validation.loss };
    }
  }

  /** What is new since the last time. */
  async news(): Promise<News> {
    this.#look ??= await lookOf(this.#trainer, this.#split, this.#grid);
    const points = this.#fresh;
    this.#fresh = [];
    return { points, look: this.#look, best: this.#best, stopped: this.#stopped, done: this.done };
  }
}
