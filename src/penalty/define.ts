import {
  type Described,
  type Given,
  RegularizeError,
  resolveGiven,
  type Schema,
  type ValuesOf,
} from "../core/index.ts";
import { type AppliedOf, applied, type Value } from "../graph/index.ts";

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
}

/** Which parameters a penalty acts on: "weights" leaves out biases and norm scales. */
export type Scope = "weights" | "all";

/** A penalty with its settings resolved. */
export interface Penalty {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly on: Scope;
  readonly cost: (w: Value, strength: (name: string, value: number) => Value) => Value;
  /** Strengths for the update kernel, with the current values of those that a schedule has changed. */
  readonly kernel: ((current: Readonly<Record<string, number>>) => KernelPenalty) | undefined;
}

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
  const { name, settings: schema, main, together = [], cost, kernel } = definition;
  const make = (given?: Given<S>, on: Scope = "weights"): Penalty => {
    checkTogether(name, together, given);
    const settings = resolveGiven(name, schema, main, given);
    return {
      name,
      settings,
      on,
      cost: (w, strength) => cost(w, applied(schema, settings, strength)),
      kernel: kernel === undefined ? undefined : (current) => kernel({ ...settings, ...current }),
    };
  };
  return Object.assign(make, { definition });
}

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
