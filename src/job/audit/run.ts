import { fold, type Key, keyOf } from "../../core/index.ts";
import { type Answers, type AuditResult, auditOperations, type Evaluation } from "../../decide/index.ts";
import type { Runtime } from "../../run/index.ts";
import type { Trainer } from "../../train/trainer.ts";
import { pickRows } from "../../train/pick.ts";
import type { AnyExamples } from "../../train/score.ts";
import type { Fold } from "../source/fold.ts";
import type { Recipe } from "../recipe.ts";
import { throwIfStopped } from "../stop.ts";
import { stoppable } from "../stoppable.ts";
import { runTrial, trainedAs, type Trial, type TrialOptions } from "../trial.ts";
import type { Audited } from "./operations.ts";

/** Rows that are audited at most: more make verdicts hardly surer. */
const MOST_ROWS = 2000;

export interface FoldAudit {
  readonly part: Fold;
  /** What the clean model is trained by; it augments nothing. */
  readonly recipe: Recipe;
  readonly metric: string;
  readonly runtime: Runtime;
  readonly operations: readonly Audited[];
  /** Trains once more, with the operation, where labels seem not to survive: is it broken, or only unfamiliar? */
  readonly relearns: boolean;
  readonly ranking: boolean;
  readonly observe?: (operation: Audited, evaluation: Evaluation) => void;
  /** Told at once where the rows are too few to show anything safe. */
  readonly foretell?: (limits: string) => void;
  /** Looked at after each step, and while rows are changed. */
  readonly signal?: AbortSignal | undefined;
}

/** What an audit found, and the trial of the clean model that it asked. */
export interface FoldAudited {
  readonly audit: AuditResult;
  readonly trial: Trial;
}

/** Trains a model on clean training rows and asks it about validation rows that operations changed. */
export async function auditFold(options: FoldAudit): Promise<FoldAudited> {
  const { part, recipe, metric, runtime, operations, relearns, ranking, observe, foretell, signal } = options;
  const key = fold(keyOf(part.seed), "audit");
  const trial = await runTrial(recipe, part, { seed: part.seed, metric, runtime, checkpoint: stopAt(signal) });
  const trainer = await trainedAs(recipe, part, { seed: part.seed, runtime }, trial);
  const rows = Int32Array.from({ length: Math.min(MOST_ROWS, part.validation.rows) }, (_, i) => i);
  const clean = pickRows(part.validation, rows);
  const changed = (step: ReturnType<Audited["audited"]>, draw: Key): AnyExamples => ({
    ...clean,
    x: stoppable(
      part.copies(
        [step],
        clean.ids!.map((id) => id - 1),
        draw,
      ),
      clean.rows,
      signal,
    ),
  });
  const audit = await auditOperations<Audited>({
    operations,
    ...{ clean: await answersOf(part, trainer, clean), ranking },
    ...(part.task.kind === "regression" ? {} : { classes: part.task.classes }),
    score: (operation, strength, draw) =>
      answersOf(part, trainer, changed(operation.audited(strength), fold(key, operation.name, draw))),
    ...(relearns ? { relearn: relearner(options, clean, changed, key) } : {}),
    ...(observe === undefined ? {} : { observe }),
    ...(foretell === undefined ? {} : { foretell }),
  });
  return { audit, trial };
}

/** Nothing is saved on the way: a checkpoint is due once the work is to stop, and stops it. */
const stopAt = (signal: AbortSignal | undefined): NonNullable<TrialOptions["checkpoint"]> => ({
  due: () => signal?.aborted === true,
  save: async () => throwIfStopped(signal),
});

const answersOf = async ({ interpret }: Fold, trainer: Trainer, examples: AnyExamples): Promise<Answers> =>
  interpret(examples, await trainer.predict(examples.x, examples.rows));

/** Trains as the clean model was, with the operation in half of the draws. */
function relearner(
  { part, recipe, metric, runtime, signal }: FoldAudit,
  clean: AnyExamples,
  changed: (step: ReturnType<Audited["audited"]>, draw: Key) => AnyExamples,
  key: Key,
) {
  return async (operation: Audited, strength?: number): Promise<{ clean: Answers; changed: Answers }> => {
    const step = operation.audited(strength);
    const half = part.shape.kind === "image" ? { randomApply: { of: [step], p: 0.5 } } : step;
    const taught = { ...recipe, augment: [half as Recipe["augment"][number]] };
    const trial = await runTrial(taught, part, { seed: part.seed, metric, runtime, checkpoint: stopAt(signal) });
    const trainer = await trainedAs(taught, part, { seed: part.seed, runtime }, trial);
    const draw = fold(key, operation.name, "relearn");
    return {
      clean: await answersOf(part, trainer, clean),
      changed: await answersOf(part, trainer, changed(step, draw)),
    };
  };
}
