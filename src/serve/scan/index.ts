import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { RunSummary } from "../types.ts";
import { fingerprint, foldersIn, idOf, marksOf } from "./files.ts";
import { type ReadRun, readRun } from "./summary.ts";

export type { ReadRun } from "./summary.ts";

interface Known {
  readonly path: string;
  readonly print: string;
  readonly summary: RunSummary;
}

/** Looks after which finished runs are looked at again. */
const SELDOM = 12;
/** Milliseconds of reading after which others get their turn. */
const SLICE = 10;
/** Milliseconds after which those who listen are told what was found so far. */
const OFTEN = 400;
/** Runs of which everything that was read is kept. */
const OPENED = 4;

export interface Seen {
  readonly changed: readonly RunSummary[];
  readonly gone: readonly string[];
}

const breath = (): Promise<void> => new Promise((done) => setImmediate(done));

/** When a folder got its last file. */
const timeOf = (path: string): number => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
};

/** Every run below some folders: a summary of each, until its files change. */
export class Runs {
  readonly roots: readonly string[];
  readonly #known = new Map<string, Known>();
  readonly #ids = new Map<string, string>();
  readonly #opened = new Map<string, { readonly print: string; readonly run: ReadRun }>();
  #looks = 0;
  #looking: Promise<Seen> | undefined;
  #listener: (seen: Seen) => void = () => {};

  constructor(roots: readonly string[]) {
    this.roots = roots.map((root) => resolve(root));
  }

  /** Who is told of changes while they are found. */
  listen(listener: (seen: Seen) => void): void {
    this.#listener = listener;
  }

  /** A run with everything that its folder says now. */
  async get(id: string): Promise<ReadRun | undefined> {
    const known = this.#known.get(id);
    if (known === undefined) return undefined;
    const marks = marksOf(known.path);
    const print = fingerprint(marks);
    const kept = this.#opened.get(id);
    if (kept?.print === print && kept.run.summary.state !== "running") return kept.run;
    const run = await readRun(id, known.path, { marks });
    this.#opened.delete(id);
    this.#opened.set(id, { print, run });
    if (this.#opened.size > OPENED) this.#opened.delete(this.#opened.keys().next().value!);
    return run;
  }

  /** Newest first. */
  all(): readonly RunSummary[] {
    const summaries = [...this.#known.values()].map(({ summary }) => summary);
    return summaries.sort((a, b) => b.changed - a.changed || (a.name < b.name ? -1 : 1));
  }

  /** Whether no folder holds anything by which runs are known; looked for without reading any. */
  isEmpty(): boolean {
    return !this.roots.flatMap(foldersIn).some((path) => marksOf(path).some((found) => found !== undefined));
  }

  /** Reads what is new or has changed, the newest first; a look that is under way is shared. */
  look(): Promise<Seen> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<Seen> {
    const isThorough = this.#looks++ % SELDOM === 0;
    const paths = this.#paths();
    const gone = [...this.#known.keys()].filter((id) => !paths.has(id));
    for (const id of gone) this.#known.delete(id);
    const changed: RunSummary[] = [];
    let told = 0;
    const tell = (lost: readonly string[]): void => {
      const news = changed.slice(told);
      told = changed.length;
      if (news.length > 0 || lost.length > 0) this.#listener({ changed: news, gone: lost });
    };
    tell(gone);
    let [slice, last] = [performance.now(), performance.now()];
    for (const [id, path] of paths) {
      const summary = await this.#read(id, path, isThorough);
      if (summary !== undefined) changed.push(summary);
      const now = performance.now();
      if (now - last > OFTEN) {
        tell([]);
        last = now;
      }
      if (now - slice < SLICE) continue;
      await breath();
      slice = performance.now();
    }
    tell([]);
    return { changed, gone };
  }

  /** Run folders by id; new ones come first, the newest of them before the others. */
  #paths(): Map<string, string> {
    const found = this.roots.flatMap(foldersIn).map((path) => {
      const id = this.#ids.get(path) ?? idOf(path);
      this.#ids.set(path, id);
      return { id, path, time: this.#known.has(id) ? 0 : timeOf(path) };
    });
    found.sort((a, b) => b.time - a.time);
    return new Map(found.map(({ id, path }) => [id, path]));
  }

  /** What a run is now, when that is something else than was known. */
  async #read(id: string, path: string, isThorough: boolean): Promise<RunSummary | undefined> {
    const known = this.#known.get(id);
    const { state = "running", resumable = true } = known?.summary ?? {};
    // What lacks repeats may be gone on with from outside.
    const isSettled = !resumable && ["done", "refused"].includes(state);
    if (isSettled && !isThorough) return undefined;
    const marks = marksOf(path, isSettled ? ["manifest.json"] : undefined);
    const print = fingerprint(marks);
    const isSame = known !== undefined && (known.print === print || (isSettled && known.print.startsWith(`${print}|`)));
    if (isSame && state !== "running") return undefined;
    if (print.replaceAll("|", "") === "") return undefined;
    const all = isSettled ? marksOf(path) : marks;
    const { summary } = await readRun(id, path, { brief: true, marks: all });
    // A process that died wrote nothing: its files look as they did.
    if (isSame && summary.state === state) return undefined;
    this.#known.set(id, { path, summary, print: fingerprint(all) });
    return summary;
  }
}
