import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import type { AdamStep, SgdStep } from "../../src/kernel/index.ts";
import { memory } from "./places.ts";

const { kernels } = memory;
const N = 37;
const STEPS = 30;
const [parameters, gradients, first, second] = [0, 1, 2, 3].map(() => memory.floats(N)) as [
  Float32Array,
  Float32Array,
  Float32Array,
  Float32Array,
];

const common = fc.record({
  learningRate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
  gradientScale: fc.double({ min: 0.01, max: 1, noNaN: true }),
  l2: fc.constantFrom(0, 0.01, 0.5),
  decay: fc.constantFrom(0, 0.01, 0.5),
  l1: fc.constantFrom(0, 0.01, 0.5),
});
const soft = (x: number, t: number): number => Math.sign(x) * Math.max(Math.abs(x) - t, 0);

/** Runs the kernel and a float64 reference on the same gradients; the largest difference, relative to the largest weight on the way. */
function drift(
  seed: number,
  kernel: (t: number) => void,
  reference: (w: number, g: number, i: number, t: number) => number,
) {
  const random = randomOf(keyOf(seed));
  const w = Float64Array.from({ length: N }, () => Math.fround(random.normal()));
  parameters.set(w);
  let size = 0;
  for (let t = 1; t <= STEPS; t++) {
    gradients.set(gradients.map(() => random.normal()));
    kernel(t);
    size = Math.max(size, ...w.map(Math.abs));
    for (let i = 0; i < N; i++) w[i] = reference(w[i]!, gradients[i]!, i, t);
  }
  return Math.max(...w.map((x, i) => Math.abs(x - parameters[i]!))) / size;
}

/** torch.optim.SGD as its documentation writes it, then decoupled decay and the proximal step. */
function sgdReference(s: Omit<SgdStep, "firstStep">) {
  const velocity = new Float64Array(N);
  return (w: number, gradient: number, i: number, t: number): number => {
    let g = s.gradientScale * gradient + s.l2 * w;
    if (s.momentum !== 0) {
      velocity[i] = t === 1 ? g : s.momentum * velocity[i]! + (1 - s.dampening) * g;
      g = s.nesterov ? g + s.momentum * velocity[i]! : velocity[i]!;
    }
    return soft(w - s.learningRate * s.decay * w - s.learningRate * g, s.learningRate * s.l1);
  };
}

/** torch.optim.AdamW (`decay`) and torch.optim.Adam (`l2`) as their documentation writes them, then the proximal step. */
function adamReference(s: Omit<AdamStep, "step">) {
  const [m, v] = [new Float64Array(N), new Float64Array(N)];
  return (w: number, gradient: number, i: number, t: number): number => {
    const g = s.gradientScale * gradient + s.l2 * w;
    m[i] = s.beta1 * m[i]! + (1 - s.beta1) * g;
    v[i] = s.beta2 * v[i]! + (1 - s.beta2) * g * g;
    const mHat = m[i]! / (1 - s.beta1 ** t);
    const vHat = v[i]! / (1 - s.beta2 ** t);
    const decayed = w - s.learningRate * s.decay * w;
    const root = Math.sqrt(vHat) + s.epsilon;
    return soft(decayed - (s.learningRate * mHat) / root, (s.learningRate * s.l1) / root);
  };
}

describe("updates follow PyTorch's formulas in float64 for 30 steps", () => {
  it("sgd", () => {
    const settings = fc.record({
      momentum: fc.constantFrom(0, 0.5, 0.9),
      dampening: fc.constantFrom(0, 0.3),
      nesterov: fc.boolean(),
    });
    const property = fc.property(common, settings, fc.nat(), (base, own, seed) => {
      const s = { ...base, ...own };
      first.fill(Number.NaN);
      const arrays = { parameters, gradients, velocity: first };
      const kernel = (t: number): void => kernels.sgd(arrays, { ...s, firstStep: t === 1 });
      expect(drift(seed, kernel, sgdReference(s))).toBeLessThan(1e-5);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("adam", () => {
    const settings = fc.record({
      beta1: fc.constantFrom(0, 0.5, 0.9),
      beta2: fc.constantFrom(0.9, 0.99, 0.999),
      epsilon: fc.constantFrom(1e-8, 1e-3),
    });
    const property = fc.property(common, settings, fc.nat(), (base, own, seed) => {
      const s = { ...base, ...own };
      first.fill(0);
      second.fill(0);
      const arrays = { parameters, gradients, firstMoment: first, secondMoment: second };
      const kernel = (t: number): void => kernels.adam(arrays, { ...s, step: t });
      expect(drift(seed, kernel, adamReference(s))).toBeLessThan(1e-5);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

const plain = { learningRate: 0.1, gradientScale: 1, l2: 0, decay: 0, l1: 0 };
const adam = { ...plain, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 };
const sgd = { ...plain, momentum: 0.9, dampening: 0, nesterov: false, firstStep: false };

describe("what an update must never do", () => {
  const arrays = { parameters, gradients, firstMoment: first, secondMoment: second };
  const reset = (gradient: number): void => {
    parameters.fill(0.04);
    gradients.fill(gradient);
    first.fill(0);
    second.fill(0);
  };

  it("l1 leaves exact zeros that stay, of positive sign, where the pull exceeds the weight", () => {
    for (const weight of [0.04, -0.04]) {
      reset(0);
      parameters.fill(weight);
      kernels.adam(arrays, { ...adam, l1: 0.5 });
      expect([...parameters].every((x) => Object.is(x, 0))).toBe(true);
      parameters.fill(weight);
      kernels.sgd({ parameters, gradients }, { ...sgd, momentum: 0, l1: 0.5 });
      expect(kernels.countZeros(parameters)).toBe(N);
    }
  });

  it("a gradient that is not a number is not hidden, with or without l1 and on flushing steps", () => {
    for (const change of [{}, { l1: 0.5 }, { step: 64 }]) {
      reset(1);
      gradients[5] = Number.NaN;
      kernels.adam(arrays, { ...adam, ...change });
      expect([kernels.firstNonFinite(parameters), kernels.firstNonFinite(first)]).toEqual([5, 5]);
      reset(1);
      gradients[36] = Number.NaN;
      kernels.sgd({ parameters, gradients, velocity: first }, { ...sgd, ...change });
      expect([kernels.firstNonFinite(parameters), kernels.firstNonFinite(first)]).toEqual([36, 36]);
    }
  });

  it("slots whose gradient died end at zero, not at a denormal", () => {
    reset(0);
    first.fill(1e-37);
    second.fill(1e-38);
    for (let step = 1; step <= 128; step++) kernels.adam(arrays, { ...adam, step });
    expect([kernels.countZeros(first), kernels.countZeros(second)]).toEqual([N, N]);
    first.fill(1e-37);
    for (let step = 1; step <= 64; step++) kernels.sgd({ parameters, gradients, velocity: first }, sgd);
    expect(kernels.countZeros(first)).toBe(N);
  });

  it("an update of a sub-range leaves the rest alone", () => {
    reset(1);
    const from = (x: Float32Array): Float32Array => x.subarray(3, 8);
    kernels.adam(
      {
        parameters: from(parameters),
        gradients: from(gradients),
        firstMoment: from(first),
        secondMoment: from(second),
      },
      adam,
    );
    const changed = [...parameters].flatMap((x, i) => (x === Math.fround(0.04) ? [] : [i]));
    expect(changed).toEqual([3, 4, 5, 6, 7]);
  });

  it("arrays of different lengths are refused", () => {
    expect(() => kernels.adam({ ...arrays, gradients: gradients.subarray(1) }, adam)).toThrow(/wrong length/u);
    expect(() => kernels.sgd({ parameters, gradients }, sgd)).toThrow(/needs a velocity/u);
  });
});
