import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/core/index.ts";
import { input } from "../../src/graph/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { batchNorm1d, embedColumns, layerNorm, linear } from "../../src/nn/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { torch } from "../support/fixtures.ts";

interface Case {
  readonly name: string;
  readonly parameter: "weight" | "bias";
  readonly config: Readonly<Record<string, number>>;
  readonly distribution: "uniform" | "normal" | "constant";
  readonly bound?: number;
  readonly variance?: number;
  readonly value?: number;
}

/** Ours under PyTorch's names, and the columns of their input; initializers that we do not have are left out. */
const makers: Readonly<Record<string, (config: Case["config"]) => { layer: Module; columns: number }>> = {
  linear: ({ inFeatures, outFeatures }) => ({ layer: linear(outFeatures), columns: inFeatures! }),
  embedding: ({ rows, features }) => ({ layer: embedColumns([rows!], features), columns: 1 }),
  batchNorm1d: ({ features }) => ({ layer: batchNorm1d(), columns: features! }),
  layerNorm: ({ features }) => ({ layer: layerNorm(), columns: features! }),
};
const cases = torch<{ cases: Case[] }>("init").cases.filter((c) => makers[c.name] !== undefined);

/** At least 20,000 first values of one parameter over many seeds, each from its own key. */
function sample({ name, parameter, config }: Case): Float64Array {
  const { layer, columns } = makers[name]!(config);
  const { parameters } = trace(layer, input("x", [2, columns]), "learn");
  const spec = parameters.find((p) => p.name === parameter || (parameter === "weight" && p.name === "table0"))!;
  const draws: number[] = [];
  for (let seed = 0; draws.length < 20_000; seed++) draws.push(...spec.init(keyOf(seed), spec.shape));
  return Float64Array.from(draws);
}

const average = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;
/** Fourth moment over the squared variance. */
const kurtosis = { uniform: 1.8, normal: 3 };

describe("first values are PyTorch's", () => {
  it("covers every initialized parameter of ours", () => {
    expect(new Set(cases.map((c) => c.name))).toEqual(new Set(Object.keys(makers)));
  });

  it.each(cases.map((c) => [`${c.name}.${c.parameter} ${JSON.stringify(c.config)}`, c] as const))("%s", (_, c) => {
    const x = sample(c);
    if (c.distribution === "constant") {
      expect(new Set(x)).toEqual(new Set([c.value]));
      return;
    }
    const deviation = Math.sqrt(c.variance!);
    const mean = average(x);
    const variance = average(x.map((v) => v * v));
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(x.length));
    const spread = c.variance! * Math.sqrt((kurtosis[c.distribution] - 1) / x.length);
    expect(Math.abs(variance - c.variance!)).toBeLessThan(5 * spread);
    if (c.bound === undefined) return;
    const largest = x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(c.bound));
    expect(largest).toBeGreaterThan(0.99 * c.bound);
  });
});
