import { describe, expect, it } from "vitest";
import * as g from "../../src/graph/index.ts";
import { expectClose } from "../support/close.ts";
import { type Tensor, type Tensors, torch } from "../support/fixtures.ts";

interface TorchCase {
  readonly name: string;
  readonly op: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: Tensors;
  readonly upstream: Tensor;
  readonly output: Tensor;
  readonly gradients: Tensors;
}
type Inputs = Readonly<Record<string, g.Value>>;
type Pads = readonly [number, number, number, number];

const pool = ({ stride, padding }: TorchCase["config"]): g.PoolOptions => ({
  strides: stride as number,
  pads: padding as number,
});

const OPS: Readonly<Record<string, (x: Inputs, config: TorchCase["config"]) => g.Value>> = {
  conv2d: ({ x, weight, bias }, { stride, pads, dilation, groups }) => {
    const y = g.conv2d(x!, weight!, {
      strides: stride as readonly [number, number],
      pads: pads as Pads,
      dilations: dilation as readonly [number, number],
      groups: groups as number,
    });
    return bias === undefined ? y : g.add(y, g.alongFeatures(bias, y));
  },
  maxPool2d: ({ x }, config) => g.maxPool2d(x!, config.kernel as number, pool(config)),
  avgPool2d: ({ x }, config) =>
    g.avgPool2d(x!, config.kernel as number, { ...pool(config), countIncludePad: config.countIncludePad as boolean }),
  matmul: ({ a, b }) => g.matmul(a!, b!),
  softmax: ({ x }, { axis }) => g.softmax(x!, axis as number),
  logSoftmax: ({ x }, { axis }) => g.logSoftmax(x!, axis as number),
  logSumExp: ({ x }, { axis, keepDims }) => g.logSumExp(x!, [axis as number], keepDims as boolean),
  indexSelect: ({ x }, { axis, index }) => g.gather(x!, indices(index as Tensor), axis as number),
  embedding: ({ x }, { axis, index }) => g.gather(x!, indices(index as Tensor), axis as number),
};
const indices = ({ data, shape }: Tensor): g.Value => g.constant(data, shape, "i64");

/** Not ours: products of vectors, windows that hang over the rim, and gathering entry by entry. */
const isOurs = ({ op, config, inputs }: TorchCase): boolean =>
  op !== "gather" &&
  config.ceilMode !== true &&
  !(op === "matmul" && Object.values(inputs).some((x) => x.shape.length < 2));

const all = torch<{ readonly cases: readonly TorchCase[] }>("matmul_conv").cases;
const ours = all.filter(isOurs);

describe("PyTorch's", () => {
  it("cases are all compared but for those that no op of ours computes", () => {
    expect(ours.length).toBeGreaterThanOrEqual(all.length - 8);
  });

  it.each(ours.map((c) => [c.name, c] as const))("%s and its gradients", (_, { op, config, inputs, ...wanted }) => {
    const values = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, g.input(name, x.shape)]));
    const y = OPS[op]!(values, config);
    const loss = g.dot(y, g.constant(wanted.upstream.data, wanted.upstream.shape));
    const names = Object.keys(wanted.gradients);
    const slopes = g.gradient(
      loss,
      names.map((name) => values[name]!),
    );
    const given = Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, data]));
    const [output, ...gradients] = g.evaluate([y, ...slopes], given);
    expect(y.shape).toEqual(wanted.output.shape);
    const close = { relative: 1e-5, absolute: 2e-6 };
    expectClose(output!.data, wanted.output.data, close, "output");
    for (const [i, name] of names.entries()) expectClose(gradients[i]!.data, wanted.gradients[name]!.data, close, name);
  });
});
