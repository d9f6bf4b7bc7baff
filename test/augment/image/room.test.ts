import { describe, expect, it } from "vitest";
import { room, within } from "../../../src/augment/image/room.ts";

describe("room", () => {
  it("outside of work is plain arrays and scalar kernels", () => {
    const view = room().floats(5);
    expect(view).toEqual(new Float32Array(5));
    expect(room().holds(view) && room().holds(new Float32Array(1))).toBe(true);
    room().kernels.fromBytes(view, Uint8Array.of(0, 51, 102, 204, 255));
    expect([...view].map((v) => Math.round(v * 10))).toEqual([0, 2, 4, 8, 10]);
  });

  it("arrays of one work are apart and held; within other work they are given back at its end", () => {
    const outside = room();
    const sum = within(() => {
      const { floats, bytes, holds, kernels } = room();
      const arrays = [floats(3), floats(100), floats(1)];
      for (const [i, array] of arrays.entries()) array.fill(i + 1);
      bytes(7).fill(255);
      const inner = within(() => {
        const view = room().floats(1000);
        view.fill(9);
        return view.byteOffset;
      });
      const after = floats(10);
      expect(after.byteOffset).toBe(inner);
      expect(arrays.map((array) => array.every((v) => v === array[0]))).toEqual([true, true, true]);
      expect(arrays.every(holds) && !holds(new Float32Array(3))).toBe(true);
      return arrays.reduce((total, array) => total + kernels.sum(array), 0);
    });
    expect(sum).toBe(3 + 200 + 3);
    expect(room()).toBe(outside);
  });

  it("begins again in a larger memory when one is full, and comes out of errors", () => {
    const lengths: number[] = [];
    const ends = within(() => {
      const views = [1, 2, 3].map(() => room().floats(3_000_000));
      lengths.push(views.length);
      for (const [i, view] of views.entries()) view.fill(i);
      return views.map((view) => view.at(-1));
    });
    expect(ends).toEqual([0, 1, 2]);
    expect(lengths).toEqual([3]);
    const fail = (): never => {
      throw new RangeError("mine");
    };
    expect(() => within(() => within(fail))).toThrow(RangeError);
    expect(room().holds(new Float32Array(1))).toBe(true);
    expect(within(() => room().floats(4).length)).toBe(4);
  });
});
