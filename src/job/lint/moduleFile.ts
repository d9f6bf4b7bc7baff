import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RegularizeError } from "../../core/index.ts";
import type { Module } from "../../nn/context.ts";

const isModule = (value: unknown): value is Module =>
  typeof value === "object" &&
  value !== null &&
  "apply" in value &&
  typeof value.apply === "function" &&
  "name" in value &&
  typeof value.name === "string" &&
  "facts" in value &&
  "settings" in value;

/**
 * The models that a JavaScript module exports, by name. The file is run: only one that the user named. Throws E161 for a file
 * that cannot be run or exports none.
 */
export async function modelsIn(path: string): Promise<[name: string, model: Module][]> {
  const exported = await import(pathToFileURL(resolve(path)).href).then(
    (module: unknown) => Object.entries(module as object),
    (cause: unknown) => {
      const isTyped = /\.[cm]?ts$/u.test(path) && /unknown file extension/iu.test(String(cause));
      throw noModel(path, isTyped ? "cannot be run by this Node" : "cannot be run", String(cause), cause);
    },
  );
  const models = exported.filter((entry): entry is [string, Module] => isModule(entry[1]));
  if (models.length > 0) return models;
  throw noModel(path, "exports no model", exported.map(([name]) => name).join(", ") || "no exports");
}

const noModel = (path: string, what: string, received: string, cause?: unknown): RegularizeError =>
  new RegularizeError({
    code: "E161",
    where: path,
    message: `${path} ${what}`,
    expected: "a JavaScript module that exports one, such as sequential(linear(64), relu(), linear(2))",
    received,
    todo: `export default sequential(…) in ${path}`,
    cause,
  });
