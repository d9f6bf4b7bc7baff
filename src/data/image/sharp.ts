import type { SharpFactory } from "./header.ts";

let users = 0;
let restore = (): void => undefined;

/**
 * Loads sharp and holds it to one thread per image and no cache of its own, so that the pool alone decides how much runs
 * at once; afterwards it is as the program had it.
 */
export async function withSharp<T>(use: (sharp: SharpFactory) => Promise<T>): Promise<T> {
  const { default: sharp } = await import("sharp");
  if (users++ === 0) {
    const threads = sharp.concurrency();
    const { memory, files, items } = sharp.cache();
    restore = () => {
      sharp.concurrency(threads);
      sharp.cache({ memory: memory.max, files: files.max, items: items.max });
    };
    sharp.concurrency(1);
    sharp.cache(false);
  }
  try {
    return await use(sharp);
  } finally {
    if (--users === 0) restore();
  }
}
