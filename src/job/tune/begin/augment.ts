import type { Metric } from "../../../train/metrics/index.ts";
import { showSteps } from "../../augment/steps.ts";
import { augmentNotices, type Chosen, chooseAugment } from "../../audit/compare.ts";
import { checkRecipe } from "../../check.ts";
import { usualAugment } from "../../ladder.ts";
import { epochsOf } from "../../model.ts";
import type { Fold, Input } from "../../prepare.ts";
import type { Queue } from "../../queue/queue.ts";
import { type Recipe, resolveRecipe } from "../../recipe.ts";
import { notice } from "../../notices.ts";
import type { LadderAudit, NoticeEvent } from "../../types.ts";
import type { TuneOptions } from "../types.ts";

type Steps = Recipe["augment"];

/** Of a budget in time, what an audit may take. */
const AUDIT_SHARE = 0.15;
/** Trainings of an audit: the clean model, and about one more to look at a step that seems to break labels. */
const TRAININGS = 2;
/** Epochs of the clean model: it is asked what it knows, not how good it may get. */
const AUDIT_EPOCHS = 20;

export interface Augmenting {
  readonly options: TuneOptions;
  readonly metric: Metric;
  readonly sha256: string;
  readonly queue: Queue;
  /** Seconds that an epoch takes; 0 where time does not matter. */
  readonly epochSeconds: number;
  readonly budgetSeconds?: number | undefined;
  readonly onEvent: (event: NoticeEvent) => void;
}

/** What a search may try, and what the audit said of it. */
export interface Augmented {
  readonly augment: Steps;
  readonly audit?: LadderAudit;
  readonly notices: readonly NoticeEvent[];
}

/**
 * The steps that a search may try: of tables those that these rows take; of images and texts those that the audit found safe, before anything is
 * searched. What breaks labels, or may, is left out: the user can name it.
 */
export async function augmentFor(part: Fold<Input>, of: Augmenting): Promise<Augmented> {
  const { options, epochSeconds, budgetSeconds, onEvent, ...rest } = of;
  const { kind } = part.input;
  const usual = kind === "text" ? [...usualAugment(kind), { wordDropout: 0.1 }] : usualAugment(kind);
  if (options.base?.augment !== undefined) return { augment: [], notices: [] };
  if (kind === "table") return { augment: await taken(part, usual, of.metric), notices: [] };
  const clean = resolveRecipe({ name: "clean", ...options.base });
  const epochs = Math.min(AUDIT_EPOCHS, epochsOf(clean, part.train.rows));
  const seconds = TRAININGS * epochs * epochSeconds;
  if (seconds > AUDIT_SHARE * (budgetSeconds ?? Number.POSITIVE_INFINITY))
    return { augment: [], notices: [notice("warning", tooLong(usual, seconds, budgetSeconds!))] };
  onEvent(notice("model", `auditing ${showSteps(usual)} first: do labels survive? (change: --augment)`));
  const base = { ...options.base, epochs };
  const chosen = await chooseAugment(part, rest, { ...options, augment: usual, base });
  return cleared(chosen);
}

const tooLong = (steps: Steps, seconds: number, budget: number): string =>
  `augmentation is not searched: to audit ${showSteps(steps)} takes about ${Math.ceil(seconds)} of ${budget} s (change: --budget, or name it with --augment)`;

/** None where the rows do not take them: every trial that tries them would fail. */
async function taken(part: Fold<Input>, augment: Steps, metric: Metric): Promise<Steps> {
  return checkRecipe(resolveRecipe({ name: "augmentation", augment }), part, metric).then(
    () => augment,
    () => [],
  );
}

/** The steps that are safe; others are left out with what the audit said of them. */
function cleared({ audit, augment }: Chosen): Augmented {
  if (audit === undefined) return { augment, notices: [] };
  const lineOf = (step: Steps[number]) => audit.lines.find(({ operation }) => operation === showSteps([step]));
  const safe = audit.steps.filter((step) => lineOf(step)?.verdict === "safe");
  const unclear = audit.steps.filter((step) => !safe.includes(step));
  const leftOut = [
    ...audit.leftOut,
    ...unclear.map((step) => ({ name: showSteps([step]), why: lineOf(step)?.why ?? "the audit can't tell" })),
  ];
  const whole: LadderAudit = { ...audit, steps: safe, leftOut };
  return { augment: safe, audit: whole, notices: augmentNotices({ augment: safe, audit: whole }) };
}
