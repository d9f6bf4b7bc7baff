import { RegularizeError } from "../core/index.ts";
import type { Trainer } from "./interface.ts";
import type { RowData } from "./rows.ts";
import type { Snapshot } from "./state.ts";

/** Several models of one trainer, whose predictions are averaged. */
export interface Ensemble {
  readonly size: number;
  /** Adds the trainer's present weights, such as those at the end of a cosine cycle. */
  add(): void;
  /** Mean of the members' probabilities or values, [rows, outputs]. The trainer's own weights come back afterwards. */
  predict(x: RowData, rows: number): Promise<Float32Array>;
}

/**
 * Snapshot ensemble: one training run with a cyclic learning rate gives a model at the end of each cycle.
 * Huang et al. 2017, arXiv:1704.00109.
 *
 * @example
 * const ensemble = snapshotEnsemble(trainer);
 * for await (const event of trainLoop({ ...options, schedule: schedule.cosineRestarts({ periodEpochs: 10, growth: 1 }) }))
 *   if (event.type === "epoch" && event.epoch % 10 === 0) ensemble.add();
 */
export function snapshotEnsemble(trainer: Trainer): Ensemble {
  const members: Snapshot[] = [];
  return {
    get size() {
      return members.length;
    },
    add: () => void members.push(trainer.snapshot()),
    predict: async (x, rows) => {
      if (members.length === 0)
        throw new RegularizeError({
          code: "E326",
          message: "The ensemble has no members",
          todo: "ensemble.add() first",
        });
      const own = trainer.snapshot();
      try {
        return await meanOf(trainer, members, x, rows);
      } finally {
        trainer.restore(own);
      }
    },
  };
}

async function meanOf(trainer: Trainer, members: readonly Snapshot[], x: RowData, rows: number): Promise<Float32Array> {
  let sum: Float32Array | undefined;
  for (const member of members) {
    trainer.restore(member);
    const predictions = await trainer.predict(x, rows);
    if (sum === undefined) sum = predictions;
    else for (let i = 0; i < sum.length; i++) sum[i]! += predictions[i]!;
  }
  return sum!.map((v) => v / members.length);
}
