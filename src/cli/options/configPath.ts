import { existsSync } from "node:fs";
import { join } from "node:path";

/** The file that is read when it lies in the working folder and no other is named. */
export const CONFIG_FILE = "regularize.yaml";

/** The path of the file of settings: named by flag, by environment, or lying here; undefined when there is none. */
export function configPath(
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string | undefined {
  const named = given ?? (env["REGULARIZE_CONFIG"] || undefined);
  return named ?? (existsSync(join(cwd, CONFIG_FILE)) ? CONFIG_FILE : undefined);
}
