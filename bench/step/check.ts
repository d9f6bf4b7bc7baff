import type { Ours } from "./ours.ts";
import type { Prototype } from "./prototype.ts";
import type { Task } from "./nets.ts";

const CHECKED_STEPS = 20;
/** Float32 sums in another order differ by about 1e-6 of the loss. */
const TOLERANCE = 1e-4;

/** Both take the same 20 steps from the same weights. The largest relative difference of a loss; throws above 1e-4. */
export async function largestDifference(ours: Ours, prototype: Prototype, task: Task): Promise<number> {
  let largest = 0;
  for (let i = 0; i < CHECKED_STEPS; i++) {
    const rows = task.batches[i % task.batches.length]!;
    const [mine, theirs] = [await ours.trainer.step(task.examples, rows), await prototype.learn(rows)];
    const difference = Math.abs(mine - theirs) / Math.abs(theirs);
    if (!(difference <= TOLERANCE))
      throw new Error(`The contestants do not compute the same: losses ${mine} and ${theirs} at step ${i + 1}`);
    largest = Math.max(largest, difference);
  }
  return largest;
}
