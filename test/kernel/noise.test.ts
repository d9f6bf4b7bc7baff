import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, type Key, keyOf } from "../../src/core/index.ts";
import { bitsOf, memory } from "./places.ts";

const { kernels } = memory;
const N = 1 << 17;
const [x, y] = [memory.floats(N), memory.floats(N)];

/** Five standard errors: with fixed keys the tests are deterministic, and a sound generator misses by chance once in two million. */
const SIGMAS = 5;
const near = (value: number, expected: number, error: number, what: string): void =>
  expect(Math.abs(value - expected) / error, `${what} is ${value}, not ${expected} ± ${error}`).toBeLessThan(SIGMAS);

const mean = (values: Float32Array): number => kernels.sum(values) / values.length;

/** Correlation of standardized values a[i] with b[i + lag]. */
function correlation(a: Float32Array, b: Float32Array, lag: number, centre: number, variance: number): number {
  let total = 0;
  for (let i = 0; i + lag < a.length; i++) total += (a[i]! - centre) * (b[i + lag]! - centre);
  return total / (a.length - lag) / variance;
}

/** Central moments of order 2, 3 and 4. */
function moments(values: Float32Array, centre: number): [number, number, number] {
  let [second, third, fourth] = [0, 0, 0];
  for (const value of values) {
    const square = (value - centre) ** 2;
    second += square;
    third += square * (value - centre);
    fourth += square * square;
  }
  return [second / values.length, third / values.length, fourth / values.length];
}

/** χ² of 256 equally likely bins, standardized: (χ² − 255) / √(2·255). */
function chiSquare(values: Float32Array, cumulative: (value: number) => number): number {
  const counts = new Float64Array(256);
  for (const value of values) counts[Math.min(255, Math.floor(cumulative(value) * 256))]! += 1;
  const expected = values.length / 256;
  const statistic = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  return (statistic - 255) / Math.sqrt(2 * 255);
}

/** The normal distribution function by its Taylor series, or its asymptotic one beyond 5: within 1e-7. */
function normalCdf(z: number): number {
  if (Math.abs(z) > 5) return z > 0 ? 1 : 0;
  let term = z;
  let total = z;
  for (let k = 1; Math.abs(term) > 1e-12; k++) {
    term *= (z * z) / (2 * k + 1);
    total += term;
  }
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

const keys: readonly Key[] = [0, 1, 2, 7].map((step) => fold(keyOf(42), "epoch", 3, "dropout1", step));
type Draw = (out: Float32Array, key: Key) => void;
const streams: readonly { name: string; draw: Draw; centre: number; variance: number; kurtosis: number }[] = [
  { name: "uniform", draw: (o, k) => kernels.uniform(o, k, -1, 3), centre: 1, variance: 16 / 12, kurtosis: 1.8 },
  { name: "normal", draw: (o, k) => kernels.normal(o, k, 2, 3), centre: 2, variance: 9, kurtosis: 3 },
  { name: "keepMask", draw: (o, k) => kernels.keepMask(o, k, 0.3), centre: 1, variance: 3 / 7, kurtosis: 0.37 / 0.21 },
];

describe.each(streams)("$name", ({ name, draw, centre, variance, kurtosis }) => {
  it("has the mean, variance, skewness and kurtosis of its law", () => {
    for (const key of keys) {
      draw(x, key);
      const sd = Math.sqrt(variance);
      near(mean(x), centre, sd / Math.sqrt(N), "mean");
      const [second, third, fourth] = moments(x, centre);
      near(second / variance, 1, Math.sqrt((kurtosis - 1) / N), "variance");
      const skewness = name === "keepMask" ? -0.4 / Math.sqrt(0.21) : 0;
      near(third / sd ** 3, skewness, Math.sqrt(15 / N), "skewness");
      near(fourth / variance ** 2, kurtosis, Math.sqrt(96 / N), "kurtosis");
    }
  });

  it("is uncorrelated with itself at lags 1, 2, 4, 8 and 64 and with the streams of neighbouring keys", () => {
    for (const key of keys) {
      draw(x, key);
      for (const lag of [1, 2, 4, 8, 64])
        near(correlation(x, x, lag, centre, variance), 0, 1 / Math.sqrt(N), `lag ${lag}`);
    }
    for (let step = 0; step < 20; step++) {
      draw(x, fold(keyOf(9), "step", step));
      draw(y, fold(keyOf(9), "step", step + 1));
      near(correlation(x, y, 0, centre, variance), 0, 1 / Math.sqrt(N), `keys of step ${step}`);
    }
  });

  it("is uncorrelated between keys whose high words differ in one bit, and over many keys at one entry", () => {
    draw(x, { high: 77, low: 99 });
    for (let bit = 0; bit < 32; bit++) {
      draw(y, { high: (77 ^ (1 << bit)) >>> 0, low: 99 });
      near(correlation(x, y, 0, centre, variance), 0, 1 / Math.sqrt(N), `bit ${bit} of the high word`);
    }
    const one = memory.floats(1);
    for (let step = 0; step < N; step++) {
      draw(one, fold(keyOf(5), "step", step));
      y[step] = one[0]!;
    }
    near(mean(y), centre, Math.sqrt(variance / N), "mean over keys");
    near(correlation(y, y, 1, centre, variance), 0, 1 / Math.sqrt(N), "correlation over keys");
  });

  it("begins with its shorter self", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), fc.integer(), (a, b, seed) => {
        const key = keyOf(seed);
        const [short, long] = [x.subarray(1, 1 + Math.min(a, b)), y.subarray(0, Math.max(a, b))];
        draw(short, key);
        draw(long, key);
        expect(bitsOf(short)).toEqual(bitsOf(long.subarray(0, short.length)));
      }),
    );
  });
});

describe("distributions", () => {
  it("uniform fills 256 bins evenly, within its bounds", () => {
    for (const key of keys) {
      kernels.uniform(x, key, -2, 6);
      expect(Math.abs(chiSquare(x, (v) => (v + 2) / 8))).toBeLessThan(SIGMAS);
      expect(Math.min(...x.subarray(0, 1e4))).toBeGreaterThanOrEqual(-2);
      expect(Math.max(...x.subarray(0, 1e4))).toBeLessThanOrEqual(6);
    }
  });

  it("normal passes χ² and Kolmogorov–Smirnov, in both halves of a block", () => {
    for (const key of keys) {
      kernels.normal(x, key, 0, 1);
      expect(Math.abs(chiSquare(x, normalCdf))).toBeLessThan(SIGMAS);
      for (const part of [x, x.filter((_, i) => (i & 4) === 0), x.filter((_, i) => (i & 4) !== 0)]) {
        const sorted = part.slice().sort();
        const gap = sorted.reduce(
          (most, z, i) => Math.max(most, Math.abs(normalCdf(z) - (i + 0.5) / sorted.length)),
          0,
        );
        // P(√n·D > 2.7) = 2·exp(−2·2.7²) = 9e-7, the tail of five standard errors.
        expect(gap * Math.sqrt(sorted.length)).toBeLessThan(2.7);
      }
    }
  });

  it("the pair that shares a radius is independent: squares are uncorrelated too", () => {
    kernels.normal(x, keys[0]!, 0, 1);
    const squares = x.map((z) => z * z);
    near(correlation(squares, squares, 4, 1, 2), 0, 1 / Math.sqrt(N), "squares at lag 4");
  });

  it("a mask holds exactly 0 and 1 / (1 − rate), with the rate it was given", () => {
    for (const rate of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      kernels.keepMask(x, keys[1]!, rate);
      near(kernels.countZeros(x) / N, rate, Math.sqrt((rate * (1 - rate)) / N), `rate ${rate}`);
      expect(new Set(x)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
    }
  });

  it("rate 0 keeps everything as it is; a rate outside [0, 1) is refused", () => {
    kernels.keepMask(x, keys[0]!, 0);
    expect(x.every((v) => v === 1)).toBe(true);
    for (const rate of [-0.1, 1, Number.NaN]) expect(() => kernels.keepMask(x, keys[0]!, rate)).toThrow(/rate/u);
  });

  it("masks of one layer cover every unit evenly over the steps", () => {
    const units = 256;
    const hits = new Float64Array(units);
    const mask = x.subarray(0, units);
    const steps = 4000;
    for (let step = 0; step < steps; step++) {
      kernels.keepMask(mask, fold(keyOf(1), "step", step, "dropout1"), 0.5);
      for (let unit = 0; unit < units; unit++) hits[unit]! += mask[unit]! === 0 ? 1 : 0;
    }
    const statistic = hits.reduce((total, count) => total + (count - steps / 2) ** 2 / (steps / 4), 0);
    near(statistic, units, Math.sqrt(2 * units), "χ² of units");
  });
});
