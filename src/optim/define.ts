import { type Described, type Given, resolveGiven, type Schema, type ValuesOf } from "../core/index.ts";
import type { Kernels, Metric } from "../kernel/index.ts";

/** Views of one range of parameters, all of the same length, all on one kernel memory. */
export interface UpdateRange {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** One view per slot of the optimizer, in the order of its definition. */
  readonly slots: readonly Float32Array[];
}

/** What changes from step to step or from group to group. */
export interface UpdateStrengths {
  readonly learningRate: number;
  /** 1 for the first step. */
  readonly step: number;
  /** λ of ½ λ Σw², added to the gradient. */
  readonly l2: number;
  /** λ of λ Σ|w|, a proximal step after the update. */
  readonly l1: number;
  /** Decoupled decay: w ← w (1 − lr · decay) before the step. */
  readonly decay: number;
  /** Factor that clipping puts on the gradient; 1 leaves it. */
  readonly gradientScale: number;
}

export interface OptimizerDefinition<S extends Schema> extends Described {
  /** Must have `learningRate`; `weightDecay` is decoupled decay, `l2` is the penalty in the gradient. */
  readonly settings: S;
  /** State tensors per parameter, zero at first; some settings may need more of them. */
  readonly slots: readonly string[] | ((settings: ValuesOf<S>) => readonly string[]);
  /** One pass over one range: reads gradients, writes parameters and slots in place. */
  readonly update: (kernels: Kernels, range: UpdateRange, settings: ValuesOf<S>, strengths: UpdateStrengths) => void;
  /**
   * How far a pull of 1, added to every gradient to come, moves each weight for this step: what proximal steps measure
   * distance with, so that a strength means the same under every optimizer. Absent or undefined where it is not one slot's root.
   */
  readonly metric?: (range: UpdateRange, settings: ValuesOf<S>, strengths: StepStrengths) => Metric | undefined;
}

/** What a metric depends on. */
export type StepStrengths = Pick<UpdateStrengths, "learningRate" | "step">;

/** Which parameters decay and L2 act on. PyTorch's default is "all"; ours leaves biases and norm scales alone. */
export type DecayScope = "weights" | "all";

/** An optimizer with its settings resolved. It holds no state: slots live in the kernel memory. */
export interface Optimizer {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly l2: number;
  readonly decays: DecayScope;
  readonly slots: readonly string[];
  readonly update: (kernels: Kernels, range: UpdateRange, strengths: UpdateStrengths) => void;
  readonly metric: (range: UpdateRange, strengths: StepStrengths) => Metric | undefined;
}

export interface OptimizerFactory<S extends Schema = Schema> {
  (given?: Given<S>): Optimizer;
  readonly definition: OptimizerDefinition<S>;
}

/** The metric of optimizers that move every weight alike. */
export const plainMetric = (rate: number): Metric => ({ rate, start: 0, epsilon: 0 });

/** Settings that every optimizer has, with the usual learning rate of each. */
export const learningRateSetting = <const D extends number>(usual: D) =>
  ({ default: usual, range: [0, 1e3], search: [1e-4, 1e-1, "log"], strength: true, doc: "Size of a step." }) as const;

/** L2 inside the gradient, PyTorch's `weight_decay` of SGD and Adam. */
export const l2Setting = {
  default: 0,
  range: [0, 10],
  search: [1e-6, 1e-2, "log"],
  strength: true,
  doc: "λ of ½ λ Σw², added to the gradient.",
} as const;

/** Decay that does not pass through the moments; off unless asked for. */
export const decoupledDecaySetting = {
  default: 0,
  range: [0, 10],
  search: [1e-4, 1, "log"],
  strength: true,
  doc: "Decoupled decay.",
} as const;

export const decaysSetting = {
  default: "weights",
  choices: ["weights", "all"],
  doc: "What decay and L2 act on; PyTorch's own default is all, biases and norm scales included.",
} as const;

const numberOr = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** Makes an optimizer of one definition; a single number is the learning rate. */
export function defineOptimizer<const S extends Schema>(definition: OptimizerDefinition<S>): OptimizerFactory<S> {
  const make = (given?: Given<S>): Optimizer => {
    const settings = resolveGiven(definition.name, definition.settings, "learningRate", given);
    const { learningRate, weightDecay, l2, decays } = settings as Record<string, unknown>;
    return {
      name: definition.name,
      settings,
      learningRate: numberOr(learningRate, 0),
      weightDecay: numberOr(weightDecay, 0),
      l2: numberOr(l2, 0),
      decays: decays === "all" ? "all" : "weights",
      slots: typeof definition.slots === "function" ? definition.slots(settings) : definition.slots,
      update: (kernels, range, strengths) => definition.update(kernels, range, settings, strengths),
      metric: (range, strengths) => definition.metric?.(range, settings, strengths),
    };
  };
  return Object.assign(make, { definition });
}
