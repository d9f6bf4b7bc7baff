import { type Journal, openJournal, parameterHealth, type RunFolder } from "../../observe/index.ts";
import type { Trainer } from "../../train/trainer.ts";

/** Weights and gradients after some epochs of a fit, for whoever looks on. No part of the run: the manifest does not list it. */
const HEALTH = "health.jsonl";

/** At most this share of the time goes into it. */
const SHARE = 0.015;
/** Milliseconds between two lines at least. */
const PAUSE = 120;
/** The first ones are slow because they are the first: they tell nothing of what later ones cost. */
const COLD = 4;
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
  let notes = 0;
  let usual = Number.POSITIVE_INFINITY;
  return {
    note: (epoch, trainer) => {
      const start = performance.now();
      if (journal === undefined || start < next) return;
      const parameters = parameterHealth(trainer.tensors(), trainer.gradients()).slice(0, MOST);
      journal.append({ epoch, parameters });
      usual = Math.min(usual, performance.now() - start);
      next = start + Math.max(PAUSE, ++notes > COLD ? usual / SHARE : 0);
      void journal.flush().catch(() => undefined);
    },
    close: async () => {
      await journal?.close().catch(() => undefined);
    },
  };
}
