import { RegularizeError } from "../../core/index.ts";
import { show } from "../wording.ts";
import { type Measures, measure } from "./measure.ts";
import type { Found, Story } from "./story.ts";
import type { Rule } from "./verdicts/define.ts";
import { diverged } from "./verdicts/diverged.ts";
import { benignGap, good } from "./verdicts/gap.ts";
import { harmfulOverfitting } from "./verdicts/harmfulOverfitting.ts";
import { leak } from "./verdicts/leak.ts";
import { noisyLabels } from "./verdicts/noisyLabels.ts";
import { noSignal } from "./verdicts/noSignal.ts";
import { notFinished } from "./verdicts/notFinished.ts";
import { staleBatchNorm } from "./verdicts/staleBatchNorm.ts";
import { tooSmall } from "./verdicts/tooSmall.ts";
import { underfitting } from "./verdicts/underfitting.ts";

export interface Diagnosis extends Found {
  /** Verdicts that hold beside the first, such as a gap of noisy labels. */
  readonly also: readonly Found[];
  /** Numbers that can be required, by name. */
  readonly values: Readonly<Record<string, number>>;
}

/** What makes a run worthless comes first, then what is sure however few the rows, then what needs many, then degrees. */
const RULES: readonly Rule[] = [
  ...[diverged, leak, staleBatchNorm, underfitting, noSignal, noisyLabels],
  ...[harmfulOverfitting, tooSmall, notFinished, benignGap],
];

/** Epochs of a curve. Where the last weights are kept, fewer than the second cannot show that validation turned. */
const FEWEST = 2;
const FEWEST_TO_TURN = 5;

/**
 * What is the matter with one training, from its curves. A gap alone is never a fault. Rescaling all losses changes nothing.
 * Throws E165 for a history without epochs.
 */
export function diagnose(story: Story): Diagnosis {
  if (story.epochs.length === 0)
    throw new RegularizeError({
      code: "E165",
      message: "There is no epoch to diagnose",
      todo: "train for some epochs",
    });
  const measures = measure(story);
  const values = valuesOf(measures);
  const broken = diverged(measures);
  if (broken !== undefined) return { ...broken, also: [], values };
  const found = RULES.flatMap((rule) => rule(measures) ?? []);
  if (isTooShort(measures) && found.every(({ kind }) => kind === "benignGap"))
    return { ...tooShort(measures), also: [], values };
  const [first = good(measures)!, ...also] = settled(found, measures);
  return { ...first, also, values };
}

/** Part of validation's error that is lost in five epochs, from which what contradicts labels is still to be learned. */
const MOVING = 0.05;

/** While validation falls fast no label is accused: the model is wrong, as it will be less soon. */
function settled(found: readonly Found[], { falling }: Measures): readonly Found[] {
  const isMoving = falling.low > MOVING && found.some(({ kind }) => kind === "notFinished");
  return isMoving ? found.filter(({ kind }) => kind !== "noisyLabels") : found;
}

const isTooShort = ({ story, validation }: Measures): boolean =>
  validation.length < (story.restores ? FEWEST : FEWEST_TO_TURN);

const tooShort = ({ story, title, validation, score }: Measures): Found => ({
  kind: "cannotTell",
  sentence:
    validation.length < FEWEST
      ? "can't tell: one epoch is no curve"
      : `can't tell: ${validation.length} epochs are too few to see validation turn: ${title} ${show(score(Math.min(...validation)))} at its best, ${show(score(validation.at(-1)!))} at the end`,
  evidence: { epochs: story.epochs.length },
  next: { edit: "epochs: 20", expect: "curves that can be read" },
});

/** Scores at the kept weights in the metric's own units; loss, gap and GL. */
function valuesOf({ story, kept, gap, gl, unit, train, validation, score }: Measures): Record<string, number> {
  const losses = story.epochs.map(({ loss }) => loss.validation).filter(Number.isFinite);
  const named = unit === "loss" ? {} : { [unit]: score(kept.validation) };
  return {
    ...{ gap: gap.value, train: score(kept.train), validation: score(kept.validation), ...named },
    ...{ gl: story.restores ? 0 : gl.value, loss: losses[kept.at] ?? Number.NaN, epochs: story.epochs.length },
    ...(train.length === 0 || validation.length === 0 ? { gap: Number.NaN } : {}),
  };
}
