import { describe, expect, it } from "vitest";
import { parameterHealth } from "../../src/observe/index.ts";
import { spreadOf } from "../../src/observe/health.ts";

describe("health of parameters", () => {
  it("counts every number once: zeros apart, the far ones in the outermost bins, none that is not finite", () => {
    const data = Float32Array.from([0, 0, 1, -1, 2, -2, 1000, Number.NaN, Number.POSITIVE_INFINITY]);
    const { bins, zeros, norm, reach } = spreadOf(data);
    expect(bins.reduce((a, b) => a + b, 0)).toBe(5);
    expect(zeros).toBeCloseTo(2 / 7, 4);
    expect(norm).toBeCloseTo(Math.hypot(1, 1, 2, 2, 1000), 1);
    expect(reach).toBeGreaterThan(1000);
    expect(spreadOf(new Float32Array(0))).toMatchObject({ norm: 0, zeros: 0 });
  });

  it("of very many numbers evenly chosen ones tell nearly the same", () => {
    const data = Float32Array.from({ length: 100_003 }, (_, i) => (i % 10 === 0 ? 0 : Math.sin(i * 12.9898)));
    const whole = Math.hypot(...data.subarray(0, 50_000), ...data.subarray(50_000));
    const { norm, zeros } = spreadOf(data);
    expect(norm / whole).toBeGreaterThan(0.97);
    expect(norm / whole).toBeLessThan(1.03);
    expect(zeros).toBeCloseTo(0.1, 1);
  });

  it("is of the parameters that have a gradient, not of running statistics", () => {
    const of = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });
    const found = parameterHealth({ "0.bias": of(1, 2), "1.mean": of(3) }, { "0.bias": of(0, 5) });
    expect(found.map(({ name, gradient }) => [name, gradient.zeros])).toEqual([["0.bias", 0.5]]);
  });
});
