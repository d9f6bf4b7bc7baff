import { createMemory, type Kernels, roomFor } from "../../kernel/index.ts";

/** Rows that are written column by column before the next: they stay in a processor's cache meanwhile. */
export const BLOCK = 512;

/** Where inputs are made: a matrix of so many floats on a memory of the kernels, and what one column of a block takes. */
export interface Room {
  readonly kernels: Kernels;
  readonly matrix: Float32Array;
  /** [BLOCK]: cells of a column of numbers. */
  readonly cells: Float32Array;
  /** [BLOCK]: where in the matrix the row of each begins. */
  readonly starts: Int32Array;
}

export function roomOf(floats: number): Room {
  const memory = createMemory({ floats: roomFor(floats, BLOCK, BLOCK) });
  const { kernels } = memory;
  return { kernels, matrix: memory.floats(floats), cells: memory.floats(BLOCK), starts: memory.ints(BLOCK) };
}

let shared: Room | undefined;

/** A room that all share, for what is copied elsewhere at once. */
export function sharedRoom(floats: number): Room {
  if (shared === undefined || shared.matrix.length < floats) shared = roomOf(floats);
  return shared;
}
