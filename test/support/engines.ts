import { compile } from "../../src/compile/index.ts";
import type { Shape } from "../../src/core/index.ts";
import { evaluate, type Value } from "../../src/graph/index.ts";
import type { Runtime } from "../../src/run/index.ts";

export interface Result {
  readonly shape: Shape;
  readonly data: Float64Array | Float32Array;
}
export type Results = Readonly<Record<string, Result>>;
export type Given = Readonly<Record<string, ArrayLike<number>>>;

/** Computes named values from named inputs. */
export type Engine = (outputs: Readonly<Record<string, Value>>, given: Given) => Promise<Results>;

/** The float64 reference. */
export const reference: Engine = (outputs, given) => {
  const names = Object.keys(outputs);
  const results = evaluate(Object.values(outputs), given);
  return Promise.resolve(Object.fromEntries(names.map((name, i) => [name, results[i]!])));
};

/** Compiled, and run in float32 by ONNX Runtime. */
export const onRuntime =
  (runtime: Runtime): Engine =>
  async (outputs, given) => {
    const session = await runtime.load(compile({ outputs, provider: runtime.provider }));
    const feeds = session.program.inputs.map(({ name }) => [name, Float32Array.from(given[name]!)] as const);
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(
      Object.entries(results).map(([name, { shape, data }]) => [name, { shape, data: data as Float32Array }]),
    );
  };
