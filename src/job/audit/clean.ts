import { type Recipe, resolveRecipe } from "../recipe.ts";

/** The clean model's recipe: the field's usual baseline, so that what it does not know is not for want of training. */
export const cleanRecipe = (base: Partial<Recipe> = {}): Recipe =>
  resolveRecipe({ l2: 1e-4, earlyStopping: true, schedule: "plateau", ...base, augment: [], name: "clean" });

/** A metric of classes that minds probabilities, not labels alone. */
export const isRanking = ({
  labelsOnly,
  kinds,
}: {
  readonly labelsOnly?: true;
  readonly kinds: readonly string[];
}): boolean => labelsOnly !== true && !kinds.includes("regression");
