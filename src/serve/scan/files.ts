import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseJournal } from "../../observe/index.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What a folder of a run holds, by one of which it is known. */
export const MARKS = ["manifest.json", "events.jsonl", "job.json", "metrics.jsonl", "study.jsonl"] as const;

/** The name by which a folder is asked for; nothing can be learned from it, and no path be made of it. */
export const idOf = (path: string): string => createHash("sha256").update(path).digest("base64url").slice(0, 16);

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number that can be shown, or null. */
export const score = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
export const text = (value: unknown, limit = 400): string => (typeof value === "string" ? value.slice(0, limit) : "");
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const at = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** The records of a journal that may be missing, torn, or being written. */
export async function records(path: string): Promise<readonly Json[]> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes === undefined ? [] : parseJournal(bytes).records;
}

/** `job.json` without its check: what is shown of it is not acted on. */
export async function jobOf(path: string): Promise<Json | undefined> {
  try {
    const content = await readFile(join(path, "job.json"), "utf8");
    const parsed: unknown = JSON.parse(content.slice(0, content.lastIndexOf("}") + 1));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Sizes and times of the files that tell how a run stands: another text, another standing. */
export async function fingerprint(path: string, marks: readonly string[] = MARKS): Promise<string> {
  const facts = await Promise.all(
    marks.map((name) =>
      stat(join(path, name)).then(
        ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
        () => "",
      ),
    ),
  );
  return facts.join("|");
}

/** Run folders of a place: the place itself when it is one, else those in it. */
export async function foldersIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => (MARKS as readonly string[]).includes(name))) return [root];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name));
}
