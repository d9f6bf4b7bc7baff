import { fold, type Key, sizeOf } from "../core/index.ts";
import { gatherRows } from "../kernel/index.ts";
import type { Layout, Place } from "./layout.ts";
import type { Buffers } from "./buffers.ts";
import { createStatisticsMeter, type Learner, type Owner } from "./learner.ts";
import { gatherInto } from "./rows.ts";
import { followedStates, targetWidth } from "./program.ts";
import type { AnyExamples } from "./score.ts";
import type { ModelState } from "./state.ts";

/** Estimates running statistics anew: the mean of what each batch says, as averaged weights need (Izmailov et al. 2018). */
export class Statistics {
  readonly #problem: Owner & { readonly batchSize: number };
  readonly #layout: Layout;
  readonly #state: ModelState;
  readonly #buffers: Buffers;
  readonly #places: readonly Place[];
  readonly #now: Float32Array;
  #meter: { readonly batch: number; readonly learner: Learner } | undefined;

  constructor(problem: Owner & { readonly batchSize: number }, layout: Layout, state: ModelState, buffers: Buffers) {
    this.#problem = problem;
    this.#layout = layout;
    this.#state = state;
    this.#buffers = buffers;
    this.#places = followedStates(problem, layout);
    this.#now = new Float32Array(this.#places.reduce((n, { size }) => n + size, 0));
  }

  /** One pass over whole batches in the order of the rows, without learning; the states become the means. */
  async estimate({ rows, x, y }: AnyExamples, key: Key): Promise<void> {
    if (this.#now.length === 0) return;
    const { batchSize, input } = this.#problem;
    const batch = Math.min(batchSize, rows);
    const { learner } = this.#meter?.batch === batch ? this.#meter : await this.#prepare(batch);
    const sums = new Float64Array(this.#now.length);
    const batches = Math.floor(rows / batch);
    for (let i = 0; i < batches; i++) {
      const chosen = Int32Array.from({ length: batch }, (_, r) => i * batch + r);
      await gatherInto(learner.x, x, chosen, sizeOf(input));
      gatherRows(learner.y, y, chosen, targetWidth(this.#problem));
      learner.fillNoise(fold(key, "statistics", i));
      await learner.bound.run();
      for (let j = 0; j < sums.length; j++) sums[j]! += this.#now[j]!;
    }
    let at = 0;
    for (const place of this.#places) {
      this.#state.view(place).set(sums.subarray(at, at + place.size).map((sum) => sum / batches));
      at += place.size;
    }
  }

  async #prepare(batch: number): Promise<{ readonly batch: number; readonly learner: Learner }> {
    const where = { batch, buffers: this.#buffers, statistics: this.#now };
    const learner = await createStatisticsMeter(this.#problem, this.#layout, this.#state, where);
    this.#meter = { batch, learner };
    return this.#meter;
  }
}
