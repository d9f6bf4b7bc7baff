import { plural } from "../core/count.ts";
import { keyOf, RegularizeError } from "../core/index.ts";
import { classCounts } from "../train/balance/index.ts";
import type { Metric } from "../train/metrics/index.ts";
import { batchSizeOf, describeModel, epochsOf, modelOf, optimizerOf } from "./model.ts";
import type { Fold } from "./prepare.ts";
import type { Recipe } from "./recipe.ts";
import { notice } from "./notices.ts";
import type { CompareOptions, NoticeEvent } from "./types.ts";

/**
 * Refuses a recipe that cannot be trained on these rows, before anything is: a network that does not fit (E137), steps that do
 * not exist, fit or find enough rows (E136, E23x, E26x), labels that cannot be tuned (E347).
 */
export async function checkRecipe(recipe: Recipe, part: Fold, metric: Metric): Promise<void> {
  modelOf(recipe, part.shape);
  optimizerOf(recipe);
  if (tunes(recipe, metric)) checkTuning(part);
  const source = await part.source(recipe);
  // What a step asks of the columns or of the size shows when it draws.
  await source?.draw(Int32Array.of(0, 1), { epoch: 0, key: keyOf(part.seed) });
  await source?.close?.();
}

const tunes = ({ threshold }: Recipe, { labelsOnly }: Metric): boolean => threshold === "tuned" && labelsOnly === true;

/** Each class that occurs in validation needs a row to choose by and one to measure with. */
function checkTuning({ task, shape, validation }: Fold): void {
  if (task.kind === "regression") return;
  const single = classCounts({ y: validation.y, classes: shape.outputs }).indexOf(1);
  if (single < 0) return;
  throw new RegularizeError({
    code: "E347",
    where: "threshold",
    message: `threshold "tuned" needs two validation rows of each class: one that chooses, one that measures`,
    received: `one row of ${JSON.stringify(task.classes[single])}`,
    todo: 'threshold: "even", or a larger share of validation rows (--split 60/20/20)',
  });
}

/** E106: more rows in a batch than there are. */
export function checkBatch({ base = {}, recipes = [] }: CompareOptions, { train }: Fold): void {
  for (const { batchSize = 0 } of [base, ...recipes])
    if (batchSize > train.rows)
      throw new RegularizeError({
        code: "E106",
        where: "--batch-size",
        message: `A batch of ${batchSize} rows is more than the ${train.rows} training rows`,
        todo: `--batch-size ${Math.min(32, train.rows)}`,
      });
}

/** What a recipe asks for and does not get, with this metric or without classes. */
export const unusedNotices = (recipes: readonly Recipe[], metric: Metric, part: Fold): NoticeEvent[] =>
  recipes.flatMap((recipe) =>
    unused(recipe, metric, part.shape.isClassification).map((what) => notice("warning", `${recipe.name}: ${what}`)),
  );

function unused(recipe: Recipe, metric: Metric, isClassification: boolean): string[] {
  const { threshold, classWeights, labelSmoothing } = recipe;
  if (isClassification)
    return threshold === "tuned" && !tunes(recipe, metric)
      ? [`threshold "tuned" changes nothing: ${metric.title} does not judge labels (change: --metric balancedAccuracy)`]
      : [];
  const asked = [
    ...(threshold === "tuned" ? ['threshold "tuned"'] : []),
    ...(classWeights === "none" ? [] : [`classWeights "${classWeights}"`]),
    ...(labelSmoothing > 0 ? [`labelSmoothing ${labelSmoothing}`] : []),
  ];
  return asked.map((what) => `${what} changes nothing: regression has no classes`);
}

/** The network of a recipe and how long it is trained. */
export function modelNotice(plain: Recipe, { shape, train }: Fold): NoticeEvent {
  const layers = describeModel(plain, shape);
  const how = `${plural(epochsOf(plain, train.rows), "epoch")}, batch ${batchSizeOf(plain, train.rows)}, lr ${plain.learningRate}`;
  const message = `${layers}, ${how} (change: --hidden --epochs --batch-size --lr)`;
  return notice("model", message);
}
