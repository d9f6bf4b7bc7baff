import type { Runs } from "./scan/index.ts";
import type { Change, JobView } from "./types.ts";

/** Milliseconds between two looks at the folders while somebody watches. */
const PAUSE = 500;
/** Pages that may watch at a time. */
const WATCHERS = 32;

/** One page that watches: what it was not told yet, merged, so that a slow reader costs no memory. */
class Watcher {
  readonly #changed = new Map<string, Change["runs"][number]>();
  readonly #gone = new Set<string>();
  #jobs: readonly JobView[] | undefined;
  #told = 0;
  #wake: (() => void) | undefined;

  tell({ told = 0, runs, gone, jobs }: Partial<Change>): void {
    this.#told = told;
    for (const run of runs ?? []) this.#changed.set(run.id, run);
    for (const id of gone ?? []) {
      this.#changed.delete(id);
      this.#gone.add(id);
    }
    if (jobs !== undefined) this.#jobs = jobs;
    this.wake();
  }

  wake(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** What is new, or undefined after `milliseconds` of nothing. */
  async next(milliseconds: number): Promise<Partial<Change> | undefined> {
    if (this.#isEmpty()) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, milliseconds);
        timer.unref();
      });
      clearTimeout(timer);
    }
    if (this.#isEmpty()) return undefined;
    const change = {
      told: this.#told,
      runs: [...this.#changed.values()],
      gone: [...this.#gone],
      ...(this.#jobs === undefined ? {} : { jobs: this.#jobs }),
    };
    this.#changed.clear();
    this.#gone.clear();
    this.#jobs = undefined;
    return change;
  }

  #isEmpty(): boolean {
    return this.#changed.size === 0 && this.#gone.size === 0 && this.#jobs === undefined;
  }
}
export type { Watcher };

/** Looks at the folders while pages watch, and tells each what is new. */
export class Live {
  readonly #runs: Runs;
  readonly #watchers = new Set<Watcher>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #told = 0;

  constructor(runs: Runs) {
    this.#runs = runs;
    runs.listen(({ changed, gone }) => this.tell({ runs: changed, gone }));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How often anything was told. */
  get told(): number {
    return this.#told;
  }

  /** Undefined when too many watch already. */
  join(): Watcher | undefined {
    if (this.#watchers.size >= WATCHERS || this.#closed) return undefined;
    const watcher = new Watcher();
    this.#watchers.add(watcher);
    this.#plan();
    return watcher;
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  tell(change: Omit<Partial<Change>, "told">): void {
    this.#told++;
    for (const watcher of this.#watchers) watcher.tell({ ...change, told: this.#told });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.wake();
    this.#watchers.clear();
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => void this.#look(), PAUSE).unref();
  }

  async #look(): Promise<void> {
    // What cannot be read now may be at the next look.
    await this.#runs.look().catch(() => undefined);
    this.#timer = undefined;
    if (this.#watchers.size > 0 && !this.#closed) this.#plan();
  }
}
