import { basename, extname } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import type { Recipe } from "../../job/recipe.ts";
import { type Reader, readYaml, type YamlFile } from "./yaml.ts";

/** What the command line says about every recipe: below the file's own words, or above them. */
export interface Around {
  readonly below?: Partial<Recipe>;
  readonly above?: Partial<Recipe>;
}

/**
 * The recipes of a YAML file: one, or a list of them. A single one without a name is called like its file.
 * Throws E114/E115 for a file that is not YAML, E130 for an unknown name and E131 for a value that is not legal, with line and column.
 */
export async function readRecipes(path: string, reader: Reader, { below, above }: Around): Promise<Recipe[]> {
  const { recipeKeys, resolveRecipe } = await import("../../job/recipe.ts");
  const file = await readYaml(path, reader, "--recipe");
  const isList = Array.isArray(file.value);
  const given: readonly unknown[] = Array.isArray(file.value) ? file.value : [file.value];
  return given.map((one, i) => {
    if (typeof one !== "object" || one === null || Array.isArray(one)) throw noRecipe(path, file, isList ? [i] : []);
    const named = isList ? one : { name: basename(path, extname(path)), ...one };
    try {
      return resolveRecipe({ ...below, ...named, ...above });
    } catch (error) {
      throw error instanceof RegularizeError ? placed(error, file, isList ? [i] : [], one, recipeKeys) : error;
    }
  });
}

const noRecipe = (path: string, file: YamlFile, at: number[]): RegularizeError =>
  new RegularizeError({
    code: "E131",
    where: file.place(at),
    message: `${path} holds no recipe here`,
    expected: "names and values, such as `dropout: 0.3`",
    todo: "name: mine, and on the next line dropout: 0.3",
  });

/** The same error, with the line and column that it is about. */
function placed(error: RegularizeError, file: YamlFile, at: number[], given: object, known: readonly string[]) {
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
