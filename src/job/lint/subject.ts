import { isHeld } from "../../core/index.ts";
import { type LintSituation, type Subject, Twins } from "../../decide/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { batchSizeOf, epochsOf, lossOf, type ModelShape, modelOf } from "../model.ts";
import type { Fold, Input } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import { situationOf } from "../source/situation.ts";

const STAND_INS: Readonly<Record<"table" | "image" | "text", ModelShape>> = {
  table: { kind: "table", width: 8, cardinalities: [], outputs: 2, isClassification: true },
  image: {
    ...{ kind: "image", channels: 3, height: 32, width: 32, mean: [0, 0, 0], deviation: [1, 1, 1] },
    ...{ outputs: 2, isClassification: true },
  },
  text: { kind: "text", encoding: "tokens", width: 64, vocabulary: 1000, outputs: 2, isClassification: true },
};

/** A shape that the recipe's network takes, where no data is known. */
function standInOf({ network, spatialDropout, filters }: Recipe): ModelShape {
  if (network === "cnn" || spatialDropout > 0 || filters.length > 0) return STAND_INS.image;
  if (network === "tfidf") return { ...STAND_INS.text, encoding: "tfidf" } as ModelShape;
  return network === "embeddingBag" || network === "textCnn" ? STAND_INS.text : STAND_INS.table;
}

/** What is judged of a recipe. Without a shape the model is built for a stand-in that its network takes. */
export function subjectOf(recipe: Recipe, situation: LintSituation = {}, shape = standInOf(recipe)): Subject {
  const { rows } = situation;
  const [batchSize, epochs] = [Math.min(batchSizeOf(recipe, rows ?? 0), rows ?? 0), epochsOf(recipe, rows ?? 0)];
  return {
    recipe,
    model: modelOf(recipe, shape),
    loss: lossOf(recipe, shape).name,
    situation: rows === undefined ? situation : { ...situation, batchSize, epochs },
  };
}

/** What is known of a fold: sizes, classes and twins. */
export function lintSituationOf(part: Fold<Input>, metric: Metric): LintSituation {
  const { task, train, validation } = part;
  const { kind, isClassification, hasCategories, rarest } = situationOf(part);
  const classes = task.kind === "regression" ? undefined : task.classes;
  const [x, other] = [train.x, validation.x];
  const others = kind !== "text" && isHeld(other) ? { ...validation, x: other } : undefined;
  const seen = isHeld(x) ? new Twins({ ...train, x }, others) : undefined;
  return {
    ...{ kind, isClassification, rows: train.rows, metric: metric.name },
    ...(classes === undefined ? {} : { classes }),
    ...(hasCategories === undefined ? {} : { hasCategories }),
    ...(rarest === undefined ? {} : { rarest }),
    ...(seen === undefined || classes === undefined ? {} : { twins: seen.byClass(classes) }),
    ...(seen === undefined || others === undefined ? {} : { across: seen.across() }),
  };
}
