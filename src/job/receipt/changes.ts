import type { Recipe } from "../recipe.ts";
import { USUAL } from "../usual.ts";

/** A recipe without what it has by default: as a person would write it. */
export function changesOf(recipe: Recipe): Partial<Recipe> & Pick<Recipe, "name"> {
  const isUsual = (key: string, value: unknown): boolean =>
    JSON.stringify(value) === JSON.stringify(USUAL[key as keyof typeof USUAL]);
  const own = Object.entries(recipe).filter(([key, value]) => key !== "name" && !isUsual(key, value));
  return { name: recipe.name, ...Object.fromEntries(own) };
}
