import {
  type Described,
  didYouMean,
  type Given,
  RegularizeError,
  resolveGiven,
  type Schema,
  type Shape,
  type ValuesOf,
} from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";
import type { Kernels, Metric } from "../kernel/index.ts";

/** Strengths that the update kernel applies in its one pass. */
export interface KernelPenalty {
  /** λ of ½ λ Σw²: λ w is added to the gradient. */
  readonly l2?: number;
  /** λ of λ Σ|w|: a proximal step after the update, which gives exact zeros. */
  readonly l1?: number;
}

export interface PenaltyDefinition<S extends Schema> extends Described {
  readonly settings: S;
  readonly main?: keyof S & string;
  /** Settings of which none or all are given: naming one must not silently switch on another's default. */
  readonly together?: readonly (keyof S & string)[];
  /** The cost of one parameter of any shape, a scalar. */
  readonly cost: (w: Value, settings: AppliedOf<S>) => Value;
  /** Where the update kernel does the penalty's work; otherwise the gradient of `cost` joins the program. */
  readonly kernel?: (settings: ValuesOf<S>) => KernelPenalty;
  /** Where a step after the update does it, parameter by parameter: exact zeros of whole rows. */
  readonly proximal?: (settings: ValuesOf<S>) => ProximalStep;
  /** What it acts on unless told otherwise; "weights" when absent. */
  readonly on?: Scope;
}

/** The proximal step of one parameter, in place: what a pull of strength 1 moves is told by the metric. */
export type ProximalStep = (kernels: Kernels, w: Float32Array, shape: Shape, metric: Metric) => void;

/**
 * Which parameters a penalty acts on. "weights" leaves out biases and norm scales; "first" is the first weight that the model
 * asks for, which an MLP multiplies its input with.
 */
export type Scope = "weights" | "all" | "first" | { readonly named: string };

/** The parameters, in the order in which the model asked for them, that a scope takes in. Throws E310 for an unknown name. */
export function inScope<T extends { readonly name: string; readonly role: string }>(
  on: Scope,
  parameters: readonly T[],
): readonly T[] {
  if (on === "all") return parameters;
  const weights = parameters.filter(({ role }) => role === "weight");
  if (typeof on === "string") return on === "first" ? weights.slice(0, 1) : weights;
  const named = parameters.filter(({ name }) => name === on.named);
  if (named.length > 0) return named;
  throw new RegularizeError({
    code: "E310",
    where: on.named,
    message: `The model has no parameter ${JSON.stringify(on.named)}`,
    todo: didYouMean(
      on.named,
      parameters.map(({ name }) => name),
    ),
  });
}

/** A penalty with its settings resolved. */
export interface Penalty {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly on: Scope;
  readonly cost: (w: Value, strength: (name: string, value: number) => Value) => Value;
  /** Strengths for the update kernel, with the current values of those that a schedule has changed. */
  readonly kernel: ((current: CurrentStrengths) => KernelPenalty) | undefined;
  readonly proximal?: ((current: CurrentStrengths) => ProximalStep) | undefined;
}

/** Strengths of a penalty as they are now, by the name of the setting. */
export type CurrentStrengths = Readonly<Record<string, number>>;

/** A name for each penalty: its own, with a number from its second use on, such as `l2#2`. */
export const namesOf = (penalties: readonly Pick<Penalty, "name">[]): readonly string[] =>
  penalties.map(({ name }, i) => {
    const before = penalties.slice(0, i).filter((other) => other.name === name).length;
    return before === 0 ? name : `${name}#${before + 1}`;
  });

export interface PenaltyFactory<S extends Schema = Schema> {
  (given?: Given<S>, on?: Scope): Penalty;
  readonly definition: PenaltyDefinition<S>;
}

/** Makes a penalty of one definition. Settings are checked when the penalty is made. */
export function definePenalty<const S extends Schema>(definition: PenaltyDefinition<S>): PenaltyFactory<S> {
  const { name, settings: schema, main, together = [], cost, kernel, proximal } = definition;
  const make = (given?: Given<S>, on: Scope = definition.on ?? "weights"): Penalty => {
    checkTogether(name, together, given);
    if (kernel !== undefined && on !== "weights" && on !== "all") throw onlyAtOnce(name);
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      on,
      cost: (w, strength) => cost(w, applied(schema, settings, strength)),
      kernel: kernel === undefined ? undefined : (current) => kernel({ ...settings, ...current }),
      proximal: proximal === undefined ? undefined : (current) => proximal({ ...settings, ...current }),
    };
  };
  return Object.assign(make, { definition });
}

const onlyAtOnce = (name: string): RegularizeError =>
  new RegularizeError({
    code: "E311",
    where: name,
    message: `${name} acts on all weights at once, not on one of them`,
    expected: "weights | all",
    todo: `penalty("mine", (w) => …, { named: "0.weight" }) takes one`,
  });

function checkTogether(where: string, together: readonly string[], given: unknown): void {
  if (typeof given !== "object" || given === null) return;
  const missing = together.filter((name) => (given as Record<string, unknown>)[name] === undefined);
  if (missing.length === 0 || missing.length === together.length) return;
  throw new RegularizeError({
    code: "E311",
    where,
    message: `${where} needs ${together.join(" and ")} together`,
    expected: `${missing.join(", ")} too`,
    received: JSON.stringify(given),
    todo: `${missing.map((name) => `${name}: 0`).join(", ")} leaves it out`,
  });
}

/**
 * A penalty of your own: any differentiable expression of a parameter.
 *
 * @example
 * const nearOne = penalty("nearOne", (w) => mul(1e-3, sum(mul(sub(w, 1), sub(w, 1)))));
 */
export const penalty = (name: string, cost: (w: Value) => Value, on: Scope = "weights"): Penalty => ({
  name,
  settings: {},
  on,
  cost: (w) => cost(w),
  kernel: undefined,
});
