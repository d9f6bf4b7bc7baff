import { fold, type Key, randomOf, type Shape, sizeOf } from "../../src/core/index.ts";
import { constant, gradient, input, mul, sum, type Value } from "../../src/graph/index.ts";
import type { Mode, Module } from "../../src/nn/context.ts";
import { type Trace, trace } from "../../src/nn/trace.ts";
import { exact, type Tensor } from "./fixtures.ts";

export interface Differentiated {
  readonly x: Value;
  readonly traced: Trace;
  /** `output`, `dx`, `d:PARAMETER` and `next:STATE`. */
  readonly outputs: Readonly<Record<string, Value>>;
}

/** A layer on an input, the gradients of Σ upstream · output, and what its states become. */
export function differentiate(layer: Module, shape: Shape, upstream: Tensor, mode: Mode): Differentiated {
  const x = input("x", shape);
  const traced = trace(layer, x, mode);
  const scalar = sum(mul(constant(exact(upstream), traced.output.shape), traced.output));
  const [dx, ...gradients] = gradient(scalar, [x, ...traced.parameters.map((p) => p.value)]);
  const outputs = {
    output: traced.output,
    dx: dx!,
    ...Object.fromEntries(traced.parameters.map(({ name }, i) => [`d:${name}`, gradients[i]!])),
    ...Object.fromEntries(traced.states.map(({ name, next }) => [`next:${name}`, next])),
  };
  return { x, traced, outputs };
}

const uniform = (key: Key, length: number, low: number, high: number): Float64Array => {
  const random = randomOf(key);
  return Float64Array.from({ length }, () => low + (high - low) * random.uniform());
};

/** Numbers for all that a trace asks for: initial strengths, random parameters, positive states and fixed noise. */
export function drawInputs(traced: Trace, key: Key): Record<string, Float64Array> {
  const entries: [string, Float64Array][] = [
    ...traced.parameters.map(
      (p) => [`parameter:${p.name}`, uniform(fold(key, p.name), sizeOf(p.shape), -1, 1)] as [string, Float64Array],
    ),
    ...traced.states.map(
      (s) => [`state:${s.name}`, uniform(fold(key, s.name), sizeOf(s.shape), 0.5, 2)] as [string, Float64Array],
    ),
    ...traced.strengths.map((s) => [`strength:${s.name}`, Float64Array.of(s.initial)] as [string, Float64Array]),
    ...traced.noises.map(
      (n) =>
        [`noise:${n.name}`, uniform(fold(key, n.name), sizeOf(n.shape), 0, n.kind === "uniform" ? 1 : 2)] as [
          string,
          Float64Array,
        ],
    ),
  ];
  return Object.fromEntries(entries);
}
