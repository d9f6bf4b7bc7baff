import { createMemory, type Kernels, roomFor } from "../kernel/index.ts";

/** Cells of a column that are looked at before those of the next: they stay in a processor's cache meanwhile. */
export const BLOCK = 4096;

/** Where cells are put for the kernels, a block at a time. */
interface Room {
  readonly kernels: Kernels;
  /** [BLOCK] */
  readonly cells: Int32Array;
  /** The same cells. */
  readonly floats: Float32Array;
  /** [BLOCK] */
  readonly hashes: Int32Array;
  /** [4] */
  readonly found: Float32Array;
}

let shared: Room | undefined;

export function sharedRoom(): Room {
  if (shared !== undefined) return shared;
  const memory = createMemory({ floats: roomFor(BLOCK, BLOCK, 4) });
  const { kernels } = memory;
  const [cells, hashes, found] = [memory.ints(BLOCK), memory.ints(BLOCK), memory.floats(4)];
  const floats = new Float32Array(cells.buffer, cells.byteOffset, BLOCK);
  shared = { kernels, cells, floats, hashes, found };
  return shared;
}
