import { describe, expect, it } from "vitest";
import { add, constant, evaluate, exp, gradient, input, mul, sum, tanh } from "../../src/graph/index.ts";

describe("the walk", () => {
  it("undoes broadcasting once, where gradients meet", () => {
    const x = input("x", [2, 3]);
    const b = input("b", [3]);
    const [db] = gradient(sum(mul(add(x, b), add(x, b))), [b]);
    const given = { x: [1, 2, 3, 4, 5, 6], b: [0.5, -1, 2] };
    expect([...evaluate([db!], given)[0]!.data]).toEqual([2 * (1.5 + 4.5), 2 * (1 + 4), 2 * (5 + 8)]);
  });

  it("gives zeros for a value that the scalar does not depend on", () => {
    const x = input("x", [2]);
    const [dx] = gradient(sum(constant([1, 2], [2])), [x]);
    expect([...evaluate([dx!], { x: [1, 1] })[0]!.data]).toEqual([0, 0]);
  });

  it("differentiates gradients again: tanh‴ from three walks", () => {
    const x = input("x", []);
    const [first] = gradient(tanh(x), [x]);
    const [second] = gradient(first!, [x]);
    const [third] = gradient(second!, [x]);
    const t = Math.tanh(0.3);
    const expected = (1 - t * t) * (6 * t * t - 2);
    expect(evaluate([third!], { x: [0.3] })[0]!.data[0]).toBeCloseTo(expected, 12);
  });

  it("follows a program of 20,000 nodes without overflowing the stack", () => {
    let y = input("x", []);
    const x = y;
    for (let i = 0; i < 20_000; i++) y = mul(y, 0.9999);
    const [dx] = gradient(exp(y), [x]);
    const scale = 0.9999 ** 20_000;
    expect(evaluate([dx!], { x: [0.5] })[0]!.data[0]).toBeCloseTo(scale * Math.exp(0.5 * scale), 10);
  });
});
