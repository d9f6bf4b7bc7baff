import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { type AdamStep, type Kernels, type SgdStep, twin, type Units } from "../../src/kernel/index.ts";
import { bitsOf, both, LENGTHS } from "./places.ts";

/** Ordinary values with zeros, negative zeros and denormals among them. */
function someFloats(n: number, seed: number): Float32Array {
  const random = randomOf(keyOf(seed));
  const odd = [0, -0, 1e-40, -3e-39, 1e-30];
  return Float32Array.from({ length: n }, () =>
    random.uniform() < 0.2 ? odd[random.below(odd.length)]! : random.normal(),
  );
}
const positive = (x: Float32Array): Float32Array => x.map(Math.abs);

const adam: AdamStep = {
  ...{ learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 3 },
  ...{ l2: 0.02, decay: 0.1, l1: 0, gradientScale: 0.7 },
};
const sgd: SgdStep = {
  ...{ learningRate: 0.1, momentum: 0, dampening: 0, nesterov: false, firstStep: false },
  ...{ l2: 0.02, decay: 0.1, l1: 0.3, gradientScale: 0.7 },
};
type Case = (kernels: Kernels, a: readonly Float32Array[]) => unknown;
const runSgd = (kernels: Kernels, a: readonly Float32Array[], change: Partial<SgdStep>): void =>
  kernels.sgd({ parameters: a[0]!, gradients: a[1]!, velocity: a[2]! }, { ...sgd, ...change });
const runAdam = (kernels: Kernels, a: readonly Float32Array[], change: Partial<AdamStep>): void =>
  kernels.adam(
    { parameters: a[0]!, gradients: a[1]!, firstMoment: a[2]!, secondMoment: a[3]! },
    { ...adam, ...change },
  );
const key = keyOf(11);
const limit = { least: 0, most: 0.5, share: 1 };

const cases: { readonly [name: string]: Case } = {
  sgd: (k, a) => runSgd(k, a, {}),
  "sgd with momentum and dampening": (k, a) => runSgd(k, a, { momentum: 0.9, dampening: 0.5 }),
  "sgd with Nesterov momentum": (k, a) => runSgd(k, a, { momentum: 0.9, nesterov: true, l1: 0 }),
  "sgd, first step": (k, a) => runSgd(k, a, { momentum: 0.9, dampening: 0.5, firstStep: true }),
  adam: (k, a) => runAdam(k, a, {}),
  "adam with l1": (k, a) => runAdam(k, a, { l1: 20 }),
  "adam on a flushing step": (k, a) => runAdam(k, a, { step: 64, beta1: 0.5 }),
  scale: (k, a) => k.scale(a[0]!, 1.7),
  fill: (k, a) => k.fill(a[0]!, 0.1),
  axpy: (k, a) => k.axpy(a[0]!, a[1]!, -0.3),
  "lerp, near": (k, a) => k.lerp(a[0]!, a[1]!, 0.001),
  "lerp, far": (k, a) => k.lerp(a[0]!, a[1]!, 0.9),
  sum: (k, a) => k.sum(a[0]!),
  sumAbs: (k, a) => k.sumAbs(a[0]!),
  sumSquares: (k, a) => k.sumSquares(a[0]!),
  dot: (k, a) => k.dot(a[0]!, a[1]!),
  countZeros: (k, a) => k.countZeros(a[0]!),
  firstNonFinite: (k, a) => k.firstNonFinite(a[0]!),
  clamp: (k, a) => k.clamp(a[0]!, -0.3, 0.7),
  "boundNorm of one row": (k, a) => k.boundNorm(a[0]!, { rows: 1, columns: a[0]!.length, axis: 1 }, limit),
  "boundNorm of one column": (k, a) => k.boundNorm(a[0]!, { rows: a[0]!.length, columns: 1, axis: 0 }, limit),
  "boundNorm of one-entry columns": (k, a) => k.boundNorm(a[0]!, { rows: 1, columns: a[0]!.length, axis: 0 }, limit),
  "shrinkRows of one-entry rows": (k, a) => {
    if (a[0]!.length > 0) k.shrinkRows(a[0]!, a[0]!.length, 0.5, { rate: 1, start: 0, epsilon: 0 });
  },
  "shrinkRows in a metric": (k, a) => {
    if (a[0]!.length > 0) k.shrinkRows(a[0]!, 1, 0.2, { rate: 0.1, slot: a[3]!, start: 1e-3, epsilon: 1e-4 });
  },
  keepMask: (k, a) => k.keepMask(a[0]!, key, 0.3),
  uniform: (k, a) => k.uniform(a[0]!, key, -2, 5),
};

describe("kernels equal their scalar twin bit for bit, on unaligned ranges of every small length", () => {
  it.each(Object.entries(cases))("%s", (_, run) => {
    for (const n of LENGTHS) {
      const contents = [someFloats(n, n), someFloats(n, n + 1), someFloats(n, n + 2), positive(someFloats(n, n + 3))];
      const { simd, scalar, arrays, expected, broken } = both(twin, contents, run);
      expect(simd).toEqual(scalar);
      expect(arrays.map(bitsOf)).toEqual(expected.map(bitsOf));
      expect(broken).toBe(0);
    }
  });

  const matrices: { readonly [name: string]: (units: Units) => Case } = {
    boundNorm: (units) => (k, a) => k.boundNorm(a[0]!, units, { least: 0.5, most: 2, share: 1 }),
    "boundNorm, part of the way": (units) => (k, a) => k.boundNorm(a[0]!, units, { least: 0.5, most: 2, share: 0.3 }),
    clipUnits: (units) => (k, a) => k.clipUnits(a[0]!, a[1]!, units, { clip: 0.9, least: 1e-3 }),
    shrinkRows:
      ({ rows }) =>
      (k, a) =>
        k.shrinkRows(a[0]!, rows, 1, { rate: 1.5, start: 0, epsilon: 0 }),
    "shrinkRows in a metric":
      ({ rows }) =>
      (k, a) =>
        k.shrinkRows(a[0]!, rows, 1, { rate: 0.7, slot: a[3]!, start: 0, epsilon: 1e-3 }),
  };
  it.each(Object.entries(matrices))("%s over matrices of every small width", (_, make) => {
    for (const axis of [0, 1] as const)
      for (const columns of LENGTHS.slice(1, 18))
        for (const rows of [1, 2, 5, 57]) {
          const n = rows * columns;
          const contents = [someFloats(n, rows), someFloats(n, 2), someFloats(n, 3), positive(someFloats(n, 4))];
          const { arrays, expected, broken } = both(twin, contents, make({ rows, columns, axis }));
          expect(arrays.map(bitsOf)).toEqual(expected.map(bitsOf));
          expect(broken).toBe(0);
        }
  });

  it("normal, within 1e-6 deviations of Box–Muller in double precision", () => {
    const draws: readonly Case[] = [(k, a) => k.normal(a[0]!, key, 0, 1), (k, a) => k.addNormal(a[0]!, key, 1)];
    for (const n of [...LENGTHS, 1190])
      for (const run of draws) {
        const { arrays, expected, broken } = both(twin, [new Float32Array(n)], run);
        const worst = Math.max(0, ...expected[0]!.map((z, i) => Math.abs(z - arrays[0]![i]!)));
        expect(worst).toBeLessThan(1e-6);
        expect(broken).toBe(0);
      }
  });

  it("addNormal adds the numbers of normal, scaled, to what is there", () => {
    for (const n of LENGTHS) {
      const draw: Case = (k, a) => k.normal(a[0]!, key, 0, 2);
      const noise = both(twin, [new Float32Array(n)], draw).arrays[0]!.slice();
      const before = someFloats(n, 9);
      const { arrays } = both(twin, [before], (k, a) => k.addNormal(a[0]!, key, 2));
      expect([...arrays[0]!]).toEqual([...before.map((x, i) => x + noise[i]!)]);
    }
  });
});
