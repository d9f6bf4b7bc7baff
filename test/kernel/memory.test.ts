import { describe, expect, it } from "vitest";
import { RegularizeError } from "../../src/core/index.ts";
import { createMemory, gatherRows, roomFor, twin } from "../../src/kernel/index.ts";

function errorOf(run: () => unknown): RegularizeError {
  try {
    run();
  } catch (error) {
    if (error instanceof RegularizeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("kernel memory", () => {
  it("hands out zeros on 64-byte boundaries of one buffer, and exactly what roomFor counts", () => {
    const memory = createMemory({ floats: roomFor(1, 17, 0, 64) });
    const views = [1, 17, 0, 64].map((n) => memory.floats(n));
    expect(views.map((view) => view.length)).toEqual([1, 17, 0, 64]);
    for (const view of views) {
      expect(view.byteOffset % 64).toBe(0);
      expect(view.buffer).toBe(views[0]!.buffer);
      expect(view.every((x) => x === 0)).toBe(true);
    }
    const ends = views.map((view) => view.byteOffset + view.byteLength);
    expect(views.slice(1).every((view, i) => view.byteOffset >= ends[i]!)).toBe(true);
    expect([memory.bytes, memory.free]).toEqual([roomFor(1, 17, 0, 64) * 4, 0]);
  });

  it("says what was needed and what was free when it is full, and stays usable", () => {
    const memory = createMemory({ floats: 32 });
    memory.floats(10);
    const error = errorOf(() => memory.floats(17));
    expect([error.code, error.expected, error.received]).toEqual(["E510", "128 bytes", "64 bytes free"]);
    expect(memory.floats(16)).toHaveLength(16);
  });

  it("refuses what WebAssembly cannot address", () => {
    expect(errorOf(() => createMemory({ floats: 2 ** 31 })).code).toBe("E511");
  });

  it("kernels refuse an array outside their memory; the twin takes any", () => {
    const [memory, other] = [createMemory({ floats: 64 }), createMemory({ floats: 64 })];
    const strange = [new Float32Array(4), other.floats(4)];
    for (const x of strange) {
      expect(errorOf(() => memory.kernels.sum(x)).code).toBe("E910");
      expect(memory.owns(x)).toBe(false);
      expect(twin.sum(x.fill(2))).toBe(8);
    }
    expect(memory.owns(memory.floats(4).subarray(1))).toBe(true);
  });

  it("instances do not share anything", () => {
    const [a, b] = [createMemory({ floats: 64 }), createMemory({ floats: 64 })];
    const [x, y] = [a.floats(5).fill(1), b.floats(5).fill(2)];
    a.kernels.scale(x, 3);
    expect([a.kernels.sum(x), b.kernels.sum(y)]).toEqual([15, 10]);
  });
});

describe("gatherRows", () => {
  const source = Float32Array.from({ length: 12 }, (_, i) => i);

  it("copies rows in the order asked, repeated ones too", () => {
    const out = createMemory({ floats: 16 }).floats(12);
    gatherRows(out, source, Int32Array.of(3, 0, 3, 1), 3);
    expect([...out]).toEqual([9, 10, 11, 0, 1, 2, 9, 10, 11, 3, 4, 5]);
  });

  it("copies the same, narrow or wide", () => {
    for (const width of [1, 2, 35, 36, 37, 100]) {
      const wide = Float32Array.from({ length: 5 * width }, (_, i) => i);
      const out = new Float32Array(3 * width);
      gatherRows(out, wide, Int32Array.of(4, 1, 1), width);
      expect([...out]).toEqual([4, 1, 1].flatMap((row) => [...wide.subarray(row * width, (row + 1) * width)]));
    }
  });

  it("copies runs of rows, whatever comes before and after", () => {
    const rows = Int32Array.of(1, 2, 3, 4, 0, 2, 3, 1, 0, 1, 2, 3, 4);
    for (const width of [1, 2, 8, 9, 18, 36, 40]) {
      const wide = Float32Array.from({ length: 5 * width }, (_, i) => i);
      const out = new Float32Array(rows.length * width);
      gatherRows(out, wide, rows, width);
      expect([...out]).toEqual([...rows].flatMap((row) => [...wide.subarray(row * width, (row + 1) * width)]));
    }
    const past = errorOf(() => gatherRows(new Float32Array(9), source, Int32Array.of(2, 3, 4), 3));
    expect([past.code, past.received]).toEqual(["E912", "4"]);
  });

  it("refuses a row that does not exist and an output of another size", () => {
    for (const row of [-1, 4]) {
      const error = errorOf(() => gatherRows(new Float32Array(3), source, Int32Array.of(row), 3));
      expect([error.code, error.received]).toEqual(["E912", String(row)]);
    }
    expect(errorOf(() => gatherRows(new Float32Array(5), source, Int32Array.of(0), 3)).code).toBe("E911");
  });
});
