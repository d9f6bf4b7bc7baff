import { USUAL } from "../../job/usual.ts";
import type { Setting } from "../types.ts";
import { isObject, type Json, text } from "./json.ts";

/** A step of augmentation as `--augment` takes it: `mixup=0.2`. */
function step(part: unknown): string {
  if (!isObject(part)) return String(part);
  return Object.entries(part)
    .map(([name, values]) => {
      const numbers = isObject(values) ? Object.values(values) : [values];
      return numbers.length === 0
        ? name
        : `${name}=${numbers.map((value) => text(value) || JSON.stringify(value)).join("/")}`;
    })
    .join(" ");
}

/** A setting as one cell: lists and steps of augmentation as text. */
function cell(value: unknown): Setting {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return value.slice(0, 400);
  if (Array.isArray(value)) return value.map(step).join(", ").slice(0, 400);
  return JSON.stringify(value ?? null);
}

/** What a recipe sets otherwise than `usual`; what is alike is not made a cell of. */
function cells(record: Json, usual: Readonly<Record<string, Setting>>): Record<string, Setting> {
  const found: Record<string, Setting> = {};
  for (const name in record) {
    const value = record[name];
    if (name === "name" || name === "__proto__" || value === usual[name]) continue;
    const shown = cell(value);
    if (shown !== usual[name]) found[name.slice(0, 80)] = shown;
  }
  return found;
}

/** What a recipe has that says nothing. */
export const defaults: Readonly<Record<string, Setting>> = cells(USUAL, {});

/** What a recipe sets otherwise. */
export const settingsOf = (recipe: unknown): Record<string, Setting> =>
  isObject(recipe) ? cells(recipe, defaults) : {};
