import { holds, inGateOrder } from "./condition.ts";
import { type Assignment, canonical, type Json, type Space } from "./types.ts";

/** What a recipe gets of an assignment: no switches of the search, and `off` where a parameter is not active. */
export function toRecipe(space: Space, values: Assignment): { readonly [key: string]: Json } {
  const recipe: Record<string, Json> = {};
  for (const { name, off, helper } of space.parameters) {
    const value = values[name] ?? off;
    if (helper !== true && value !== undefined) recipe[name] = value;
  }
  return recipe;
}

/** The assignment that a recipe is, its switches inferred from what is off; what the space does not know is left out. */
export function fromRecipe(space: Space, recipe: { readonly [key: string]: unknown }): Assignment {
  const values: Record<string, Json> = {};
  const used = (name: string): boolean => {
    const behind = space.parameters.filter(({ when }) => when?.[name] === true);
    return behind.some(({ name: key, off }) => recipe[key] !== undefined && canonical(recipe[key]) !== canonical(off));
  };
  for (const { name, helper, when } of inGateOrder(space.parameters)) {
    if (!holds(when, values)) continue;
    const value = recipe[name] ?? (helper === true ? used(name) : undefined);
    if (value !== undefined) values[name] = value as Json;
  }
  return values;
}
