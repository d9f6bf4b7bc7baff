import {
  classPredictions,
  metrics,
  type BatchSource,
  type Checkpoint,
  type Examples,
  type Runtime,
  type Snapshot,
  type TrainEvent,
  trainLoop,
  type Trainer,
} from "../../../src/browser.ts";
import type { Settings } from "../settings.ts";
import { augmentedRows } from "./batches.ts";
import { Checkpoints } from "./checkpoints.ts";
import { lookOf } from "./look.ts";
import type { Look, News, Place, Point } from "./messages.ts";
import { loopOf, setStrengths, trainerOf } from "./network.ts";
import { learnedRows } from "./resampled.ts";
import type { Split } from "./rows.ts";

/** One network under training, an epoch at a time. */
export class Training {
  readonly #trainer: Trainer;
  readonly #split: Split;
  readonly #grid: Float32Array | undefined;
  readonly #learned: Examples;
  readonly #source: BatchSource;
  readonly #saved = new Checkpoints();
  #settings: Settings;
  #events: AsyncGenerator<TrainEvent, void>;
  #fresh: Point[] = [];
  #look: Look | undefined;
  #best: News["best"];
  #stopped: string | undefined;
  #epoch = 0;
  /** Epochs that the page knows of. */
  #told = 0;
  #shown = 0;
  /** Where the training is while the network of an earlier epoch is looked at. */
  #here: { readonly network: Snapshot; readonly shown: number } | undefined;
  done = false;

  private constructor(trainer: Trainer, settings: Settings, split: Split, grid: Float32Array | undefined) {
    this.#trainer = trainer;
    this.#settings = settings;
    this.#split = split;
    this.#grid = grid;
    this.#learned = learnedRows(split, settings);
    this.#source = augmentedRows(split, () => this.#settings, this.#learned);
    this.#events = this.#loop();
  }

  static async begin(
    settings: Settings,
    split: Split,
    { runtime, grid }: { readonly runtime: Runtime; readonly grid: Float32Array | undefined },
  ): Promise<Training> {
    const trainer = await trainerOf(settings, split, runtime);
    return new Training(trainer, settings, split, grid);
  }

  #loop(resume?: Checkpoint): AsyncGenerator<TrainEvent, void> {
    const { batch, seed } = this.#settings;
    return trainLoop({
      ...{ trainer: this.#trainer, train: this.#split.train, validation: this.#split.validation },
      ...{ batchSize: batch, seed, source: this.#source, checkpoint: this.#saved.hook },
      ...{ metric: metrics.accuracy, interpret: classPredictions },
      ...loopOf(this.#settings),
      ...(resume === undefined ? {} : { resume }),
    });
  }

  /** Moves strengths; the next step has them. */
  move(settings: Settings): void {
    this.#settings = settings;
    setStrengths(this.#trainer, settings);
  }

  /** One epoch, or the end. */
  async epoch(): Promise<void> {
    if (this.done) return;
    this.#leave();
    const { value } = await this.#events.next();
    this.#look = undefined;
    if (value === undefined) this.done = true;
    else if (value.type === "end") {
      this.done = true;
      this.#stopped = value.stopped?.message;
      this.#best = { epoch: value.best.epoch, loss: value.best.score };
      this.#shown = value.kept;
    } else this.#scored(value);
  }

  #scored(event: TrainEvent & { readonly type: "epoch" }): void {
    const { train, validation } = (event.uses === "averaged" ? event.averaged : undefined) ?? event;
    const { epoch, learningRate } = event;
    this.#fresh.push({ epoch, train, validation, learningRate });
    this.#saved.ended(validation.loss);
    if (validation.loss < (this.#best?.loss ?? Number.POSITIVE_INFINITY)) this.#best = { epoch, loss: validation.loss };
    this.#epoch = this.#shown = epoch;
  }

  /** Puts an earlier network in place to be looked at; the last one comes back before training goes on. */
  show(place: Place): void {
    this.#leave();
    const best = this.#best?.epoch ?? this.#epoch;
    const wanted = place === "best" ? best : place === "last" ? this.#epoch : place;
    // The newest epoch is saved when the next begins: until then the trainer has it.
    const isHere = !this.done && wanted >= this.#epoch;
    const saved = isHere ? undefined : this.#saved.near(wanted);
    if (saved === undefined) return;
    this.#here = { network: this.#trainer.snapshot(), shown: this.#shown };
    this.#trainer.restore(saved.trainer);
    this.#shown = saved.loop.epoch;
    this.#look = undefined;
  }

  #leave(): void {
    if (this.#here === undefined) return;
    this.#trainer.restore(this.#here.network);
    this.#shown = this.#here.shown;
    [this.#here, this.#look] = [undefined, undefined];
  }

  /** Training goes on from the network that is shown, with the strengths of now: what came after it is undone. */
  async goOn(): Promise<void> {
    const saved = this.#saved.near(this.#shown);
    if (saved === undefined || saved.loop.epoch !== this.#shown || saved.loop.epoch === this.#epoch) return;
    await this.#events.return();
    this.#here = undefined;
    this.#trainer.restore(saved.trainer);
    setStrengths(this.#trainer, this.#settings);
    const { loop } = saved;
    this.#saved.forget(loop.epoch);
    this.#events = this.#loop({ ...saved, trainer: this.#trainer.snapshot() });
    const { best } = loop.judge;
    this.#best = best === null ? undefined : { epoch: best.epoch, loss: best.score };
    this.#epoch = this.#told = loop.epoch;
    [this.#stopped, this.done, this.#fresh, this.#look] = [undefined, false, [], undefined];
  }

  /** What is new since the last time. */
  async news(): Promise<News> {
    this.#look ??= await lookOf(this.#trainer, this.#split, {
      grid: this.#grid,
      ...{ source: this.#source, learned: this.#learned },
      ...{ settings: this.#settings, epoch: this.#shown },
    });
    const [points, after] = [this.#fresh, this.#told];
    this.#fresh = [];
    this.#told = this.#epoch;
    return {
      ...{ points, after, look: this.#look, best: this.#best, stopped: this.#stopped, done: this.done },
      ...{ shown: this.#shown, saved: this.#saved.epochs },
    };
  }
}
