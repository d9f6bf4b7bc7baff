import { expect } from "vitest";
import { keyOf, randomOf } from "../../src/core/index.ts";
import { createMemory, type Kernels, type Planes, twin } from "../../src/kernel/index.ts";
import { bitsOf } from "./places.ts";

const memory = createMemory({ floats: 1 << 16 });
const arena = memory.floats(1 << 15);
const GUARD = 7.25;

type Content = Float32Array | Uint8Array | Int32Array | Int16Array;

/** Arrays of the memory, one after the other, each between guards and off the 16-byte boundaries; bytes too. */
function placed<A extends readonly Content[]>(contents: A): { arrays: A; broken: () => number } {
  arena.fill(GUARD);
  let at = 5;
  const used: [from: number, end: number][] = [];
  const arrays = contents.map((content) => {
    const floats = Math.ceil(content.byteLength / 4);
    used.push([at, at + floats]);
    const view =
      content instanceof Float32Array
        ? arena.subarray(at, at + content.length)
        : content instanceof Int32Array
          ? new Int32Array(arena.buffer, arena.byteOffset + 4 * at, content.length)
          : content instanceof Int16Array
            ? new Int16Array(arena.buffer, arena.byteOffset + 4 * at, content.length)
            : new Uint8Array(arena.buffer, arena.byteOffset + 4 * at, content.length);
    view.set(content);
    at += floats + 37;
    return view;
  }) as unknown as A;
  const broken = (): number =>
    arena.reduce(
      (count, v, i) => count + (v !== GUARD && !used.some(([from, end]) => i >= from && i < end) ? 1 : 0),
      0,
    );
  return { arrays, broken };
}

/** Runs a kernel on the memory and its twin on copies; what is left has to be the same, bit for bit. */
export function expectTwins<A extends readonly Content[]>(contents: A, run: (kernels: Kernels, arrays: A) => void): A {
  const { arrays, broken } = placed(contents);
  const expected = contents.map((content) => content.slice()) as unknown as A;
  run(memory.kernels, arrays);
  run(twin, expected);
  for (const [i, array] of arrays.entries()) {
    const other = expected[i]!;
    if (array instanceof Float32Array) expect(bitsOf(array)).toEqual(bitsOf(other as Float32Array));
    else expect([...array]).toEqual([...other]);
  }
  expect(broken()).toBe(0);
  return expected;
}

export const noise = (n: number, seed: number): Float32Array => {
  const random = randomOf(keyOf(seed));
  return Float32Array.from({ length: n }, () => random.uniform());
};
export const bytes = (n: number, seed: number): Uint8Array => Uint8Array.from(noise(n, seed), (v) => v * 256);
export const planes = (data: Float32Array, channels: number, height: number, width: number): Planes => ({
  channels,
  height,
  width,
  data,
});
