import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../job/version.ts";
import type { RunSummary } from "../types.ts";
import { idOf } from "./files.ts";
import { isObject } from "./json.ts";

/** A finished run as it was read, and the print of its manifest by then. */
interface Entry {
  readonly print: string;
  readonly summary: RunSummary;
}

/** Fewer runs than this are read as quickly as remembered. */
const WORTHWHILE = 50;
/** Bytes of a file that is still read at once. */
const MOST = 128 * 1024 * 1024;

const isSummary = (value: unknown): value is RunSummary =>
  isObject(value) &&
  typeof value["id"] === "string" &&
  typeof value["name"] === "string" &&
  Array.isArray(value["trials"]);
const isEntry = (value: unknown): value is Entry =>
  isObject(value) && typeof value["print"] === "string" && isSummary(value["summary"]);

/** What wrote the file: a newer build may make other summaries of the same runs. */
function builtAt(): number {
  try {
    return statSync(fileURLToPath(import.meta.url)).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * Summaries of finished runs from one start of the server to the next, in a file of the user's cache. A summary holds while
 * its manifest has the same size, times and inode. It is never needed: a file that is missing, torn, of another version or cannot be
 * written costs the time of reading the runs again.
 */
export class Remembered {
  readonly #file: string;
  readonly #stamp: string;
  readonly #least: number;
  #entries: ReadonlyMap<string, Entry> | undefined;

  constructor(
    folder: string,
    roots: readonly string[],
    {
      stamp = `${VERSION} ${builtAt()}`,
      least = WORTHWHILE,
    }: { readonly stamp?: string; readonly least?: number } = {},
  ) {
    this.#file = join(folder, `runs-${idOf(roots.join("\n"))}.json`);
    this.#stamp = stamp;
    this.#least = least;
  }

  /** The summary of a run whose manifest is as it was then. */
  find(id: string, print: string): RunSummary | undefined {
    this.#entries ??= this.#load();
    const entry = this.#entries.get(id);
    return entry?.print === print && entry.summary.id === id ? entry.summary : undefined;
  }

  #load(): ReadonlyMap<string, Entry> {
    try {
      if (statSync(this.#file).size > MOST) return new Map();
      const found: unknown = JSON.parse(readFileSync(this.#file, "utf8"));
      if (!isObject(found) || found["stamp"] !== this.#stamp || !isObject(found["runs"])) return new Map();
      return new Map(Object.entries(found["runs"]).filter((entry): entry is [string, Entry] => isEntry(entry[1])));
    } catch {
      return new Map();
    }
  }

  /** Keeps what is known now, when that is worth a file and not what is kept already. */
  keep(now: ReadonlyMap<string, Entry>): void {
    const before = this.#entries ?? new Map<string, Entry>();
    const isNew = ([id, { print }]: readonly [string, Entry]): boolean => before.get(id)?.print !== print;
    if (now.size < this.#least || (now.size === before.size && ![...now].some(isNew))) return;
    this.#entries = now;
    const temporary = `${this.#file}.${randomBytes(6).toString("hex")}`;
    try {
      const content = JSON.stringify({ stamp: this.#stamp, runs: Object.fromEntries(now) });
      writeFileSync(temporary, content, { flag: "wx", mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch {
      rmSync(temporary, { force: true });
    }
  }
}
