import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { RegularizeError } from "../../../core/index.ts";
import type { RewriteCache } from "./rewriter.ts";

type Entry = readonly [name: string, text: string];

/** What a line holds; undefined for one that a crash has torn, which is as if it were not there. */
function entryOf(line: string): Entry | undefined {
  try {
    const { name, text } = JSON.parse(line) as { readonly name?: unknown; readonly text?: unknown };
    return typeof name === "string" && typeof text === "string" ? [name, text] : undefined;
  } catch {
    return undefined;
  }
}

const lineOf = ([name, text]: Entry): string => `${JSON.stringify({ name, text })}\n`;

const failure = (path: string, cause: unknown): RegularizeError =>
  new RegularizeError({
    code: "E298",
    where: path,
    message: `Cannot use ${path} as a cache of rewritings`,
    details: [cause instanceof Error ? cause.message : String(cause)],
    todo: "name a file in a folder that you may write to",
    cause,
  });

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw failure(path, cause);
  }
}

async function append(path: string, lines: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, lines);
  } catch (cause) {
    throw failure(path, cause);
  }
}

/**
 * A cache in a file of JSON lines `{"name", "text"}`, made with its folder where there is none. Each `put` appends its lines
 * in one write: processes may share a file, and a crash costs at most its last lines. Throws E298, before any work is done.
 */
export async function openRewriteCache(path: string): Promise<RewriteCache> {
  const content = await read(path);
  await append(path, content === "" || content.endsWith("\n") ? "" : "\n");
  const known = new Map<string, string>();
  for (const line of content.split("\n")) {
    const entry = entryOf(line);
    if (entry !== undefined) known.set(...entry);
  }
  return {
    get: (name) => known.get(name),
    put: async (entries) => {
      await append(path, entries.map(lineOf).join(""));
      for (const entry of entries) known.set(...entry);
    },
  };
}
