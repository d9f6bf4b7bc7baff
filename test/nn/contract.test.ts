import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf, sizeOf } from "../../src/core/index.ts";
import { evaluate, input, mul, sum } from "../../src/graph/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { expectDifferences } from "../support/differences.ts";
import { drawInputs } from "../support/layer.ts";
import { type Case, cases, drawX } from "./cases.ts";

/** Σ r ⊙ y with fixed random r, as a value of the traced layer. */
function setUp(c: Case, mode: "learn" | "infer") {
  const x = input("x", c.shape);
  const traced = trace(c.layer, x, mode);
  const r = input("r", traced.output.shape);
  const random = randomOf(fold(keyOf(12), "r"));
  const given = {
    ...drawInputs(traced, keyOf(13)),
    x: drawX(c),
    r: Float64Array.from({ length: sizeOf(traced.output.shape) }, () => random.normal()),
  };
  return { x, traced, scalar: sum(mul(r, traced.output)), given };
}

describe("every layer keeps the contract", () => {
  for (const mode of ["learn", "infer"] as const)
    it.each(cases)(`%s: gradients in ${mode} mode are differences`, (_, c) => {
      const { x, traced, scalar, given } = setUp(c, mode);
      const real = Array.from({ length: sizeOf(c.shape) }, (__, i) => i).filter((i) => c.codes?.(i) === undefined);
      const seen = c.detached === true && mode === "learn" ? [] : traced.parameters;
      const parameters = seen.map(({ value }) => ({ value }));
      expectDifferences(scalar, [{ value: x, entries: real }, ...parameters], given);
    });

  it.each(cases)("%s: both modes ask for the same parameters and states, infer for no noise", (_, c) => {
    const [learn, infer] = [setUp(c, "learn").traced, setUp(c, "infer").traced];
    const asked = ({ parameters, states }: typeof learn) =>
      [...parameters, ...states].map(({ name, shape }) => ({ name, shape }));
    expect(asked(infer)).toEqual(asked(learn));
    expect(infer.noises).toEqual([]);
    expect(infer.output.shape).toEqual(learn.output.shape);
    expect(infer.states.every(({ value, next }) => value === next)).toBe(true);
  });

  it.each(cases)("%s: declares the noise that it draws, and is the identity where it says so", (_, c) => {
    const { traced } = setUp(c, "learn");
    if (c.layer.children === undefined) expect(c.layer.facts.drawsNoise === true).toBe(traced.noises.length > 0);
    if (c.identity !== true) return;
    const { traced: infer, given } = setUp(c, "infer");
    expect(evaluate([infer.output], given)[0]!.data).toEqual(given.x);
  });

  it.each(cases)("%s: one trace for one row count is that of another, row by row, when rows do not meet", (_, c) => {
    const { traced, given } = setUp(c, "infer");
    const [rows, ...rest] = c.shape;
    const width = sizeOf(rest);
    if (c.shape.length < 2) return;
    const whole = evaluate([traced.output], given)[0]!.data;
    const one = trace(c.layer, input("x", [1, ...rest]), "infer");
    for (let row = 0; row < rows!; row++) {
      const x = given.x.slice(row * width, (row + 1) * width);
      const alone = evaluate([one.output], { ...given, x })[0]!.data;
      const out = whole.length / rows!;
      expect([...alone]).toEqual([...whole.slice(row * out, (row + 1) * out)].map((v) => expect.closeTo(v, 12)));
    }
  });
});
