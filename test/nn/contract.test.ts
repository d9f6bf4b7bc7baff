import { describe, expect, it } from "vitest";
import { fold, keyOf, randomOf, type Shape, sizeOf } from "../../src/core/index.ts";
import { add, evaluate, input, mul, sum } from "../../src/graph/index.ts";
import type { Module } from "../../src/nn/context.ts";
import * as layers from "../../src/nn/index.ts";
import { trace } from "../../src/nn/trace.ts";
import { expectDifferences } from "../support/differences.ts";
import { drawInputs } from "../support/layer.ts";

interface Case {
  readonly layer: Module;
  readonly shape: Shape;
  /** Entries of x that are category codes, one past the last code of each; others are real numbers. */
  readonly codes?: (entry: number) => number | undefined;
  /** Inference is the identity. */
  readonly identity?: true;
}

const matrix: Shape = [4, 3];
const cube: Shape = [3, 2, 4];
const image: Shape = [2, 2, 4, 5];
const elementwise = (layer: Module): Case[] => [
  { layer, shape: matrix },
  { layer, shape: cube },
];
const noisy = (layer: Module): Case[] => elementwise(layer).map((c) => ({ ...c, identity: true }));

/** Where each member is checked: one without an entry does not compile. */
const table: { readonly [name in keyof typeof layers]: readonly Case[] } = {
  adaptiveAvgPool2d: [
    { layer: layers.adaptiveAvgPool2d(), shape: image },
    { layer: layers.adaptiveAvgPool2d({ output: [2, 3] }), shape: [2, 2, 5, 4] },
  ],
  avgPool1d: [{ layer: layers.avgPool1d({ kernel: 3, stride: 2, padding: 1 }), shape: [2, 2, 7] }],
  avgPool2d: [
    { layer: layers.avgPool2d(), shape: image },
    {
      layer: layers.avgPool2d({ kernel: [3, 2], stride: [1, 2], padding: [1, 0], countIncludePad: false }),
      shape: image,
    },
  ],
  batchNorm1d: [
    { layer: layers.batchNorm1d(), shape: matrix },
    { layer: layers.batchNorm1d({ momentum: 0.3, epsilon: 1e-2, affine: false }), shape: matrix },
    { layer: layers.batchNorm1d(), shape: cube },
    { layer: layers.batchNorm1d({ frozen: true }), shape: cube },
  ],
  batchNorm2d: [
    { layer: layers.batchNorm2d(), shape: image },
    { layer: layers.batchNorm2d({ affine: false, frozen: true }), shape: image },
  ],
  conv1d: [
    { layer: layers.conv1d(4), shape: [2, 2, 5] },
    { layer: layers.conv1d({ features: 2, kernel: 2, dilation: 2, padding: "same", bias: false }), shape: [2, 2, 5] },
  ],
  conv2d: [
    { layer: layers.conv2d({ features: 3, kernel: [3, 2], stride: [2, 1], padding: [1, 0] }), shape: image },
    { layer: layers.conv2d({ features: 4, kernel: 3, groups: "depthwise", padding: "same" }), shape: image },
    { layer: layers.conv2d({ features: 2, kernel: 1, groups: 2, bias: false }), shape: image },
  ],
  dropout: [...noisy(layers.dropout(0.3)), { layer: layers.dropout(), shape: [7], identity: true }],
  embedColumns: [
    {
      layer: layers.embedColumns([3, 5], 2),
      shape: [6, 3],
      codes: (entry) => [undefined, 3, 5][entry % 3],
    },
    { layer: layers.embedColumns([4], 3), shape: [5, 1], codes: () => 4 },
  ],
  flatten: [...elementwise(layers.flatten()), { layer: layers.flatten(), shape: image }],
  gaussianNoise: noisy(layers.gaussianNoise(0.3)),
  gelu: [...elementwise(layers.gelu()), ...elementwise(layers.gelu({ approximate: "tanh" }))],
  globalAvgPool: [cube, image].map((shape) => ({ layer: layers.globalAvgPool(), shape })),
  layerNorm: [...elementwise(layers.layerNorm()), { layer: layers.layerNorm({ affine: false }), shape: matrix }],
  linear: [...elementwise(layers.linear(2)), { layer: layers.linear({ features: 2, bias: false }), shape: matrix }],
  maxPool1d: [{ layer: layers.maxPool1d({ kernel: 3, stride: 2, padding: 1 }), shape: [2, 2, 7] }],
  maxPool2d: [
    { layer: layers.maxPool2d(), shape: image },
    { layer: layers.maxPool2d({ kernel: [3, 2], stride: [1, 2], padding: [1, 0] }), shape: image },
  ],
  module: [
    {
      layer: layers.module("residual", (x, { call }) =>
        add(x, call("fc", layers.linear(3), call("act", layers.silu(), x))),
      ),
      shape: matrix,
    },
  ],
  relu: elementwise(layers.relu()),
  sequential: [
    {
      layer: layers.sequential(
        layers.linear(5),
        layers.batchNorm1d(),
        layers.tanh(),
        layers.dropout(),
        layers.linear(2),
      ),
      shape: matrix,
    },
    { layer: layers.sequential(), shape: matrix, identity: true },
  ],
  sigmoid: elementwise(layers.sigmoid()),
  silu: elementwise(layers.silu()),
  tanh: elementwise(layers.tanh()),
};

const cases = Object.entries(table).flatMap(([name, list]) =>
  list.map((c, i) => [`${name} ${i} [${c.shape.join(", ")}]`, c] as const),
);

/** Random numbers, at least 0.05 away from relu's kink; codes where they belong. */
function drawX({ shape, codes }: Case): Float64Array {
  const random = randomOf(fold(keyOf(11), "x", ...shape));
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const below = codes?.(i);
    const size = 0.05 + 2 * random.uniform();
    const sign = random.uniform() < 0.5 ? -1 : 1;
    return below === undefined ? sign * size : random.below(below);
  });
}

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
      const parameters = traced.parameters.map(({ value }) => ({ value }));
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
