import type { Study } from "../../decide/index.ts";
import type { FoldDone } from "./search.ts";
import type { StudyJob, TuneEvent } from "./types.ts";

/** How far a study is, and whether there is time to go on. */
export interface Progress {
  /** Seconds that the study has worked, those before a stop included. */
  readonly clock: () => number;
  /** Whether the budget has room for another fold, with enough left for the final. */
  readonly hasTime: () => boolean;
  /** Seconds that one trial of the search takes, by what was trained; NaN before that. */
  readonly secondsOfTrial: () => number;
  readonly toFinal: (orders: number) => void;
  readonly onFold: (done: FoldDone) => void;
}

interface Given {
  readonly job: StudyJob;
  readonly study: Study;
  /** Seconds that the study had worked before. */
  readonly at: number;
  /** Seconds of each fold that was trained before. */
  readonly told: readonly number[];
  readonly size: number;
  readonly now?: (() => number) | undefined;
}

/** Counts folds and their seconds, and tells each as an event. */
export function createProgress(
  { job, study, at, told, size, now = () => performance.now() }: Given,
  onEvent: (event: TuneEvent) => void,
): Progress {
  const { folds, top, reruns } = job;
  const { budgetSeconds = Number.POSITIVE_INFINITY, trials } = job.options;
  const start = now();
  let spent = told.reduce((sum, seconds) => sum + seconds, 0);
  let done = told.length;
  let final: number | undefined;
  const clock = (): number => at + (now() - start) / 1000;
  const perFold = (): number => spent / done;
  // The default is in the final whatever its place; without a finished trial there is none to reserve time for.
  const ofFinal = (): number => {
    const finalists = Math.min(top + 1, study.top(top + 1).length);
    return finalists === 0 ? 0 : (finalists * reruns * perFold()) / Math.min(size, finalists * reruns);
  };
  const total = (): number => {
    if (final !== undefined) return final;
    if (trials !== undefined) return Math.max(done, trials * folds);
    const left = Math.max(0, budgetSeconds - ofFinal() - clock());
    return done + Math.max(1, Math.round((left * size) / Math.max(1e-3, perFold())));
  };
  return {
    clock,
    hasTime: () => clock() + ofFinal() < budgetSeconds,
    secondsOfTrial: () => (perFold() * folds) / Math.min(size, folds),
    toFinal: (orders) => {
      final = done + orders;
    },
    onFold: ({ recipe, fold, answer }) => {
      done++;
      spent += answer.type === "trial" ? answer.seconds : 0;
      const common = { v: 1, type: "trial", recipe: recipe.name, seed: fold, done, total: total() } as const;
      if (answer.type === "error") {
        const { code, message } = answer.error;
        onEvent({ ...common, status: "failed", seconds: 0, error: { code, message } });
        return;
      }
      const { trial, seconds } = answer;
      const { train, validation, end } = trial;
      onEvent({ ...common, status: "ok", train, validation, epochs: end.epochs, seconds });
    },
  };
}
