import { goalOf, reaches } from "../begin/goal.ts";
import { noneFinished } from "../failure.ts";
import type { Finalists } from "../journal.ts";
import type { Working } from "../working.ts";
import { search } from "./search.ts";

/** Searches until the trials, the time or the space are spent, or the goal is reached; notes who goes to the final. Throws E404 or E105 when nobody does. */
export async function runSearch(working: Working): Promise<Finalists> {
  const { study, journal, queue, open, size, metric, progress, job, signal } = working;
  const goal = goalOf(job.options, working.prepared.task.kind);
  const isReached = (): boolean => {
    const best = study.best();
    return goal !== undefined && best !== undefined && reaches(goal, best.score);
  };
  const ended = await search({
    ...{ study, journal, queue, open, size, signal, recipeOf: working.recipeOf, metric: metric.name },
    ...{ clock: progress.clock, hasTime: progress.hasTime, crossFolds: job.crossFolds, isReached },
    overdue: { isSo: progress.isOverdue, stop: working.stop },
    onFold: (done) => {
      if (done.answer.type === "trial") working.kept.add(done.id, done.fold, done.answer.trial);
      working.onKept?.();
      progress.onFold(done);
    },
  });
  const rows = study.rows();
  const { ids, repeats } = working.planned();
  if (ids.length === 0 || repeats.length === 0)
    throw noneFinished(rows, { job, ended, seconds: progress.secondsOfTrial() });
  const finalists: Finalists = { type: "final", ids, repeats, ended, at: progress.clock() };
  await journal.note(finalists);
  return finalists;
}
