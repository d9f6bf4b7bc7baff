import { createMemory, type Kernels, type KernelMemory, twin } from "../../kernel/index.ts";

/** Where pixels are worked on: arrays that live until the work is done, and the kernels that take them. */
export interface Room {
  readonly kernels: Kernels;
  /** n numbers, whatever they were before. */
  readonly floats: (n: number) => Float32Array;
  readonly bytes: (n: number) => Uint8Array;
  readonly ints: (n: number) => Int32Array;
  readonly shorts: (n: number) => Int16Array;
  /** Whether the kernels take it. */
  readonly holds: (view: Float32Array | Uint8Array) => boolean;
}

/** Outside of `within`: arrays of their own and scalar kernels. Slow, and nothing has to be returned. */
const open: Room = {
  kernels: twin,
  floats: (n) => new Float32Array(n),
  bytes: (n) => new Uint8Array(n),
  ints: (n) => new Int32Array(n),
  shorts: (n) => new Int16Array(n),
  holds: () => true,
};

/** Bytes between two starts, and the least that lies between two arrays. */
const LINE = 64;
const FIRST_FLOATS = 1 << 20;
/** A memory above this is not kept once its work is done. */
const KEPT_BYTES = 2 ** 28;

/** Thrown when a memory is full: the work begins again in a larger one. */
class Full extends Error {
  readonly bytes: number;
  constructor(bytes: number) {
    super("Internal: no room");
    this.bytes = bytes;
  }
}

/** A room on one kernel memory, handed out like a stack. */
interface Stack extends Room {
  readonly memory: KernelMemory;
  /** Bytes handed out; set back to release what came after. */
  used: number;
}

function stackOf(floats: number): Stack {
  const memory = createMemory({ floats });
  const { buffer, byteOffset, byteLength } = memory.floats(floats);
  const stack: Stack = {
    memory,
    kernels: memory.kernels,
    used: 0,
    floats: (n) => new Float32Array(buffer, byteOffset + take(4 * n), n),
    bytes: (n) => new Uint8Array(buffer, byteOffset + take(n), n),
    ints: (n) => new Int32Array(buffer, byteOffset + take(4 * n), n),
    shorts: (n) => new Int16Array(buffer, byteOffset + take(2 * n), n),
    holds: memory.owns,
  };
  const take = (bytes: number): number => {
    const at = stack.used;
    const used = at + Math.ceil(bytes / LINE) * LINE + LINE;
    if (used > byteLength) throw new Full(used);
    stack.used = used;
    return at;
  };
  return stack;
}

/** The memory of the last work, for the next. */
let kept: Stack | undefined;
let current: Room | Stack = open;

/** The room of the work that is going on. */
export const room = (): Room => current;

/**
 * Does work that takes room and gives it back at the end: what it returns must not lie there. Within other work, a part of
 * its room. The work may be begun again in a larger memory: doing it twice must be as good as once.
 */
export function within<T>(work: () => T): T {
  if ("used" in current) return inside(current, work);
  let own = kept ?? stackOf(FIRST_FLOATS);
  try {
    for (;;)
      try {
        return inside(own, work);
      } catch (error) {
        if (!(error instanceof Full)) throw error;
        own = stackOf(Math.ceil(error.bytes / 2));
      }
  } finally {
    current = open;
    kept = own.memory.bytes > KEPT_BYTES ? undefined : own;
  }
}

/** A part of the work: the room that it takes is given back at its end. */
export const partly = <T>(work: () => T): T => ("used" in current ? inside(current, work) : work());

function inside<T>(owner: Stack, work: () => T): T {
  const { used } = owner;
  current = owner;
  try {
    return work();
  } finally {
    owner.used = used;
  }
}
