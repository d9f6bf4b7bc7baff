import { statSync } from "node:fs";
import { resolve } from "node:path";
import { keepLatest } from "../../core/latest.ts";
import type { RunSummary } from "../types.ts";
import { fingerprint, foldersIn, identity, idOf, type Marks, marksOf } from "./files.ts";
import type { Remembered } from "./remembered.ts";
import type { ReadRun } from "./summary.ts";

export type { ReadRun } from "./summary.ts";

interface Known {
  readonly path: string;
  readonly print: string;
  readonly summary: RunSummary;
  /** By which a manifest is known at the next start. */
  readonly manifest: string;
}

/** A finished run that nobody can go on with: its manifest, which was written last, stands for all of it. */
const isSettled = ({ state, resumable }: RunSummary): boolean => !resumable && ["done", "refused"].includes(state);
const MANIFEST = ["manifest.json"];

/** Looks after which finished runs are looked at again. */
const SELDOM = 12;
/** Milliseconds of reading after which others get their turn. */
const SLICE = 4;
/** Milliseconds after which those who listen are told what was found so far. */
const OFTEN = 400;
/** Milliseconds after which what was found is written down for the next start: pages have what they asked for by then. */
const LATER = 1500;
/** Runs of which everything that was read is kept. */
const OPENED = 4;

/** Where a run is, and how its manifest was found. */
interface Place {
  readonly path: string;
  readonly manifest: Marks | undefined;
}

export interface Seen {
  readonly changed: readonly RunSummary[];
  readonly gone: readonly string[];
}

let loading: Promise<typeof import("./summary.ts")> | undefined;
/** What reads a run: loaded with the first one, and kept, as asking for it again is no cheaper than reading one. */
const reader = () => (loading ??= import("./summary.ts"));

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
  readonly #remembered: Remembered | undefined;
  #looks = 0;
  #looking: Promise<Seen> | undefined;
  #planned: NodeJS.Timeout | undefined;
  #listener: (seen: Seen) => void = () => {};

  /** `remembered` are the summaries of an earlier start, none when absent. */
  constructor(roots: readonly string[], remembered?: Remembered) {
    this.roots = roots.map((root) => resolve(root));
    this.#remembered = remembered;
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
    const run = await (await reader()).readRun(id, known.path, { marks });
    keepLatest(this.#opened, id, { print, run }, OPENED);
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
    for (const [id, place] of paths) {
      const summary = await this.#read(id, place, isThorough);
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
    if (changed.length > 0) this.#planned ??= setTimeout(() => this.keep(), LATER).unref();
    return { changed, gone };
  }

  /** Writes down what is to be remembered, if anything is new. */
  keep(): void {
    if (this.#planned === undefined) return;
    clearTimeout(this.#planned);
    this.#planned = undefined;
    const done = [...this.#known].filter(([, { summary }]) => summary.state === "done" && isSettled(summary));
    this.#remembered?.keep(new Map(done.map(([id, { manifest, summary }]) => [id, { print: manifest, summary }])));
  }

  /** Run folders by id, with the manifest of those that are new; these come first, the newest of them before the others. */
  #paths(): Map<string, Place> {
    const found = this.roots.flatMap(foldersIn).map((path) => {
      const id = this.#ids.get(path) ?? idOf(path);
      this.#ids.set(path, id);
      const manifest = this.#known.has(id) ? undefined : marksOf(path, MANIFEST);
      const time = manifest === undefined ? 0 : (manifest[0]?.mtimeMs ?? timeOf(path));
      return { id, path, manifest, time };
    });
    found.sort((a, b) => b.time - a.time);
    return new Map(found.map(({ id, path, manifest }) => [id, { path, manifest }]));
  }

  /** What a run is now, when that is something else than was known. */
  async #read(id: string, { path, manifest: seen }: Place, isThorough: boolean): Promise<RunSummary | undefined> {
    const known = this.#known.get(id);
    const wasSettled = known !== undefined && isSettled(known.summary);
    if (wasSettled && !isThorough) return undefined;
    const manifest = seen ?? marksOf(path, MANIFEST);
    if (wasSettled && known.print === fingerprint(manifest)) return undefined;
    const settled = known === undefined || wasSettled ? await this.#settled(id, path, manifest) : undefined;
    return settled ?? this.#unsettled(id, path, known);
  }

  /** A run whose manifest says all, as it was read or as it is remembered. */
  async #settled(id: string, path: string, marks: Marks): Promise<RunSummary | undefined> {
    if (marks[0] === undefined) return undefined;
    const manifest = identity(marks[0]);
    const found = this.#remembered?.find(id, manifest);
    const summary = found ?? (await (await reader()).readRun(id, path, { brief: true, marks })).summary;
    if (!isSettled(summary)) return undefined;
    this.#known.set(id, { path, summary, manifest, print: fingerprint(marks) });
    return summary;
  }

  /** A run that may yet change: every file that tells of it is looked at. */
  async #unsettled(id: string, path: string, known: Known | undefined): Promise<RunSummary | undefined> {
    const marks = marksOf(path);
    const print = fingerprint(marks);
    const isSame = known?.print === print;
    if (isSame && known.summary.state !== "running") return undefined;
    if (print.replaceAll("|", "") === "") return undefined;
    const { readRun } = await reader();
    const { summary } = await readRun(id, path, { brief: true, marks });
    // A process that died wrote nothing: its files look as they did.
    if (isSame && summary.state === known.summary.state) return undefined;
    const manifest = marks[0] === undefined ? "" : identity(marks[0]);
    this.#known.set(id, {
      path,
      summary,
      manifest,
      print: isSettled(summary) ? fingerprint(marks.slice(0, 1)) : print,
    });
    return summary;
  }
}
