import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../src/compile/index.ts";
import { keyOf, randomOf, sizeOf } from "../../src/core/index.ts";
import * as g from "../../src/graph/index.ts";
import { createRuntime, type Runtime } from "../../src/run/index.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime();
});
afterAll(() => runtime.dispose());

const random = randomOf(keyOf(7));
const drawn = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, () => 2 * random.uniform() - 1);

const [images, wide] = [
  [2, 16, 5, 6],
  [2, 32, 12, 12],
] as const;
const x = g.input("x", images);
const z = g.input("z", wide);
const e = g.input("e", wide);
const w = g.input("w", [32, 16, 3, 3]);
const b = g.input("b", [32]);
const c = g.input("c", [32]);
const [r, planes] = [g.input("r", [32, 32, 3, 3]), g.input("planes", [2, 32, 1, 1])];
const feeds = Object.fromEntries(
  [x, z, e, w, b, c, r, planes].map((value) => [String(value.node.attributes["name"]), drawn(value.shape)]),
);
const window = { pads: 1 };
const biased = g.add(g.conv2d(x, w, window), g.alongFeatures(b, z));
const active = g.relu(z);
/** What stays in blocks from here on. */
const inner = g.conv2d(z, r, window);
const wide1 = (vector: g.Value): g.Value => g.alongFeatures(vector, z);
const [normed, mean, variance] = g.batchNormTrain(inner, b, c);
const trained = g.relu(g.add(normed, z));
const slopes = g.gradient(g.sum(g.mul(g.conv2d(trained, r, window), e)), [z, r, b, c]);

const PROGRAMS: Readonly<Record<string, g.Value>> = {
  "a convolution": g.conv2d(x, w, { pads: [1, 0], strides: [1, 2] }),
  "a convolution with a bias": biased,
  "a convolution with a bias and relu": g.relu(biased),
  "a convolution with relu": g.relu(g.conv2d(x, w, window)),
  "the gradient of images": g.conv2dInputGradient(z, w, [12, 12], window),
  "the gradient of images, as large as their channels": g.conv2dInputGradient(
    g.conv2d(x, w, window),
    w,
    [5, 6],
    window,
  ),
  "a line per channel": g.add(g.mul(z, g.alongFeatures(b, z)), g.alongFeatures(c, z)),
  "a line per channel, the other way round": g.add(g.alongFeatures(c, z), g.mul(g.alongFeatures(b, z), z)),
  "sums of products per channel": g.sum(g.mul(z, e), [0, 2, 3]),
  "blocks: images of few channels": g.relu(
    g.conv2d(g.slice(x, { axis: 1, end: 3 }), g.slice(w, { axis: 1, end: 3 }), window),
  ),
  "blocks: a bias and other images behind them": g.relu(g.add(g.add(inner, wide1(b)), z)),
  "blocks: a line per channel": g.add(g.mul(inner, wide1(b)), wide1(c)),
  "blocks: differences from a number per channel": g.sub(inner, wide1(b)),
  "blocks: a number per image and channel": g.mul(planes, inner),
  "blocks: entry by entry, and twice": g.sub(g.mul(g.relu(inner), 0.5), g.mul(inner, z)),
  "blocks: sums per channel": g.add(g.sum(inner, [0, 2, 3]), g.mean(g.mul(inner, z), [0, 2, 3])),
  "blocks: sums and means per image": g.add(g.sum(inner, [2, 3]), g.mean(inner, [2, 3])),
  "blocks: means per image that keep their axes": g.mean(inner, [2, 3], true),
  "blocks: windows' maxima": g.maxPool2d(inner, 3, { strides: 2, pads: 1 }),
  "blocks: the gradient of windows' maxima, of which many are zeros alike": g.mul(
    g.maxPool2dGradient(g.maxPool2d(z, 2), g.relu(inner)),
    g.add(inner, 2),
  ),
  "the gradient of windows' maxima": g.maxPool2dGradient(g.maxPool2d(e, 2), g.relu(z)),
  "blocks: batch norm": normed,
  "blocks: its statistics": g.add(mean, variance),
  "blocks: the gradient of images through batch norm": slopes[0]!,
  "blocks: the gradient of filters on both sides of it": slopes[1]!,
  "blocks: the gradient of its scale and bias": g.add(slopes[2]!, slopes[3]!),
  "a gradient through relu": g.mul(e, g.cast(g.greater(active, 0), "f32")),
};

const reference = (y: g.Value): Float64Array => g.evaluate([y], feeds)[0]!.data;

async function onRuntime(y: g.Value, provider: Parameters<typeof compile>[0]["provider"]): Promise<Float32Array> {
  const session = await runtime.load(compile({ outputs: { y }, provider, keepInputs: [] }));
  const used = Object.fromEntries(session.program.inputs.map(({ name }) => [name, feeds[name]!]));
  return (await session.run(used))["y"]!.data as Float32Array;
}

function expectClose(found: Float32Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  const size = Math.max(...expected.map(Math.abs));
  expect(Math.max(...found.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(2e-6 * size);
}

describe("several ops as one node", () => {
  it.each(Object.entries(PROGRAMS))("%s: what the ops say, on this provider and in standard ONNX", async (_, y) => {
    const expected = reference(y);
    for (const provider of [runtime.provider, { microsoft: false }])
      expectClose(await onRuntime(y, provider), expected);
  });

  it("takes channels in blocks of 8 or 16 where the processor does", () => {
    expect([undefined, 8, 16]).toContain(runtime.provider.channelBlock);
  });

  it("keeps a bias apart that others need too", async () => {
    const both = g.add(g.sum(g.relu(biased)), g.sum(biased));
    expectClose(await onRuntime(both, runtime.provider), reference(both));
  });

  it("is zero where relu is zero, one above, however small", async () => {
    const y = g.cast(g.greater(g.relu(g.input("t", [4])), 0), "f32");
    const session = await runtime.load(compile({ outputs: { y }, provider: runtime.provider }));
    const { y: found } = await session.run({ t: Float32Array.of(-1, 0, 2e-38, 1e30) });
    expect([...(found!.data as Float32Array)]).toEqual([0, 0, 1, 1]);
  });
});
