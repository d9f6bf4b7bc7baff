import { resolve } from "node:path";
import { stat } from "node:fs/promises";
import type { RunSummary } from "../types.ts";
import { fingerprint, foldersIn, idOf } from "./files.ts";
import { type ReadRun, readRun } from "./summary.ts";

export type { ReadRun } from "./summary.ts";

interface Known {
  readonly run: ReadRun;
  readonly print: string;
}

/** Folders that are read at a time. */
const AT_A_TIME = 32;
/** Looks after which finished runs are looked at again. */
const SELDOM = 12;

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const one = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, one));
}

export interface Seen {
  readonly changed: readonly RunSummary[];
  readonly gone: readonly string[];
}

/** Every run below some folders, kept as it was read until its files change. */
export class Runs {
  readonly roots: readonly string[];
  readonly #known = new Map<string, Known>();
  #looks = 0;
  #looking: Promise<Seen> | undefined;

  constructor(roots: readonly string[]) {
    this.roots = roots.map((root) => resolve(root));
  }

  get(id: string): ReadRun | undefined {
    return this.#known.get(id)?.run;
  }

  /** Newest first. */
  all(): readonly RunSummary[] {
    const summaries = [...this.#known.values()].map(({ run }) => run.summary);
    return summaries.sort((a, b) => b.changed - a.changed || (a.name < b.name ? -1 : 1));
  }

  /** Reads what is new or has changed; a look that is under way is shared. */
  look(): Promise<Seen> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<Seen> {
    const thorough = this.#looks++ % SELDOM === 0;
    const found = (await Promise.all(this.roots.map(foldersIn))).flat();
    const paths = new Map(found.map((path) => [idOf(path), path]));
    const gone = [...this.#known.keys()].filter((id) => !paths.has(id));
    for (const id of gone) this.#known.delete(id);
    const changed: RunSummary[] = [];
    await inTurns([...paths], async ([id, path]) => {
      const known = this.#known.get(id);
      const { state = "running", resumable = true } = known?.run.summary ?? {};
      // What lacks repeats may be gone on with from outside.
      const settled = !resumable && ["done", "refused"].includes(state);
      if (settled && !thorough) return;
      const print = await fingerprint(path, settled ? ["manifest.json"] : undefined);
      const alive = known?.run.summary.state === "running";
      if (known !== undefined && (known.print === print || (settled && known.print.startsWith(`${print}|`))) && !alive)
        return;
      if (known?.print === print && alive && !(await hasEnded(known.run))) return;
      if (print.replaceAll("|", "") === "") return;
      const run = await readRun(id, path);
      this.#known.set(id, { run, print: settled ? await fingerprint(path) : print });
      changed.push(run.summary);
    });
    return { changed, gone };
  }
}

/** A process that died wrote nothing: its files look as they did. */
async function hasEnded({ id, path, summary }: ReadRun): Promise<boolean> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return !isThere || (await readRun(id, path)).summary.state !== summary.state;
}
