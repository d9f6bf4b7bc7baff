import { describe, expect, it } from "vitest";
import { keyOf } from "../../src/core/index.ts";
import { input } from "../../src/graph/index.ts";
import type { Module } from "../../src/nn/context.ts";
import { batchNorm1d, conv2d, embedding, layerNorm, linear } from "../../src/nn/index.ts";
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

/** Ours under PyTorch's names, and the shape of a row of their input; initializers that we do not have are left out. */
const makers: Readonly<Record<string, (config: Case["config"]) => { layer: Module; row: readonly number[] }>> = {
  linear: ({ inFeatures, outFeatures }) => ({ layer: linear(outFeatures), row: [inFeatures!] }),
  conv2d: ({ inChannels, outChannels, kernel, groups }) => ({
    layer: conv2d({ features: outChannels, kernel, groups }),
    row: [inChannels!, 4, 4],
  }),
  embedding: ({ rows, features }) => ({ layer: embedding({ vocabulary: rows, features }), row: [] }),
  batchNorm1d: ({ features }) => ({ layer: batchNorm1d(), row: [features!] }),
  layerNorm: ({ features }) => ({ layer: layerNorm(), row: [features!] }),
};
const cases = torch<{ cases: Case[] }>("init").cases.filter((c) => makers[c.name] !== undefined);

/** At least 20,000 first values of one parameter over many seeds, each from its own key. */
function sample({ name, parameter, config }: Case): Float64Array {
  const { layer, row } = makers[name]!(config);
  const { parameters } = trace(layer, input("x", [2, ...row]), "learn");
  const spec = parameters.find((p) => p.name === parameter)!;
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
