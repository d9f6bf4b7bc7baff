import { createMemory, type Kernels } from "../../src/kernel/index.ts";

/** Lengths around the vector width and its unrolled blocks, and one that is long and odd. */
export const LENGTHS: readonly number[] = [...Array(18).keys(), 1023];
const GUARD = 7.25;

export const memory = createMemory({ floats: 1 << 20 });
const arena = memory.floats(16 * 1200);

/** Views of one length on the kernel memory, each preceded and followed by guards, none on a 16-byte boundary. */
export function unaligned(n: number, contents: readonly Float32Array[]): Float32Array[] {
  arena.fill(GUARD);
  return contents.map((content, i) => {
    const start = i * 1200 + 4 + 1 + (i % 3);
    const view = arena.subarray(start, start + n);
    view.set(content);
    return view;
  });
}

/** How many guards around those views were overwritten; 0 for a kernel that keeps to its range. */
export function brokenGuards(views: readonly Float32Array[]): number {
  const touched = (from: number, to: number): number => arena.subarray(from, to).filter((x) => x !== GUARD).length;
  return views.reduce((count, view) => {
    const start = (view.byteOffset - arena.byteOffset) / 4;
    const end = start + view.length;
    return count + touched(start - 5, start) + touched(end, end + 64);
  }, 0);
}

export const bitsOf = (x: Float32Array): number[] => [...new Uint32Array(x.slice().buffer)];

/** Runs one kernel on the memory and its twin on copies: what each returned and left in the arrays. */
export function both<R>(
  twin: Kernels,
  contents: readonly Float32Array[],
  run: (kernels: Kernels, arrays: readonly Float32Array[]) => R,
): { simd: R; scalar: R; arrays: Float32Array[]; expected: Float32Array[]; broken: number } {
  const n = contents[0]?.length ?? 0;
  const arrays = unaligned(n, contents);
  const expected = contents.map((content) => content.slice());
  const simd = run(memory.kernels, arrays);
  const scalar = run(twin, expected);
  return { simd, scalar, arrays, expected, broken: brokenGuards(arrays) };
}
