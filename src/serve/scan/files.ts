import { hash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Facts, factsOf, quickDisk } from "./disk.ts";
import { isObject, type Json } from "./json.ts";

/** What a folder of a run holds, by one of which it is known. */
const MARKS = ["manifest.json", "events.jsonl", "job.json", "metrics.jsonl", "study.jsonl"] as const;

/** Sixteen characters that stand for a text. */
export const shortDigest = (content: string): string => hash("sha256", content, "base64url").slice(0, 16);

/** The name by which a folder is asked for; nothing can be learned from it, and no path be made of it. */
export const idOf = (path: string): string => shortDigest(path);

/** `job.json` without its check: what is shown of it is not acted on. */
export async function jobOf(path: string): Promise<Json | undefined> {
  try {
    const content = new TextDecoder().decode(await quickDisk.read(join(path, "job.json")));
    const parsed: unknown = JSON.parse(content.slice(0, content.lastIndexOf("}") + 1));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export type Marks = readonly (Facts | undefined)[];
export const marksOf = (path: string, names: readonly string[] = MARKS): Marks =>
  names.map((name) => factsOf(join(path, name)));

/** Sizes and times of the files that tell how a run stands: another text, another standing. */
export const fingerprint = (marks: Marks): string =>
  marks.map((found) => (found === undefined ? "" : `${found.size} ${found.mtimeMs}`)).join("|");

/** What a file is known by from one start of the server to the next: no other one has all of it, nor has this one once it was written anew. */
export const identity = ({ size, mtimeMs, ctimeMs, ino }: Facts): string => `${size} ${mtimeMs} ${ctimeMs} ${ino}`;

/** Run folders of a place: the place itself when it is one, else those in it. */
export function foldersIn(root: string): string[] {
  try {
    const entries = readdirSync(root, { withFileTypes: true });
    if (entries.some(({ name }) => (MARKS as readonly string[]).includes(name))) return [root];
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name));
  } catch {
    return [];
  }
}
