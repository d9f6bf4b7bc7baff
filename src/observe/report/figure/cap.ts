import { gain } from "../../../train/best.ts";
import { type ReportRecipe, type ReportResult, referenceOf } from "../types.ts";

/** Recipes that a report lists, failures among them, and characters that their names may have together. */
const RECIPES = 100;
const FAILED = 10;
const LETTERS = 400_000;

/**
 * The recipes that are listed, in their order, and how many others there are: the winner and plain, the best by validation, and of
 * those that failed one of each cause. A report stays small whatever there is to tell of.
 */
export function listed({ recipes, winner, metric }: ReportResult): {
  readonly recipes: readonly ReportRecipe[];
  readonly left: number;
} {
  const plain = referenceOf(recipes);
  const always = recipes.filter((of) => of === plain || of.name === winner);
  const better = (a: ReportRecipe, b: ReportRecipe): number =>
    gain(metric.better, b.validation.mean, a.validation.mean) || 0;
  const scored = recipes.filter((of) => of.failed === undefined).toSorted(better);
  const causes = new Map(recipes.toReversed().flatMap((of) => (of.failed === undefined ? [] : [[of.failed, of]])));
  const failed =
    recipes.length > RECIPES ? [...causes.values()].slice(0, FAILED) : recipes.filter((of) => of.failed !== undefined);
  const wanted = [...new Set([...always, ...failed, ...scored])].slice(0, RECIPES);
  let letters = 0;
  const fits = (of: ReportRecipe): boolean => {
    letters += of.name.length;
    return letters <= LETTERS || always.includes(of);
  };
  const kept = new Set(wanted.filter(fits));
  return { recipes: recipes.filter((of) => kept.has(of)), left: recipes.length - kept.size };
}

type Dot = { readonly score: number; readonly final: boolean };

/** About so many of the dots of a drawing, in their order: the best and the worst, those that were run again, others evenly. */
export function thinned<D extends Dot>(dots: readonly D[], most: number): readonly D[] {
  if (dots.length <= most) return dots;
  const sorted = dots.toSorted((a, b) => a.score - b.score);
  const again = dots.filter(({ final }) => final).slice(0, most >> 1);
  const evenly = Array.from({ length: most >> 1 }, (_, i) => dots[Math.floor((2 * i * dots.length) / most)]!);
  const kept = new Set([sorted[0]!, sorted.at(-1)!, ...again, ...evenly]);
  return dots.filter((dot) => kept.has(dot));
}
