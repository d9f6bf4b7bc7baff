import { fold, type Key } from "../core/index.ts";
import type { Constraint } from "../optim/constraint/define.ts";
import { type GradientPart, type GradientTransform, transformGradients } from "../optim/gradient/define.ts";
import { clipGlobalNorm } from "../optim/gradient/index.ts";
import type { Optimizer, UpdateRange } from "../optim/define.ts";
import type { Penalty } from "../penalty/define.ts";
import type { FunctionPenalty } from "../penalty/function.ts";
import type { Layout } from "./layout.ts";
import { kernelPenalties, proximalPenalties } from "./penalties.ts";
import type { ModelState } from "./state.ts";

export interface UpdateOptions {
  readonly optimizer: Optimizer;
  readonly penalties: readonly (Penalty | FunctionPenalty)[];
  readonly gradients?: readonly GradientTransform[];
  readonly constraints?: readonly Constraint[];
  readonly clipNorm?: number;
}

/** The strengths of an optimizer that are on, by the names that schedules know. */
export const optimizerStrengths = ({ weightDecay, l2 }: Optimizer): Record<string, number> => ({
  ...(weightDecay > 0 ? { "optimizer.weightDecay": weightDecay } : {}),
  ...(l2 > 0 ? { "optimizer.l2": l2 } : {}),
});

/** The two groups of parameters: weights, then biases and norm scales. */
const GROUPS = ["weights", "rest"] as const;
type Group = (typeof GROUPS)[number];

/** What follows the gradients: their transforms, the optimizer's pass with decay and penalties, constraints, next states. */
export class Updater {
  readonly #state: ModelState;
  readonly #layout: Layout;
  readonly #options: UpdateOptions;
  readonly #ranges: Readonly<Record<Group, UpdateRange>>;
  readonly #penalties: ReturnType<typeof kernelPenalties>;
  readonly #proximal: ReturnType<typeof proximalPenalties>;
  readonly #transforms: readonly GradientTransform[];
  readonly #parts: readonly GradientPart[];
  readonly #key: Key;

  constructor(state: ModelState, layout: Layout, options: UpdateOptions, key: Key) {
    this.#state = state;
    this.#key = key;
    this.#layout = layout;
    this.#options = options;
    const range = (start: number, end: number): UpdateRange => ({
      parameters: state.values.subarray(start, end),
      gradients: state.results.subarray(start, end),
      slots: options.optimizer.slots.map((_, i) =>
        state.slots.subarray(i * layout.learned + start, i * layout.learned + end),
      ),
    });
    this.#ranges = { weights: range(0, layout.weights), rest: range(layout.weights, layout.learned) };
    this.#penalties = kernelPenalties(options.penalties, state, layout);
    this.#proximal = proximalPenalties(options, state, layout, range);
    const { gradients = [], clipNorm = Number.POSITIVE_INFINITY } = options;
    this.#transforms = Number.isFinite(clipNorm) ? [...gradients, clipGlobalNorm(clipNorm)] : gradients;
    this.#parts = layout.parameters.map((place) => ({
      shape: place.shape,
      parameters: state.view(place),
      gradients: state.results.subarray(place.offset, place.offset + place.size),
    }));
  }

  update(learningRate: number, step: number): void {
    const { optimizer, constraints = [] } = this.#options;
    const { kernels } = this.#state.memory;
    const gradientScale = this.#transform(step);
    const [weightDecay, ownL2] = [this.#strength("optimizer.weightDecay"), this.#strength("optimizer.l2")];
    for (const group of GROUPS) {
      const range = this.#ranges[group];
      if (range.parameters.length === 0) continue;
      const decays = group === "weights" || optimizer.decays === "all";
      const { l1, l2 } = this.#penalties(group);
      const decay = decays ? weightDecay : 0;
      optimizer.update(kernels, range, { learningRate, step, gradientScale, decay, l1, l2: l2 + (decays ? ownL2 : 0) });
    }
    this.#proximal(kernels, { learningRate, step });
    for (const constraint of constraints)
      for (const place of this.#layout.parameters)
        if (place.role === "weight") constraint.project(kernels, this.#state.view(place), place.shape);
    this.#carry();
  }

  /** Transforms the gradients; gives the factor that is left to the optimizer's pass. */
  #transform(step: number): number {
    if (this.#transforms.length === 0) return 1;
    const all = this.#state.results.subarray(0, this.#layout.learned);
    const key = fold(this.#key, "gradients", step);
    return transformGradients(this.#transforms, this.#state.memory.kernels, { all, parts: this.#parts, step, key });
  }

  /** A strength of the optimizer as it is now; 0 for one that was off from the start. */
  #strength(name: string): number {
    const place = this.#layout.strengths.find((strength) => strength.name === name);
    return place === undefined ? 0 : this.#state.values[place.offset]!;
  }

  /** Running statistics become those that the step computed. */
  #carry(): void {
    const { learned, carried } = this.#layout;
    if (carried > learned) this.#state.values.set(this.#state.results.subarray(learned, carried), learned);
  }
}
