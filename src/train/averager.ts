import type { Averaging, AveragingMoment } from "../optim/averaging/define.ts";
import type { Layout } from "./layout.ts";
import type { ModelState } from "./state.ts";

/** Floats that an average needs after the optimizer's slots: [average | count]. */
export const averageFloats = (layout: Layout, averaging: Averaging | undefined): number =>
  averaging === undefined ? 0 : layout.learned + 1;

/** An average of the parameters, in the last of the slots, so that snapshots and checkpoints hold it. */
export class Averager {
  readonly averaging: Averaging;
  readonly #state: ModelState;
  readonly #parameters: Float32Array;
  readonly #average: Float32Array;
  readonly #count: Float32Array;

  constructor(state: ModelState, layout: Layout, averaging: Averaging) {
    const { slots, values } = state;
    this.averaging = averaging;
    this.#state = state;
    this.#parameters = values.subarray(0, layout.learned);
    this.#average = slots.subarray(slots.length - layout.learned - 1, slots.length - 1);
    this.#count = slots.subarray(slots.length - 1);
    this.restart();
  }

  /** The average begins anew from the parameters. */
  restart(): void {
    this.#average.set(this.#parameters);
    this.#count[0] = 0;
  }

  update(moment: AveragingMoment): void {
    const { kernels } = this.#state.memory;
    const weights = { parameters: this.#parameters, average: this.#average };
    this.#count[0] = this.averaging.update(kernels, weights, this.#count[0]!, moment);
  }

  /** Exchanges average and parameters; a second call exchanges them back. */
  swap(): void {
    const raw = this.#parameters.slice();
    this.#parameters.set(this.#average);
    this.#average.set(raw);
  }
}
