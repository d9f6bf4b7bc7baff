import { RegularizeError } from "../../core/index.ts";
import type { Recipe } from "../../job/recipe.ts";
import { baseOf, stepsOf } from "./data.ts";
import type { Context } from "./define.ts";

const isOpen = (text: string): boolean =>
  text.trimStart().startsWith("{") && text.split(/[[{]/u).length > text.split(/[\]}]/u).length;

/** What `--recipe` names: files, and recipes as they are written, `{dropout: .3, l2: 1e-3}`, whose commas part no list. */
export function recipesNamed({ recipe }: Context["values"]): string[] {
  const named: string[] = [];
  for (const word of recipe) {
    const last = named.at(-1);
    if (last !== undefined && isOpen(last)) named[named.length - 1] = `${last},${word}`;
    else named.push(word);
  }
  return named;
}

/**
 * The one recipe of `--recipe`, for a command that takes one: a file's, or what fit trains by itself, and what is written changes it. A flag wins over the
 * file, which wins over environment and settings. Throws E112 for several.
 */
export async function recipeOf(context: Context, command: string): Promise<Recipe | undefined> {
  const { io, values, isFlag } = context;
  const { readRecipes } = await import("../options/recipes.ts");
  const { isWritten } = await import("../options/yaml.ts");
  const { BASELINE } = await import("../../job/usual.ts");
  const usual = command === "fit" ? BASELINE : {};
  const above = baseOf(context, isFlag);
  let recipe: Recipe | undefined;
  for (const path of recipesNamed(values)) {
    if (recipe !== undefined && !isWritten(path)) throw several(path, `${path} is a second recipe`, command);
    const around =
      recipe === undefined
        ? { below: { ...(isWritten(path) ? usual : {}), ...baseOf(context, () => true) }, above }
        : { below: recipe, above: { ...above, name: recipe.name } };
    const recipes = await readRecipes(path, io, around);
    if (recipes.length !== 1) throw several(path, `${path} holds ${recipes.length} recipes`, command);
    recipe = recipes[0];
  }
  return recipe;
}

const several = (path: string, what: string, command: string): RegularizeError =>
  new RegularizeError({
    code: "E112",
    where: path,
    message: `${what}, and ${command} trains one`,
    todo: "regularize compare, which takes several",
  });

/** What the recipes of a sweep or of a learning curve have in common: the recipe's file, or the flags alone. */
export async function commonRecipe(context: Context, command: string): Promise<Partial<Recipe>> {
  const common = (await recipeOf(context, command)) ?? baseOf(context, () => true);
  const augment = stepsOf(context.values.augment);
  return augment === undefined ? common : { ...common, augment };
}
