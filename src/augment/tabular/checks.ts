import { RegularizeError } from "../../core/index.ts";
import type { Rows } from "./batch.ts";
import type { TrainingFold } from "./fold.ts";

/** A list that speaks of columns must have one entry per column: E237. */
export function checkWidth(owner: string, setting: string, list: readonly number[], width: number): void {
  if (list.length === width) return;
  throw new RegularizeError({
    code: "E237",
    where: `${owner}.${setting}`,
    message: `${owner}.${setting} needs one entry per column`,
    expected: `${width} entries`,
    received: `${list.length}`,
    todo: `give ${width} numbers, or none`,
  });
}

/** Distances need numbers: E233 at the first entry that is not finite. */
export function checkFinite(owner: string, { x, width }: Rows): void {
  let bad = 0;
  // Several times as fast as findIndex.
  while (bad < x.length && Number.isFinite(x[bad])) bad++;
  if (bad === x.length) return;
  const count = x.reduce((n, value) => n + (Number.isFinite(value) ? 0 : 1), 0);
  throw new RegularizeError({
    code: "E233",
    where: `training row ${Math.floor(bad / width) + 1}, column ${(bad % width) + 1}`,
    message: `${owner} measures distances: every entry must be finite`,
    expected: "a finite number",
    received: `${x[bad]} (${count} such ${count === 1 ? "entry" : "entries"} in all)`,
    todo: "fill in missing values first, as the preprocessing does; or use randomOverSampler, which copies rows",
  });
}

/** Interpolation is for numbers: E234 where columns hold the codes of categories. */
export function checkNumeric(owner: string, { categorical }: TrainingFold): void {
  if (categorical.length === 0) return;
  throw new RegularizeError({
    code: "E234",
    message: `${owner} interpolates, and half a category does not exist`,
    expected: "numeric columns only",
    received: `categories in column ${categorical.map((c) => c + 1).join(", ")}`,
    todo: "use smotenc, which takes categories from the neighbours; or randomOverSampler",
  });
}

/** Each row needs k others: E235 names the k that works. */
export function checkNeighbours(
  owner: string,
  found: { readonly rows: number; readonly of: string; readonly setting: string; readonly k: number },
): void {
  const { rows, of, setting, k } = found;
  if (rows > k) return;
  throw new RegularizeError({
    code: "E235",
    where: `${owner}.${setting}`,
    message: `${owner} looks for ${k} neighbours among too few rows`,
    expected: `at least ${k + 1} rows in ${of}`,
    received: `${rows}`,
    todo: rows > 1 ? `${setting}: ${rows - 1} works` : "no neighbour exists: use randomOverSampler, or class weights",
  });
}
