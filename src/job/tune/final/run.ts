import type { Outcome } from "../../summarize.ts";
import type { Finalists } from "../journal.ts";
import type { Working } from "../working.ts";
import { type Final, rerunAll } from "./final.ts";
import { missingOf } from "./finalists.ts";

/** Trains the finalists on their repeats; gives what is needed to train more of them. */
export async function runFinal(working: Working, finalists: Finalists): Promise<{ outcomes: Outcome[]; final: Final }> {
  const { journal, queue, open, size, metric, progress, recovered, signal } = working;
  const rows = working.study.rows();
  const missing = finalists.ids.flatMap((id) => missingOf(rows[id]!, finalists)).length;
  progress.toFinal(Math.max(0, missing - recovered.reruns.length));
  const final: Final = {
    ...{ finalists, journal, queue, metric: metric.name, recipeOf: working.recipeOf },
    ...{
      crossFolds: working.job.crossFolds,
      with: { open, size, signal },
      onRerun: progress.onFold,
      kept: working.kept,
    },
  };
  return { outcomes: await rerunAll(final, recovered.reruns), final };
}
