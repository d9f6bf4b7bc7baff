import { type Journal, openJournal, parameterHealth, type RunFolder } from "../observe/index.ts";
import type { Trainer } from "../train/trainer.ts";

/** Weights and gradients after some epochs of a fit, for whoever looks on. No part of the run: the manifest does not list it. */
export const HEALTH = "health.jsonl";

/** At most this share of the time goes into it. */
const SHARE = 0.015;
/** Milliseconds between two lines at least. */
const PAUSE = 120;
/** Parameters that are looked at; a model of more is told of by its first. */
const MOST = 80;

export interface Health {
  readonly note: (epoch: number, trainer: Pick<Trainer, "tensors" | "gradients">) => void;
  readonly close: () => Promise<void>;
}

/** Opens `health.jsonl`, or goes on with it. It never fails, and it skips epochs rather than cost time. */
export async function openHealth(folder: RunFolder): Promise<Health> {
  const journal: Journal | undefined = await openJournal(folder.pathOf(HEALTH)).catch(() => undefined);
  let next = Number.NEGATIVE_INFINITY;
  // The first one is slow because it is the first.
  let usual = Number.POSITIVE_INFINITY;
  return {
    note: (epoch, trainer) => {
      const start = performance.now();
      if (journal === undefined || start < next) return;
      const parameters = parameterHealth(trainer.tensors(), trainer.gradients()).slice(0, MOST);
      journal.append({ epoch, parameters });
      next = start + Math.max(PAUSE, Number.isFinite(usual) ? usual / SHARE : 0);
      usual = Math.min(usual, performance.now() - start);
      void journal.flush().catch(() => undefined);
    },
    close: async () => {
      await journal?.close().catch(() => undefined);
    },
  };
}
