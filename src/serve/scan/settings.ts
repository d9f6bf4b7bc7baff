import { resolveRecipe } from "../../job/recipe.ts";
import type { Setting } from "../types.ts";
import { isObject, type Json } from "./json.ts";

/** A setting as one cell: lists and steps of augmentation as text. */
export function cell(value: unknown): Setting {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return value.slice(0, 400);
  if (Array.isArray(value))
    return value.map((part) => (isObject(part) ? JSON.stringify(part) : String(part))).join(", ");
  return JSON.stringify(value ?? null);
}

const cells = (record: Json): Record<string, Setting> =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([key]) => key !== "name" && key !== "__proto__")
      .map(([key, value]) => [key.slice(0, 80), cell(value)]),
  );

/** What a recipe has that says nothing. */
export const defaults: Readonly<Record<string, Setting>> = cells(resolveRecipe({ name: "default" }));

/** What a recipe sets otherwise. */
export function settingsOf(recipe: unknown): Record<string, Setting> {
  if (!isObject(recipe)) return {};
  return Object.fromEntries(Object.entries(cells(recipe)).filter(([key, value]) => defaults[key] !== value));
}
