import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { type AffineNumbers, type Kernels, twin } from "../../src/kernel/index.ts";
import { bytes, expectTwins, noise, planes } from "./twins.ts";

const side = (min: number) => fc.integer({ min, max: 19 });
const near = fc.double({ min: -3, max: 3, noNaN: true });
const matrices: fc.Arbitrary<AffineNumbers> = fc.tuple(
  near,
  near,
  fc.double({ min: -8, max: 20, noNaN: true }),
  near,
  near,
  fc.double({ min: -8, max: 20, noNaN: true }),
);

describe("colours: kernels equal their scalar twin bit for bit", () => {
  it("scaleShift and mapRgb", () => {
    const matrix = [0.5, -1, 0.3, 0.1, 2, 0.2, -0.7, 0, 0.1, 0.2, 0.3, -0.4] as const;
    for (const limits of [
      { least: 0, most: 1 },
      { least: -Infinity, most: Infinity },
    ])
      for (let n = 0; n < 20; n++) {
        expectTwins([new Float32Array(n), noise(n, n)] as const, (k, [o, x]) => k.scaleShift(o, x, 1.7, -0.3, limits));
        expectTwins([new Float32Array(3 * n), noise(3 * n, n)] as const, (k, [o, x]) => k.mapRgb(o, x, matrix, limits));
      }
  });
});

/** Pixels of which some are grey, and some have equal channels. */
const colours = (n: number, seed: number): Float32Array =>
  noise(3 * n, seed).map((v, i) => (i % n < n / 4 ? 0.5 : i % n < n / 2 ? Math.round(v) : v));

describe("colours that are not linear: kernels equal their scalar twin bit for bit", () => {
  it("turnHue, posterize, solarize, least, most", () => {
    for (let n = 0; n < 40; n++) {
      const x = colours(n, n);
      const apart = (run: (kernels: Kernels, out: Float32Array, x: Float32Array) => void) =>
        expectTwins([new Float32Array(3 * n), x] as const, (k, [o, y]) => run(k, o, y));
      for (const turn of [-0.5, -0.123, 0.1, 0.5]) apart((k, o, y) => k.turnHue(o, y, turn));
      for (const levels of [1, 4, 256]) apart((k, o, y) => k.posterize(o, y, levels));
      apart((k, o, y) => k.solarize(o, y, 0.5));
      expectTwins([new Float32Array(2), x] as const, (k, [o, y]) => o.set([k.least(y), k.most(y)]));
      expect(twin.least(x)).toBe(n === 0 ? Infinity : Math.min(...x));
    }
  });

  it("turnHue by thirds of a turn changes the channels' places", () => {
    const x = noise(300, 5);
    const out = new Float32Array(300);
    twin.turnHue(out, x, 1 / 3);
    const turned = [...x.subarray(200), ...x.subarray(0, 200)];
    expect(Math.max(...out.map((v, i) => Math.abs(v - turned[i]!)))).toBeLessThan(1e-6);
  });
});

describe("filters: kernels equal their scalar twin bit for bit", () => {
  const sizes = [fc.integer({ min: 1, max: 3 }), side(1), fc.integer({ min: 1, max: 40 })] as const;

  it("sharpen", () => {
    for (const [height, width] of [
      [3, 3],
      [4, 7],
      [5, 12],
      [9, 41],
    ] as const)
      for (const factor of [0, 0.3, 1, 2]) {
        const n = 2 * height * width;
        const x = noise(n, width).map((v) => v * 1.4 - 0.2);
        expectTwins([new Float32Array(n), x] as const, (k, [out, y]) =>
          k.sharpen(planes(out, 2, height, width), planes(y, 2, height, width), factor),
        );
      }
  });

  it("blendRows and blendColumns", () => {
    const property = fc.property(
      ...sizes,
      side(1),
      fc.integer({ min: 1, max: 6 }),
      fc.nat(),
      (c, h, w, n, count, seed) => {
        const random = randomOf(keyOf(seed));
        const rows = count + random.below(9);
        const first = random.below(4);
        const starts = Int32Array.from({ length: n }, () => random.below(rows - count + 1));
        const x = noise(c * rows * (w + first), seed);
        const contents = [new Float32Array(c * n * w), x, starts, noise(n * count, seed + 1)] as const;
        expectTwins(contents, (k, [out, y, s, weights]) =>
          k.blendRows(planes(out, c, n, w), planes(y, c, rows, w + first), first, { starts: s, weights, count }),
        );
        const [fours, more] = [count === 2 ? 2 : 4 * Math.ceil(count / 4), 4 * Math.ceil(n / 4)];
        const wide = w + fours;
        const columns = Int32Array.from({ length: more }, () => random.below(w));
        const across = [
          new Float32Array(c * h * n),
          noise(c * h * wide + 3, seed),
          columns,
          noise(more * fours, 2),
        ] as const;
        expectTwins(across, (k, [out, y, s, weights]) =>
          k.blendColumns(planes(out, c, h, n), planes(y, c, h, wide), { starts: s, weights, count: fours }),
        );
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("convolve along either axis is the sum that it says", () => {
    const property = fc.property(
      ...sizes,
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(0 as const, 1 as const),
      (c, h, w, count, axis) => {
        const [height, width] = axis === 0 ? [h + count - 1, w] : [h, w + count - 1];
        const contents = [new Float32Array(c * h * w), noise(c * height * width, 4), noise(count, 5)] as const;
        const [out, x, weights] = expectTwins(contents, (k, [o, y, v]) =>
          k.convolve(planes(o, c, h, w), planes(y, c, height, width), v, axis),
        );
        const last = (c - 1) * height * width + (h - 1) * width + w - 1;
        const sum = weights.reduce((total, v, k) => total + v * x[last + k * (axis === 0 ? width : 1)]!, 0);
        expect(out.at(-1)).toBeCloseTo(sum, 5);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("refuses taps beyond its input", () => {
    const [out, x] = [planes(new Float32Array(6), 1, 2, 3), planes(new Float32Array(6), 1, 2, 3)];
    const taps = { starts: Int32Array.of(0, 1), weights: new Float32Array(4), count: 2 };
    expect(() => twin.blendRows(out, x, 0, taps)).toThrow(expect.objectContaining({ code: "E900" }));
    expect(() => twin.convolve(out, x, new Float32Array(3), 1)).toThrow(expect.objectContaining({ code: "E900" }));
  });
});

describe("geometry: kernels equal their scalar twin bit for bit", () => {
  it("moveImage, at any place, either way, edges kept or mirrored", () => {
    const way = fc.constantFrom(1 as const, -1 as const);
    const shift = fc.integer({ min: -25, max: 25 });
    const property = fc.property(
      ...([fc.integer({ min: 1, max: 3 }), side(1), side(1), side(1), side(1), shift, shift, way, way] as const),
      ...([fc.boolean(), fc.nat(18), fc.nat(18)] as const),
      (channels, height, width, h, w, top, left, down, right, mirrored, x0, y0) => {
        const window = [Math.min(x0, w - 1), Math.min(y0, h - 1), w - 1, Math.max(Math.min(y0, h - 1), h - 3)] as const;
        const move = { top, left, down, right, mirrored, window };
        expectTwins([new Float32Array(channels * height * width), noise(channels * h * w, 1)] as const, (k, [out, x]) =>
          k.moveImage(planes(out, channels, height, width), planes(x, channels, h, w), move),
        );
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it("moveImage reads where it says", () => {
    const x = Float32Array.of(1, 2, 3, 4, 5, 6);
    const out = new Float32Array(10);
    const move = { top: 1, left: 3, down: -1, right: -1, window: [0, 0, 2, 1] } as const;
    twin.moveImage(planes(out, 1, 2, 5), planes(x, 1, 2, 3), { ...move, mirrored: false });
    expect([...out]).toEqual([6, 6, 5, 4, 4, 3, 3, 2, 1, 1]);
    twin.moveImage(planes(out, 1, 2, 5), planes(x, 1, 2, 3), { ...move, mirrored: true });
    expect([...out]).toEqual([5, 6, 5, 4, 5, 2, 3, 2, 1, 2]);
  });

  it("bilinear of any channels, bilinearRgb of bytes within 1e-4 of it", () => {
    const points = fc.integer({ min: 1, max: 3 });
    const property = fc.property(
      ...([fc.integer({ min: 1, max: 4 }), side(1), side(1), side(2), side(2), matrices, points, points] as const),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (channels, height, width, h, w, matrix, nx, ny, inset) => {
        const window = [inset, 0, w - 1 - inset * 0.5, h - 1] as const;
        const reading = { matrix, window, points: [nx, ny] as const };
        const n = channels * height * width;
        expectTwins([new Float32Array(n), noise(channels * h * w, 1)] as const, (k, [out, x]) =>
          k.bilinear(planes(out, channels, height, width), planes(x, channels, h, w), reading),
        );
        const pixels = bytes(3 * h * w, 2);
        const padded = new Uint8Array(8 * (h * w + 1));
        twin.interleave(padded, { channels: 3, height: h, width: w, bytes: pixels });
        const [rgb] = expectTwins([new Float32Array(3 * height * width), padded] as const, (k, [out, x]) =>
          k.bilinearRgb(planes(out, 3, height, width), { width: w, bytes: x }, reading),
        );
        const floats = new Float32Array(rgb.length);
        twin.bilinear(
          planes(floats, 3, height, width),
          planes(
            Float32Array.from(pixels, (v) => v / 255),
            3,
            h,
            w,
          ),
          reading,
        );
        expect(Math.max(...floats.map((v, i) => Math.abs(v - rgb[i]!)))).toBeLessThan(1e-4);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it("bilinearRgb of rows and of points that are more than a block", () => {
    for (const [width, height, points] of [
      [530, 2, [1, 1]],
      [70, 3, [4, 4]],
      [19, 3, [16, 16]],
      [5, 2, [32, 16]],
    ] as const) {
      const padded = new Uint8Array(8 * (9 * 11 + 1));
      twin.interleave(padded, { channels: 3, height: 9, width: 11, bytes: bytes(3 * 99, 2) });
      const matrix = [11 / width, 0.1, 0.2, -0.01, 2, 1] as const;
      const out = new Float32Array(3 * height * width);
      expectTwins([out, padded] as const, (k, [o, x]) =>
        k.bilinearRgb(planes(o, 3, height, width), { width: 11, bytes: x }, { matrix, window: [0, 0, 10, 8], points }),
      );
    }
  });

  it("bilinear is exact on a plane, and a mean of its points", () => {
    const x = Float32Array.from({ length: 80 }, (_, i) => 0.1 * (i % 10) - 0.05 * Math.floor(i / 10));
    const out = new Float32Array(12);
    const matrix = [0.7, 0.2, 1.5, -0.1, 0.6, 2] as const;
    const reading = { matrix, window: [0, 0, 9, 7], points: [2, 3] } as const;
    twin.bilinear(planes(out, 1, 3, 4), planes(x, 1, 8, 10), reading);
    for (const [i, v] of out.entries()) {
      const [row, column] = [Math.floor(i / 4), i % 4];
      const [px, py] = [0.7 * column + 0.2 * row + 1.5, -0.1 * column + 0.6 * row + 2];
      expect(v).toBeCloseTo(0.1 * px - 0.05 * py, 5);
    }
  });

  it("fillOutside", () => {
    const property = fc.property(
      ...([fc.integer({ min: 1, max: 3 }), side(1), side(1), side(1), side(1), matrices] as const),
      (channels, height, width, h, w, matrix) => {
        const frame = { matrix, height: h, width: w, fill: 0.4 };
        expectTwins([noise(channels * height * width, 3)] as const, (k, [out]) =>
          k.fillOutside(planes(out, channels, height, width), frame),
        );
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it("refuses what would leave its arrays", () => {
    const x = planes(new Float32Array(6), 1, 2, 3);
    const move = { top: 0, left: 0, down: 1, right: 1, mirrored: false } as const;
    expect(() => twin.moveImage(x, x, { ...move, window: [0, 0, 3, 1] })).toThrow(
      expect.objectContaining({ code: "E900" }),
    );
    expect(() => twin.moveImage(planes(new Float32Array(5), 1, 2, 3), x, { ...move, window: [0, 0, 2, 1] })).toThrow(
      expect.objectContaining({ code: "E911" }),
    );
    const reading = { matrix: [1, 0, 0, 0, 1, 0], window: [0, 0, 2, 0], points: [1, 1] } as const;
    expect(() => twin.bilinear(x, planes(new Float32Array(3), 1, 1, 3), reading)).toThrow(
      expect.objectContaining({ code: "E900" }),
    );
    const out = planes(new Float32Array(18), 3, 2, 3);
    expect(() => twin.bilinearRgb(out, { width: 3, bytes: new Uint8Array(12) }, reading)).toThrow(
      expect.objectContaining({ code: "E900" }),
    );
  });
});
