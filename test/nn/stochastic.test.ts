import { describe, expect, it } from "vitest";
import { fold, type Key, keyOf, randomOf, type Shape, sizeOf } from "../../src/core/index.ts";
import { evaluate, input } from "../../src/graph/index.ts";
import { createMemory, roomFor } from "../../src/kernel/index.ts";
import type { Module } from "../../src/nn/context.ts";
import * as layers from "../../src/nn/index.ts";
import { type Trace, trace } from "../../src/nn/trace.ts";
import { layoutOf } from "../../src/train/layout.ts";
import { fillNoise, noiseBuffer } from "../../src/train/noise.ts";

/** Gives the numbers for all that a trace asks for, the noise as the trainer draws it in the step of a key. */
function drawer(traced: Trace): (key: Key) => Record<string, Float32Array> {
  const memory = createMemory({ floats: roomFor(...traced.noises.map(({ shape }) => sizeOf(shape)), 1) });
  const layout = layoutOf(traced);
  const values = new Float32Array(layout.total);
  for (const { name, offset } of layout.strengths)
    values[offset] = traced.strengths.find((s) => s.name === name)!.initial;
  const buffers = traced.noises.map((noise) => noiseBuffer(noise, memory.floats(sizeOf(noise.shape)), layout, values));
  const numbers = Object.fromEntries([
    ...buffers.map(({ name, view }) => [`noise:${name}`, view] as const),
    ...traced.strengths.map(({ name, initial }) => [`strength:${name}`, Float32Array.of(initial)] as const),
    ...traced.parameters.map((p) => [`parameter:${p.name}`, p.init(keyOf(3), p.shape)] as const),
  ]);
  return (key) => {
    fillNoise(memory, buffers, key);
    return numbers;
  };
}

const applier = (layer: Module, shape: Shape, x: ArrayLike<number>, mode: "learn" | "infer") => {
  const traced = trace(layer, input("x", shape), mode);
  const draw = drawer(traced);
  return (key: Key) => evaluate([traced.output], { ...draw(key), x })[0]!.data;
};
const apply = (layer: Module, shape: Shape, x: ArrayLike<number>, mode: "learn" | "infer") =>
  applier(layer, shape, x, mode)(keyOf(1));

const normals = (count: number, seed = 4): Float64Array => {
  const random = randomOf(fold(keyOf(seed), "x"));
  return Float64Array.from({ length: count }, () => random.normal());
};

const [line, image]: readonly Shape[] = [
  [4, 3, 5],
  [2, 3, 4, 4],
];
const cases: readonly (readonly [string, Module, Shape])[] = [
  ["dropout 0.3", layers.dropout(0.3), line!],
  ["dropout 0.95", layers.dropout(0.95), line!],
  ["dropout1d 0.4", layers.dropout1d(0.4), line!],
  ["dropout2d 0.4", layers.dropout2d(0.4), image!],
  ["gaussianDropout 0.3", layers.gaussianDropout(0.3), line!],
  ["gaussianNoise 0.5", layers.gaussianNoise(0.5), line!],
  ["dropPath 0.4", layers.dropPath(0.4), image!],
  ["dropConnect 0.4", layers.dropConnect(layers.linear(3), 0.4), line!],
  ["dropConnect of conv2d", layers.dropConnect(layers.conv2d({ features: 2 }), 0.4), image!],
  ["residual with dropPath", layers.residual(layers.linear(5), { dropPath: 0.5 }), line!],
  [
    "ensembleOf with dropout behind",
    layers.ensembleOf(layers.sequential(layers.linear(4), layers.dropout(0.2)), 2),
    [4, 5],
  ],
];

describe("E[learn] = infer", () => {
  const DRAWS = 600;
  it.each(cases)("%s", (_, layer, shape) => {
    const x = normals(sizeOf(shape));
    const clean = apply(layer, shape, x, "infer");
    const learn = applier(layer, shape, x, "learn");
    const sums = [clean.map(() => 0), clean.map(() => 0)] as const;
    for (let draw = 0; draw < DRAWS; draw++)
      for (const [i, y] of learn(fold(keyOf(8), draw)).entries()) {
        sums[0][i]! += y;
        sums[1][i]! += y * y;
      }
    let moved = 0;
    for (const [i, expected] of clean.entries()) {
      const mean = sums[0][i]! / DRAWS;
      const deviation = Math.sqrt(Math.max(sums[1][i]! / DRAWS - mean * mean, 0));
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual((5 * deviation) / Math.sqrt(DRAWS) + 1e-9);
      moved += deviation;
    }
    expect(moved).toBeGreaterThan(0);
  });

  it("at rate 0 nothing is drawn: learn is infer", () => {
    const x = normals(sizeOf(image!));
    for (const layer of [
      layers.dropout2d(0),
      layers.alphaDropout(0),
      layers.gaussianDropout(0),
      layers.dropPath(0),
      layers.dropBlock2d(0),
    ])
      expect(apply(layer, image!, x, "learn")).toEqual(x);
  });
});

describe("whole parts are silenced", () => {
  const allOrNone = (y: Float64Array, x: Float64Array, size: number, kept: number): number => {
    let silent = 0;
    for (let from = 0; from < y.length; from += size) {
      const factors = [...y.subarray(from, from + size)].map((v, i) => v / x[from + i]!);
      const expected = factors[0] === 0 ? 0 : kept;
      expect(factors).toEqual(factors.map(() => expect.closeTo(expected, 6)));
      silent += factors[0] === 0 ? 1 : 0;
    }
    return silent / (y.length / size);
  };

  it.each([
    ["dropout1d: channels", layers.dropout1d(0.3), [64, 16, 5], 5],
    ["dropout2d: channels", layers.dropout2d(0.3), [64, 16, 2, 3], 6],
    ["dropPath: rows", layers.dropPath(0.3), [1024, 2, 3], 6],
  ] as const)("%s", (_, layer, shape, size) => {
    const x = normals(sizeOf(shape));
    const share = allOrNone(apply(layer, shape, x, "learn"), x, size, 1 / 0.7);
    expect(Math.abs(share - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 1024));
  });

  it("dropBlock2d: squares, and what is left keeps the mean of a constant", () => {
    const [shape, block]: [Shape, number] = [[16, 4, 9, 10], 3];
    const ones = new Float64Array(sizeOf(shape)).fill(1);
    const y = apply(layers.dropBlock2d({ rate: 0.2, block }), shape, ones, "learn");
    expect(y.reduce((a, b) => a + b, 0) / y.length).toBeCloseTo(1, 9);
    const silent = (plane: number, row: number, column: number): boolean => y[plane * 90 + row * 10 + column] === 0;
    const inSquare = (plane: number, row: number, column: number): boolean => {
      for (let top = Math.max(0, row - 2); top <= Math.min(row, 6); top++)
        for (let left = Math.max(0, column - 2); left <= Math.min(column, 7); left++) {
          const cells = Array.from({ length: 9 }, (_, i) => silent(plane, top + Math.floor(i / 3), left + (i % 3)));
          if (cells.every(Boolean)) return true;
        }
      return false;
    };
    let count = 0;
    for (const [i, v] of y.entries())
      if (v === 0) {
        count++;
        const place = i % 90;
        expect(inSquare(Math.floor(i / 90), Math.floor(place / 10), place % 10)).toBe(true);
      }
    // Squares overlap, so it is less than the rate: 1 − (1 − γ)⁹ in the middle.
    expect(count / y.length).toBeGreaterThan(0.14);
    expect(count / y.length).toBeLessThan(0.2);
  });

  it("dropConnect: one mask for all rows", () => {
    const [rows, inputs, outputs] = [3, 4, 5];
    const layer = layers.dropConnect(layers.linear({ features: outputs, bias: false }), 0.5);
    const x = Float64Array.from({ length: rows * inputs }, (_, i) => Number(i % inputs === 1));
    const y = apply(layer, [rows, inputs], x, "learn");
    for (let row = 1; row < rows; row++)
      expect([...y.subarray(row * outputs, (row + 1) * outputs)]).toEqual([...y.subarray(0, outputs)]);
    expect(y.subarray(0, outputs).some((v) => v === 0)).toBe(true);
    expect(y.subarray(0, outputs).some((v) => v !== 0)).toBe(true);
  });
});

describe("alphaDropout", () => {
  it.each([0.05, 0.3, 0.8])("keeps mean 0 and variance 1 at rate %d", (rate) => {
    const count = 60_000;
    const y = apply(layers.alphaDropout(rate), [count / 100, 100], normals(count), "learn");
    const mean = y.reduce((a, b) => a + b, 0) / count;
    const variance = y.reduce((a, b) => a + b * b, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan((5 * 2) / Math.sqrt(count));
  });
});
