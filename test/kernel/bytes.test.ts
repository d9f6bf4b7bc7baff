import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { type BytePlanes, twin } from "../../src/kernel/index.ts";
import { bytes, expectTwins, noise, planes } from "./twins.ts";

const of = (x: Uint8Array, channels: number, height: number, width: number): BytePlanes => ({
  channels,
  height,
  width,
  bytes: x,
});
const side = fc.integer({ min: 1, max: 40 });
const channelCount = fc.integer({ min: 1, max: 3 });

describe("bytes: kernels equal their scalar twin bit for bit", () => {
  it("fromBytes is byte / 255, for every byte", () => {
    for (let n = 0; n < 40; n++)
      expectTwins([new Float32Array(n), bytes(n, n)] as const, (k, [out, x]) => k.fromBytes(out, x));
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    const [out] = expectTwins([new Float32Array(256), every] as const, (k, [o, x]) => k.fromBytes(o, x));
    expect(out).toEqual(Float32Array.from(every, (v) => v / 255));
  });

  it("interleave puts the row below beside each byte", () => {
    for (const height of [1, 2, 5])
      for (const width of [1, 3, 15, 16, 17, 40]) {
        const n = height * width;
        const contents = [new Uint8Array(8 * n), bytes(3 * n, n)] as const;
        const [out, x] = expectTwins(contents, (k, [o, y]) => k.interleave(o, of(y, 3, height, width)));
        const below = height > 1 ? width : 0;
        expect([...out.subarray(0, 6)]).toEqual([x[0], x[below], x[n], x[n + below], x[2 * n], x[2 * n + below]]);
      }
  });

  it("scaleBytes and mapBytes are the kernels of floats, up to rounding", () => {
    const matrix = [0.5, -1, 0.3, 0.1, 2, 0.2, -0.7, 0, 0.1, 0.2, 0.3, -0.4] as const;
    for (const limits of [
      { least: 0, most: 1 },
      { least: -Infinity, most: Infinity },
    ])
      for (let n = 0; n < 20; n++) {
        const x = bytes(3 * n, n);
        const floats = Float32Array.from(x, (v) => v / 255);
        const expected = new Float32Array(3 * n);
        const close = (out: Float32Array) =>
          expect(Math.max(0, ...out.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(5e-7);
        const contents = [new Float32Array(3 * n), x] as const;
        twin.scaleShift(expected, floats, 1.7, -0.3, limits);
        close(expectTwins(contents, (k, [o, y]) => k.scaleBytes(o, y, 1.7, -0.3, limits))[0]);
        twin.mapRgb(expected, floats, matrix, limits);
        close(expectTwins(contents, (k, [o, y]) => k.mapBytes(o, y, matrix, limits))[0]);
      }
  });

  it("sumBytes is exact", () => {
    for (const n of [0, 1, 15, 16, 17, 1000]) {
      const [out] = expectTwins([new Float32Array(1), bytes(n, n)] as const, (k, [o, x]) => o.fill(k.sumBytes(x)));
      expect(out[0]).toBe(bytes(n, n).reduce((a, b) => a + b, 0));
    }
  });

  it("solarizeBytes, leastByte, mostByte", () => {
    for (const n of [0, 1, 5, 15, 16, 17, 33, 100]) {
      const x = bytes(n, n).map((v) => 40 + v / 2);
      for (const threshold of [0, 1, 128, 255, 256])
        expectTwins([new Uint8Array(n), x] as const, (k, [o, y]) => k.solarizeBytes(o, y, threshold));
      const ends = [new Float32Array(2), x] as const;
      const [out] = expectTwins(ends, (k, [o, y]) => o.set([k.leastByte(y), k.mostByte(y)]));
      if (n > 0) expect([...out]).toEqual([Math.min(...x), Math.max(...x)]);
    }
  });

  it("moveBytes and fillBytes are the moves of floats", () => {
    const way = fc.constantFrom(1 as const, -1 as const);
    const shift = fc.integer({ min: -25, max: 25 });
    const property = fc.property(
      ...([channelCount, side, side, side, side, shift, shift, way, way, fc.boolean(), fc.nat()] as const),
      (channels, height, width, h, w, top, left, down, right, mirrored, seed) => {
        const move = { top, left, down, right, mirrored, window: [0, 0, w - 1, h - 1] } as const;
        const random = randomOf(keyOf(seed));
        const [y, x] = [random.below(height + 1), random.below(width + 1)];
        const inside = { top: y, left: x, bottom: random.below(height + 1), right: x + random.below(width - x + 1) };
        const contents = [new Uint8Array(channels * height * width), bytes(channels * h * w, 1)] as const;
        const [out] = expectTwins(contents, (k, [o, source]) => {
          k.moveBytes(of(o, channels, height, width), of(source, channels, h, w), move);
          k.fillBytes(of(o, channels, height, width), inside, 7);
        });
        const floats = planes(new Float32Array(out.length), channels, height, width);
        twin.moveImage(floats, planes(Float32Array.from(contents[1]), channels, h, w), move);
        const shown = (i: number): boolean => {
          const [row, column] = [Math.floor(i / width) % height, i % width];
          return row >= inside.top && row < inside.bottom && column >= inside.left && column < inside.right;
        };
        expect([...out]).toEqual([...floats.data.map((v, i) => (shown(i) ? v : 7))]);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  /** Weights of 14 bits, `count` of them per output, that sum to at most one. */
  const weightsOf = (outputs: number, count: number, seed: number): Int16Array => {
    const random = randomOf(keyOf(seed));
    return Int16Array.from({ length: outputs * count }, () => random.below(Math.floor(16384 / count) + 1));
  };
  const close = (out: ArrayLike<number>, expected: ArrayLike<number>, limit: number): void =>
    expect(Math.max(0, ...Array.from(out, (v, i) => Math.abs(v - expected[i]!)))).toBeLessThanOrEqual(limit);

  it("blendByteRows is blendRows at weights of 14 bits, in 64ths of a byte", () => {
    const property = fc.property(
      channelCount,
      side,
      side,
      fc.integer({ min: 1, max: 3 }),
      fc.nat(),
      (c, n, w, pairs, seed) => {
        const random = randomOf(keyOf(seed));
        const [count, first] = [2 * pairs, random.below(4)];
        const [rows, wide] = [count + random.below(9), w + first];
        const starts = Int32Array.from({ length: n }, () => random.below(rows - count + 1));
        const x = bytes(c * rows * wide + wide + 7, seed);
        const contents = [new Int16Array(c * n * w), x, starts, weightsOf(n, count, seed)] as const;
        const [out, , , weights] = expectTwins(contents, (k, [o, y, s, v]) =>
          k.blendByteRows({ channels: c, height: n, width: w, shorts: o }, of(y, c, rows, wide), first, {
            starts: s,
            weights: v,
            count,
          }),
        );
        const floats = planes(Float32Array.from(x.subarray(0, c * rows * wide)), c, rows, wide);
        const expected = planes(new Float32Array(out.length), c, n, w);
        twin.blendRows(expected, floats, first, {
          starts,
          weights: Float32Array.from(weights, (v) => v / 16384),
          count,
        });
        close(
          out,
          expected.data.map((v) => 64 * v),
          0.501,
        );
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("blendShortColumns is blendColumns", () => {
    const counts = fc.constantFrom(2, 4, 8);
    const property = fc.property(channelCount, side, side, side, counts, fc.nat(), (c, h, n, w, count, seed) => {
      const random = randomOf(keyOf(seed));
      const [wide, more] = [w + count, 4 * Math.ceil(n / 4)];
      const starts = Int32Array.from({ length: more }, () => random.below(w));
      const x = Int16Array.from(noise(c * h * wide + 8, seed), (v) => v * 16320);
      const contents = [new Float32Array(c * h * n), x, starts, weightsOf(more, count, seed)] as const;
      const size = { channels: c, height: h, width: wide };
      const [out, , , weights] = expectTwins(contents, (k, [o, y, s, v]) =>
        k.blendShortColumns(planes(o, c, h, n), { ...size, shorts: y }, { starts: s, weights: v, count }, 1.5, -0.25),
      );
      const floats = { ...size, data: Float32Array.from(x.subarray(0, c * h * wide + 3), (v) => v / 64 / 255) };
      const expected = planes(new Float32Array(out.length), c, h, n);
      const exact = Float32Array.from(weights, (v) => v / 16384);
      twin.blendColumns(expected, floats, { starts, weights: exact, count });
      close(
        out,
        expected.data.map((v) => 1.5 * v - 0.25),
        1e-6,
      );
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("convolveShorts is convolve with a symmetric kernel", () => {
    const property = fc.property(
      channelCount,
      side,
      side,
      fc.integer({ min: 0, max: 4 }),
      fc.nat(),
      (c, h, w, half, seed) => {
        const size = { channels: c, height: h, width: w + 2 * half };
        const x = Int16Array.from(noise(c * h * size.width + 8, seed), (v) => v * 16320);
        const given = new Int16Array(2 * Math.floor(half / 2 + 1));
        given.set(weightsOf(1, 2 * half + 1, seed).subarray(0, half + 1));
        const contents = [new Float32Array(c * h * w), x, given] as const;
        const [out] = expectTwins(contents, (k, [o, y, v]) =>
          k.convolveShorts(planes(o, c, h, w), { ...size, shorts: y }, half, v),
        );
        const weights = Float32Array.from(
          { length: 2 * half + 1 },
          (_, i) => given[half - Math.abs(i - half)]! / 16384,
        );
        const floats = { ...size, data: Float32Array.from(x.subarray(0, c * h * size.width), (v) => v / 64 / 255) };
        const expected = planes(new Float32Array(out.length), c, h, w);
        twin.convolve(expected, floats, weights, 1);
        close(out, expected.data, 1e-6);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it("levels, countCodes and lookUp", () => {
    for (const n of [0, 1, 2, 3, 4, 5, 17, 1000]) {
      const x = noise(n, n).map((v) => v * 1.2 - 0.1);
      const [codes] = expectTwins([new Uint8Array(n), x] as const, (k, [c, y]) => k.levels(c, y));
      expect([...codes]).toEqual([...x].map((v) => Math.min(255, Math.max(0, Math.floor(v * 255.999)))));
      const counted = [new Int32Array(256).fill(7), codes] as const;
      const [counts] = expectTwins(counted, (k, [m, c]) => k.countCodes(m, c));
      expect(counts.reduce((a, b) => a + b, 0)).toBe(n);
      for (const code of codes) expect(counts[code]).toBe(codes.filter((c) => c === code).length);
      const table = bytes(256, 3);
      const [out] = expectTwins([new Uint8Array(n), codes, table] as const, (k, [o, c, t]) => k.lookUp(o, c, t));
      expect([...out]).toEqual([...codes].map((code) => table[code]));
    }
  });

  it("refuses what would leave its arrays", () => {
    const x = of(new Uint8Array(6), 1, 2, 3);
    const move = { top: 0, left: 0, down: 1, right: 1, mirrored: false } as const;
    const refused = expect.objectContaining({ code: "E900" });
    expect(() => twin.moveBytes(x, x, { ...move, window: [0, 0, 3, 1] })).toThrow(refused);
    expect(() => twin.moveBytes(of(new Uint8Array(5), 1, 2, 3), x, { ...move, window: [0, 0, 2, 1] })).toThrow(refused);
    expect(() => twin.fillBytes(x, { top: 0, left: 0, bottom: 2, right: 4 }, 0)).toThrow(refused);
    const taps = { starts: Int32Array.of(0, 0), weights: new Int16Array(4), count: 2 };
    const out = { channels: 1, height: 2, width: 3, shorts: new Int16Array(6) };
    expect(() => twin.blendByteRows(out, x, 0, taps)).toThrow(refused);
    expect(() =>
      twin.blendByteRows(out, of(new Uint8Array(16), 1, 2, 3), 0, { ...taps, starts: Int32Array.of(0, 2) }),
    ).toThrow(refused);
    const floats = planes(new Float32Array(6), 1, 2, 3);
    expect(() => twin.blendShortColumns(floats, out, taps, 1, 0)).toThrow(refused);
    expect(() => twin.convolveShorts(floats, { ...out, shorts: new Int16Array(14) }, 1, new Int16Array(2))).toThrow(
      refused,
    );
    expect(() => twin.lookUp(new Uint8Array(1), new Uint8Array(1), new Uint8Array(255))).toThrow(
      expect.objectContaining({ code: "E911" }),
    );
  });
});
