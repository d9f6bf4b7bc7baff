import type { Key, Shape } from "../core/index.ts";
import type { Value } from "../graph/index.ts";

/**
 * `learn` draws noise and uses batch statistics, `infer` does neither; `sample` draws noise on running statistics, for
 * Monte-Carlo estimates. A layer that asks `mode === "infer"` before it draws, and `mode === "learn"` before it looks at
 * the batch or updates a state, is right in all three.
 */
export type Mode = "learn" | "infer" | "sample";

/** What a parameter is for: penalties and decay act on weights unless told otherwise. */
export type Role = "weight" | "bias" | "scale";

/** Draws the first values of a parameter of the given shape. */
export type Initializer = (key: Key, shape: Shape) => Float32Array;

/** Random inputs of a program, filled by the noise kernel before each step. */
export interface Noise {
  /** 0 with probability `rate`, else 1 / (1 − rate): mean 1. */
  readonly keep: (shape: Shape, rate: Value) => Value;
  /** Gaussian with mean 0 and the given standard deviation, 1 by default. */
  readonly normal: (shape: Shape, deviation?: Value) => Value;
  /** Uniform in [0, 1). */
  readonly uniform: (shape: Shape) => Value;
}

/** How PyTorch holds the same numbers, where its layout is another. */
export interface TorchForm {
  /** A matrix is [out, in] there. */
  readonly transposed?: true;
  /** Its shape there; the order of the numbers is the same. */
  readonly shape?: Shape;
}

/** What a layer may ask for while it is traced. Names are local to the layer. */
export interface Context {
  readonly mode: Mode;
  readonly noise: Noise;
  /** A learned tensor. Its first values are drawn by its own key, or by that of the tensor `drawnAs` of the same layer. */
  readonly parameter: (
    name: string,
    shape: Shape,
    init: Initializer,
    role: Role,
    drawnAs?: string,
    torch?: TorchForm,
  ) => Value;
  /** A tensor that the program carries along but does not learn, such as running statistics. */
  readonly state: (name: string, shape: Shape, initial: number | Initializer, drawnAs?: string) => Value;
  /**
   * The value of a state after this step; only in learn mode. `now` is what this batch alone says, for states that follow
   * statistics of batches: it lets them be estimated anew for other weights.
   */
  readonly update: (name: string, next: Value, now?: Value) => void;
  /** A scalar that joins the learning loss, such as a penalty on activations; it is in no score, and ignored elsewhere. */
  readonly term: (value: Value) => void;
  /** A number that may change while training without recompiling, as a scalar. */
  readonly strength: (name: string, value: number) => Value;
  /** Applies a child under its own name: `context.call("fc1", linear(64), x)`. */
  readonly call: (name: string, child: Module, x: Value) => Value;
}

/** A part of a model: a function of a value that may own parameters, states and noise. */
export interface Module {
  readonly name: string;
  /** Resolved settings, for printing and for lint. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly facts: Facts;
  readonly children?: readonly Module[];
  /** Shapes: x is [batch, …]; the result's are the layer's own. */
  readonly apply: (x: Value, context: Context) => Value;
}

/** Facts that shared code asks for instead of names. */
export interface Facts {
  /** Draws noise in learn mode. */
  readonly drawsNoise?: true;
  /** Rows influence each other in learn mode (batch statistics). */
  readonly seesBatch?: true;
}
