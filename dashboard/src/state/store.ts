import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Change, JobView, RunSummary, State, TrialRow } from "../../../src/serve/types.ts";
import { type Answer, getState } from "./api.ts";
import { follow, type Source } from "./follow.ts";

export const VIEWS = [
  ["overview", "Overview"],
  ["curves", "Curves"],
  ["runs", "Runs"],
  ["gap", "Gap map"],
  ["settings", "Settings"],
  ["strengths", "Strengths"],
  ["health", "Model health"],
  ["errors", "Errors"],
  ["data", "Data"],
  ["study", "Jobs"],
] as const;
export type ViewName = (typeof VIEWS)[number][0];

/** The page's address: `#/curves/RUN`. */
export interface Route {
  readonly view: ViewName;
  readonly run: string;
}

function parseRoute(hash: string): Route {
  const [, view = "", run = ""] = hash.split("/");
  const known = VIEWS.find(([name]) => name === view)?.[0] ?? "overview";
  return { view: known, run: /^[A-Za-z0-9_-]{16}$/u.test(run) ? run : "" };
}

export const addressOf = ({ view, run }: Route): string => `#/${view}${run === "" ? "" : `/${run}`}`;

export const route = signal<Route>(parseRoute(location.hash));
addEventListener("hashchange", () => {
  route.value = parseRoute(location.hash);
});
export const go = (to: Partial<Route>): void => {
  location.hash = addressOf({ ...route.value, ...to });
};

export const loaded = signal(false);
export const problem = signal("");
/** Whether the stream is open. */
export const online = signal(true);
export const facts = signal<Pick<State, "version" | "defaults" | "metrics" | "data" | "playground">>({
  ...{ version: "", defaults: {}, metrics: [], data: [], playground: false },
});
export const jobs = signal<readonly JobView[]>([]);
/** Whether a job's process is there. */
export const isActive = ({ state }: JobView): boolean => state === "running" || state === "stopping";
export const runs = signal<ReadonlyMap<string, RunSummary>>(new Map());

/** Newest first. */
export const ordered = computed(() => [...runs.value.values()].sort((a, b) => b.changed - a.changed));
/** Of all runs the newest that can be read, else the newest. A running one changes twice a second: nothing is sorted for it. */
const newest = computed(() => {
  let found: RunSummary | undefined;
  const isBehind = (a: RunSummary, b: RunSummary): boolean =>
    (a.state === "refused") === (b.state === "refused") ? b.changed > a.changed : a.state === "refused";
  for (const run of runs.value.values()) if (found === undefined || isBehind(found, run)) found = run;
  return found;
});
/** The run that views show: the one of the address, else the newest. */
export const current = computed(() => runs.value.get(route.value.run) ?? newest.value);
/** What of it stays while it trains: what is drawn by it alone is not drawn anew with every epoch. */
export const stands = computed(() => current.value?.state);

/** One line of the runs table and one point of the maps. */
export interface Line {
  readonly key: string;
  readonly run: RunSummary;
  readonly trial: TrialRow;
}

export const lines = computed<readonly Line[]>(() =>
  ordered.value.flatMap((run) => run.trials.map((trial, i) => ({ key: `${run.id}/${i}`, run, trial }))),
);

/** What a line is called on a map: a run of one line by its folder, as its recipe's name is that of many. */
export const lineName = ({ run, trial }: Line): string => (run.trials.length === 1 ? run.name : trial.name);

/** Whether maps show the run alone or every run that was scored alike. */
export const wide = signal(false);
export const isComparable = (a: RunSummary, b: RunSummary): boolean =>
  a.data === b.data && a.metric?.name === b.metric?.name && a.job !== "learning-curve" && b.job !== "learning-curve";
export const inScope = computed<readonly Line[]>(() => {
  const run = current.value;
  if (run === undefined) return [];
  const alone = run.trials.length > 1 && !wide.value;
  return lines.value.filter((line) =>
    alone ? line.run.id === run.id : line.run === run || isComparable(line.run, run),
  );
});

export type Range = readonly [low: number, high: number];
/** Ranges that lines must lie in, by axis; shared by all views. */
export const brushes = signal<ReadonlyMap<string, Range>>(new Map());
/** How a line lies on an axis: a number, or the place of a word among its words. */
export const axes = signal<ReadonlyMap<string, (line: Line) => number | undefined>>(new Map());
/** Keys of the lines within all ranges; undefined while there are none. */
export const brushed = computed<ReadonlySet<string> | undefined>(() => {
  const ranges = [...brushes.value].flatMap(([name, range]) => {
    const at = axes.value.get(name);
    return at === undefined ? [] : [{ at, range }];
  });
  if (ranges.length === 0) return undefined;
  const passes = (line: Line): boolean =>
    ranges.every(({ at, range: [low, high] }) => {
      const value = at(line);
      return value !== undefined && value >= low && value <= high;
    });
  return new Set(inScope.value.filter(passes).map(({ key }) => key));
});
export const clearBrushes = (): void => {
  brushes.value = new Map();
};
/** The line that a pointer or the keyboard is on, in any view. */
export const hovered = signal<string | undefined>(undefined);

function change({ runs: changed, gone, jobs: now }: Partial<Change>): void {
  batch(() => {
    if ((changed?.length ?? 0) > 0 || (gone?.length ?? 0) > 0) {
      const next = new Map(runs.value);
      for (const run of changed ?? []) next.set(run.id, run);
      for (const id of gone ?? []) next.delete(id);
      runs.value = next;
    }
    if (now !== undefined) jobs.value = now;
  });
}

function whole(answer: Answer<State>): void {
  batch(() => {
    loaded.value = true;
    problem.value = answer.ok ? "" : answer.error;
    if (!answer.ok) return;
    const { runs: found, jobs: now, version, defaults, metrics, data, playground } = answer.value;
    facts.value = { version, defaults, metrics, data, playground };
    runs.value = new Map(found.map((run) => [run.id, run]));
    jobs.value = now;
  });
}

const listen: Source["listen"] = (on) => {
  const stream = new EventSource("api/events");
  stream.addEventListener("change", (event: MessageEvent<string>) => on.change(JSON.parse(event.data) as Change));
  stream.addEventListener("open", on.open);
  stream.addEventListener("error", on.lost);
};

/** Shows what the server has, and goes on to. */
export const begin = (): void =>
  follow({ ask: getState, listen }, { whole, change, online: (is) => (online.value = is) });

export type Theme = "auto" | "light" | "dark";
const remembered = (name: string): string | undefined => {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
};
export const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
};
export const recall = remembered;

const said = remembered("theme");
export const theme = signal<Theme>(said === "light" || said === "dark" ? said : "auto");
const media = (query: string): ReadonlySignal<boolean> => {
  const list = matchMedia(query);
  const found = signal(list.matches);
  list.addEventListener("change", () => {
    found.value = list.matches;
  });
  return found;
};
/** No more room than a phone has. */
export const isNarrow = media("(max-width: 40rem)");
const prefersDark = media("(prefers-color-scheme: dark)");
export const dark = computed(() => (theme.value === "auto" ? prefersDark.value : theme.value === "dark"));
effect(() => {
  document.documentElement.dataset["theme"] = dark.value ? "dark" : "light";
});
