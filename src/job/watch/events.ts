import { hostname } from "node:os";
import { basename } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { hidePaths, type Journal, openJournal, type RunFolder } from "../../observe/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { withoutRows } from "../aggregates.ts";
import { jobCommand } from "../command.ts";
import type { Recipe } from "../recipe.ts";
import { shownMetric } from "../result.ts";
import type { Trial } from "../trial.ts";

/** What a job told while it ran, for whoever looks on: `start`, then its events, finished curves, and `end`. No part of the run: the manifest does not list it. */
export const EVENTS = "events.jsonl";

const DATA_OPTIONS = [
  ...([
    "target",
    "kind",
    "text",
    "image",
    "imageSize",
    "channels",
    "task",
    "positive",
    "category",
    "keep",
    "drop",
  ] as const),
  ...(["group", "time", "split", "delimiter", "trimHeaders", "onBadCell"] as const),
];

/** Milliseconds between two writes: what a watcher is behind at most. */
const PAUSE = 400;
/** Points that a finished trial's curve keeps; `metrics.jsonl` has them all. */
const POINTS = 80;

/** The one writer of `events.jsonl`. It never fails: a job is not stopped because nobody can watch it. */
export interface Recorder {
  readonly note: (record: Readonly<Record<string, unknown>>) => void;
  /** The same callback, heard by the recorder too. */
  readonly hear: <E extends object>(onEvent: (event: E) => void) => (event: E) => void;
  /** What the recipes of the job set. */
  readonly recipes: (list: readonly Recipe[]) => void;
  /** A trial that is finished. */
  readonly trial: (recipe: string, repeat: number, trial: Pick<Trial, "history" | "end">) => void;
  readonly fail: (error: unknown) => void;
  readonly close: () => Promise<void>;
}

const brief = (value: number): number => Number(value.toPrecision(6));

/** At most `POINTS` epochs, the first, the last and the kept one among them. */
function thinned<T extends { readonly epoch: number }>(history: readonly T[], kept: number): readonly T[] {
  const stride = Math.ceil(history.length / POINTS);
  return history.filter(({ epoch }, i) => i % stride === 0 || i === history.length - 1 || epoch === kept);
}

/** One record per trial: arrays by epoch. */
function curveOf(recipe: string, repeat: number, { history, end }: Pick<Trial, "history" | "end">) {
  const points = thinned(history, end.kept);
  const column = (of: (event: Trial["history"][number]) => number): number[] => points.map((event) => brief(of(event)));
  return {
    ...{ type: "curve", recipe, repeat, kept: end.kept },
    epoch: points.map(({ epoch }) => epoch),
    steps: points.map(({ steps }) => steps),
    loss: { train: column(({ train }) => train.loss), validation: column(({ validation }) => validation.loss) },
    metric: { train: column(({ train }) => train.metric), validation: column(({ validation }) => validation.metric) },
  };
}

/** Folders of a machine are nobody's business, single rows only where the user says so. */
function shown(record: Readonly<Record<string, unknown>>, aggregatesOnly: boolean): Readonly<Record<string, unknown>> {
  const { message } = record;
  if (typeof message !== "string") return record;
  return { ...record, message: hidePaths(aggregatesOnly ? withoutRows(message) : message) };
}

function causeOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof RegularizeError)) return { code: "E900", message: hidePaths(String(error)) };
  const { code, message, todo } = error;
  return { code, message: hidePaths(message), ...(todo === undefined ? {} : { todo: hidePaths(todo) }) };
}

/** What a watcher should know before anything is trained. */
interface Start {
  readonly job: string;
  readonly data: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What does the job again. */
  readonly command: string;
  readonly task: string;
  readonly metric: Pick<Metric, "name" | "title" | "better">;
  /** The data is private: no message names a single row. */
  readonly aggregatesOnly?: true;
}

/** The words about the data: enough to read the same rows again; and the command. */
export function startOf(
  job: Parameters<typeof jobCommand>[0],
  options: Parameters<typeof jobCommand>[1],
  { task }: { readonly task: { readonly kind: string } },
  metric: Metric,
): Start {
  const known = DATA_OPTIONS.map((name) => [name, options[name]] as const);
  const said = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  return {
    ...{ job, data: basename(options.data), options: said, command: jobCommand(job, options) },
    ...{ task: task.kind, metric: shownMetric(metric) },
    ...(options.aggregatesOnly === true ? { aggregatesOnly: true } : {}),
  };
}

/** Opens `events.jsonl`, or goes on with it, and notes the start. */
export async function recordEvents(folder: RunFolder, start: Start): Promise<Recorder> {
  const { aggregatesOnly = false } = start;
  const began = Date.now();
  const journal: Journal | undefined = await openJournal(folder.pathOf(EVENTS)).catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const flush = (): Promise<void> => journal?.flush().catch(() => undefined) ?? Promise.resolve();
  const note: Recorder["note"] = (record) => {
    journal?.append({ ...shown(record, aggregatesOnly), at: (Date.now() - began) / 1000 });
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, PAUSE);
    timer.unref();
  };
  const by = { pid: process.pid, host: hostname(), time: new Date(began).toISOString() };
  note({ v: 1, type: "start", ...start, ...by });
  await flush();
  let ended = false;
  const end = (how: Readonly<Record<string, unknown>>): void => {
    if (!ended) note({ type: "end", ...how });
    ended = true;
  };
  return {
    note,
    hear: (onEvent) => (event) => {
      const record = event as Readonly<Record<string, unknown>>;
      if (record["type"] === "result") end({ state: "done" });
      else note(record);
      onEvent(event);
    },
    recipes: (list) => note({ type: "recipes", recipes: list }),
    trial: (recipe, repeat, trial) => note(curveOf(recipe, repeat, trial)),
    fail: (error) => end({ state: "failed", error: causeOf(error) }),
    close: async () => {
      clearTimeout(timer);
      await journal?.close().catch(() => undefined);
    },
  };
}
