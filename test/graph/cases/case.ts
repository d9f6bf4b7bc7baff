import { fold, type Key, keyOf, type Random, randomOf, type Shape, sizeOf } from "../../../src/core/index.ts";
import { type Domain, type DType, input, type Value } from "../../../src/graph/index.ts";
import type * as ops from "../../../src/graph/ops/index.ts";

export type OpName = keyof typeof ops;

/** An input of a case: real numbers in the op's domain, integers in [0, below), or truths. */
export interface Spec {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly below: number;
}

/** One use of an op: what every law of the contract suite is checked on. */
export interface Case {
  readonly title: string;
  readonly inputs: readonly Spec[];
  readonly apply: (...x: readonly Value[]) => Value | readonly Value[];
}

/** Cases of every op: an op without an entry does not compile. */
export type Table = { readonly [name in OpName]: readonly Case[] };
export type Part<Names extends OpName> = Pick<Table, Names>;

export const real = (...shape: Shape): Spec => ({ shape, dtype: "f32", below: 0 });
export const truth = (...shape: Shape): Spec => ({ shape, dtype: "bool", below: 2 });
export const whole = (below: number, ...shape: Shape): Spec => ({ shape, dtype: "i64", below });

/** `[2, 3] [3]` or a description of what is special. */
export function use(inputs: readonly Spec[], apply: Case["apply"], special?: string): Case {
  const shapes = inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
  return { title: special === undefined ? shapes : `${special} ${shapes}`, inputs, apply };
}

export interface Built {
  readonly inputs: readonly Value[];
  readonly reals: readonly Value[];
  readonly outputs: readonly Value[];
  /** Numbers for the inputs, the same for the same key. */
  readonly draw: (key: Key) => Record<string, Float64Array>;
}

/** Closest that a number may come to a point where the op has no derivative. */
const AWAY = 0.05;

function drawNumber(random: Random, [low, high]: readonly [number, number], kinks: readonly number[]): number {
  for (;;) {
    const x = low + (high - low) * random.uniform();
    if (kinks.every((kink) => Math.abs(x - kink) > AWAY)) return x;
  }
}

function drawInput({ shape, dtype, below }: Spec, index: number, domain: Domain, key: Key): Float64Array {
  const random = randomOf(fold(key, index));
  const range = domain.inputs[index] ?? domain.inputs[0]!;
  const next = dtype === "f32" ? () => drawNumber(random, range, domain.kinks ?? []) : () => random.below(below);
  return Float64Array.from({ length: sizeOf(shape) }, next);
}

/** The inputs and outputs of a case, and a way to fill the inputs. */
export function build({ inputs: specs, apply }: Case): Built {
  const inputs = specs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const applied = apply(...inputs);
  const outputs = Array.isArray(applied) ? (applied as readonly Value[]) : [applied as Value];
  const { domain } = outputs[0]!.node.op;
  return {
    inputs,
    reals: inputs.filter(({ dtype }) => dtype === "f32"),
    outputs,
    draw: (key) => Object.fromEntries(specs.map((spec, i) => [`x${i}`, drawInput(spec, i, domain, key)])),
  };
}

/** The key of a case. */
export const caseKey = (name: string, title: string): Key => fold(keyOf(7), name, title);
