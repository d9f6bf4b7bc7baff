import type { Checkpoint, LoopOptions } from "../../../src/browser.ts";

/** Checkpoints of one training that are held in memory, the best and the last aside: every epoch's, then every second one's, and so on. */
const MOST = 24;

interface Saved {
  readonly checkpoint: Checkpoint;
  readonly loss: number;
}

/** What a training can go back to. */
export class Checkpoints {
  readonly #saved = new Map<number, Saved>();
  #every = 1;
  #due = false;
  #loss = Number.NaN;

  /** What the loop asks after each step and epoch: it is due once, when an epoch is over. */
  readonly hook: NonNullable<LoopOptions["checkpoint"]> = {
    due: () => this.#due,
    save: async (checkpoint) => {
      this.#due = false;
      this.#saved.set(checkpoint.loop.epoch, { checkpoint, loss: this.#loss });
      this.#thin(checkpoint.loop.epoch);
    },
  };

  /** An epoch is over: before the loop goes on, it saves. */
  ended(validationLoss: number): void {
    this.#due = true;
    this.#loss = validationLoss;
  }

  /** From the first to the last. */
  get epochs(): readonly number[] {
    return [...this.#saved.keys()].sort((a, b) => a - b);
  }

  /** The epoch of the least validation loss. */
  get best(): number | undefined {
    let best: readonly [epoch: number, loss: number] | undefined;
    for (const epoch of this.epochs) {
      const { loss } = this.#saved.get(epoch)!;
      if (best === undefined || loss < best[1]) best = [epoch, loss];
    }
    return best?.[0];
  }

  /** The one of this epoch, or the newest before it, or else the first. */
  near(epoch: number): Checkpoint | undefined {
    const { epochs } = this;
    const found = epochs.findLast((saved) => saved <= epoch) ?? epochs[0];
    return found === undefined ? undefined : this.#saved.get(found)!.checkpoint;
  }

  /** What came after the epoch is undone. */
  forget(after: number): void {
    for (const epoch of this.epochs) if (epoch > after) this.#saved.delete(epoch);
    this.#due = false;
  }

  #thin(last: number): void {
    for (;;) {
      const { best } = this;
      for (const epoch of this.epochs)
        if (epoch % this.#every !== 0 && epoch !== best && epoch !== last) this.#saved.delete(epoch);
      if (this.#saved.size <= MOST + 2) return;
      this.#every *= 2;
    }
  }
}
