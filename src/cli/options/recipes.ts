import { basename, extname } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import type { Recipe } from "../../job/recipe.ts";
import { isWritten, type Reader, readYaml, type YamlFile } from "./yaml.ts";

/** What the command line says about every recipe: below the file's own words, or above them. */
export interface Around {
  readonly below?: Partial<Recipe>;
  readonly above?: Partial<Recipe>;
  /** What the recipe of a run is called, from its own name; as there when absent. */
  readonly nameOfRun?: (name: string) => string;
}

type At = readonly (string | number)[];

/** The `recipe` part of a run's `recipe.json`; undefined for anything else. */
function partOfCard(value: unknown, nameOfRun: (name: string) => string): unknown {
  // No recipe has these two: only the card of a model, on whatever kind of data.
  if (typeof value !== "object" || value === null || !("task" in value) || !("recipe" in value)) return undefined;
  const { recipe } = value;
  if (typeof recipe !== "object" || recipe === null || !("name" in recipe)) return recipe;
  return typeof recipe.name === "string" ? { ...recipe, name: nameOfRun(recipe.name) } : recipe;
}

/**
 * The recipes of a YAML file: one, or a list of them; or that of a run, from its `recipe.json`. A single one without a name is called like its file.
 * Throws E114/E115 for a file that is not YAML, E130 for an unknown name and E131 for a value that is not legal, with line and column.
 */
export async function readRecipes(
  path: string,
  reader: Reader,
  { below, above, nameOfRun = (name) => name }: Around,
): Promise<Recipe[]> {
  const { recipeKeys, resolveRecipe } = await import("../../job/recipe.ts");
  const file = await readYaml(path, reader, "--recipe");
  const part = partOfCard(file.value, nameOfRun);
  const isList = Array.isArray(file.value);
  const given: readonly unknown[] = Array.isArray(file.value) ? file.value : [part ?? file.value];
  return given.map((one, i) => {
    const at: At = isList ? [i] : part === undefined ? [] : ["recipe"];
    if (typeof one !== "object" || one === null || Array.isArray(one)) throw noRecipe(path, file, at);
    const named = isList ? one : { name: isWritten(path) ? "recipe" : basename(path, extname(path)), ...one };
    try {
      return resolveRecipe({ ...below, ...named, ...above });
    } catch (error) {
      throw error instanceof RegularizeError ? placed(error, file, at, one, recipeKeys) : error;
    }
  });
}

const noRecipe = (path: string, file: YamlFile, at: At): RegularizeError =>
  new RegularizeError({
    code: "E131",
    where: file.place(at),
    message: `${path} holds no recipe here`,
    expected: "names and values, such as `dropout: 0.3`",
    todo: "name: mine, and on the next line dropout: 0.3",
  });

/** The same error, with the line and column that it is about. */
function placed(error: RegularizeError, file: YamlFile, at: At, given: object, known: readonly string[]) {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  const path = (error.where ?? "").split(".").slice(1);
  const inside = path.map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
  const where = error.code === "E130" ? file.place([...at, unknown ?? ""]) : file.placeOfValue([...at, ...inside]);
  const { code, message, expected, received, details, todo } = error;
  return new RegularizeError({
    ...{ code, message, where, details, cause: error },
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    ...(todo === undefined ? {} : { todo }),
  });
}
