import { readdir, unlink } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { reopenFolder, type RunFolder } from "../../observe/index.ts";
import { quoted } from "../command.ts";
import { EVENTS } from "../watch/events.ts";
import { jobText, otherData } from "../fitJob.ts";
import { otherVersion } from "../goingOn.ts";
import { SUSPECTS } from "../gap/findings.ts";
import { runOrders } from "../queue/pool.ts";
import type { Queue } from "../queue/queue.ts";
import { isChart } from "../evidence/index.ts";
import { abandonRun, startRun } from "../save.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { notice } from "../notices.ts";
import type { NoticeEvent } from "../types.ts";
import { VERSION } from "../version.ts";
import type { TrialsJob } from "./job.ts";
import type { TrialsKind } from "./kinds.ts";
import { makeStore, openStore, removeStore, type TrialStore } from "./store.ts";

const LOCK = "run.lock";
/** Written at the end of a job; a job that is gone on with writes them anew. */
const WRITTEN = ["manifest.json", "metrics.jsonl", "trials.jsonl", SUSPECTS, EVENTS];
/** Nothing would come of going on: no budget for a repeat, no recipe that trains, no score. */
const HOPELESS = new Set(["E105", "E226", "E403", "E404"]);

/** How a job of trials goes on with a run. */
export interface GoingOn {
  /** Folder of a run that was stopped or killed; a new one when absent. */
  readonly again?: TrialsJob & { readonly run: string };
  readonly queue?: Queue;
}

/** The folder of a job of trials, from its first trial to its result. */
export interface Session {
  readonly folder: RunFolder;
  /** Trains only what was not trained before, and keeps every answer. */
  readonly queue: Queue;
  /** Seconds that it worked before. */
  readonly spent: number;
  /** About going on; no part of the result. */
  readonly notices: readonly NoticeEvent[];
  /** The result is written: nothing is left to go on with, unless some repeats were left out for an interrupt. */
  finish(leftOut: boolean): Promise<readonly NoticeEvent[]>;
  /** What a job that stopped should throw: an interrupt tells how to go on. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

interface About {
  readonly kind: TrialsKind;
  readonly options: { readonly data: string; readonly out?: string };
  readonly metric: string;
  readonly sha256: string;
  /** False where weights are of no use to the job. */
  readonly state?: boolean;
}

/** Makes the run's folder, or takes that of a run to go on with. Throws E52x and E150, E604 when another process works on it, E846 for other data. */
export async function openSession(about: About, { again, queue = runOrders }: GoingOn = {}): Promise<Session> {
  const { options, sha256 } = about;
  if (again !== undefined && again.sha256 !== sha256) throw otherData(options.data, again, sha256);
  const name = basename(options.data, extname(options.data));
  const folder = again === undefined ? await startRun(options.out, name) : await reopenFolder(again.run);
  const lock = await lockOf(folder);
  try {
    if (again === undefined) await begin(folder, about);
    else await tidy(folder.path);
    const store = await openStore(folder.path, about);
    return sessionOf(folder, lock, store, { queue, notices: noticesOf(store, again) });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockOf(folder: RunFolder): Promise<Lock> {
  return acquireLock(folder.pathOf(LOCK)).catch((error: unknown) => {
    if (!(error instanceof RegularizeError) || error.code !== "E604") throw error;
    const { received, where, todo } = error;
    const facts = { ...(received && { received }), ...(where && { where }), ...(todo && { todo }) };
    throw new RegularizeError({ code: "E604", message: "Another process works on this run", ...facts });
  });
}

/** The folder of trials comes first: with it alone, nothing was begun. */
async function begin(folder: RunFolder, { kind, options, metric, sha256 }: About): Promise<void> {
  const { signal: _, out: __, ...rest } = options as About["options"] & { readonly signal?: unknown };
  const job: TrialsJob = { v: 1, kind, options: rest, metric, sha256, version: VERSION };
  await makeStore(folder.path);
  await folder.write("job.json", jobText(job));
}

/** Removes what a result or a kill left behind. */
async function tidy(run: string): Promise<void> {
  const isHalf = (name: string): boolean => name.startsWith(".regularize-");
  for (const name of await readdir(run))
    if (WRITTEN.includes(name) || isChart(name) || isHalf(name)) await unlink(join(run, name)).catch(() => undefined);
  const trials = join(run, "trials");
  for (const name of await readdir(trials)) if (isHalf(name)) await unlink(join(trials, name)).catch(() => undefined);
}

function noticesOf({ known, warnings }: TrialStore, again: GoingOn["again"]): NoticeEvent[] {
  if (again === undefined) return [];
  return [
    notice("data", `going on: ${known} finished ${known === 1 ? "trial is" : "trials are"} kept`),
    ...(again.version === VERSION ? [] : [notice("warning", otherVersion("run", again.version, "scores"))]),
    ...warnings.map((message) => notice("warning", message)),
  ];
}

interface Of {
  readonly queue: Queue;
  readonly notices: readonly NoticeEvent[];
}

function sessionOf(folder: RunFolder, lock: Lock, store: TrialStore, { queue, notices }: Of): Session {
  const command = `regularize resume ${quoted(folder.path)}`;
  let isOver = false;
  let isWorthless = false;
  return {
    ...{ folder, spent: store.spent, notices, queue: remembering(store, queue) },
    finish: async (leftOut) => {
      isOver = true;
      if (leftOut) return [notice("warning", `to go on to all repeats: ${command}`)];
      await store.close();
      await removeStore(folder.path);
      await unlink(folder.pathOf("job.json")).catch(() => undefined);
      return [];
    },
    explain: (error) => {
      const code = error instanceof RegularizeError ? error.code : "";
      isWorthless = store.count === 0 || HOPELESS.has(code);
      if (code !== "E107" || isWorthless) return error;
      const details = [`${store.count} finished trials are kept in ${folder.path}`];
      return new RegularizeError({ code, message: "Interrupted", details, todo: command });
    },
    close: async () => {
      await store.close().catch(() => undefined);
      if (!isOver && isWorthless) await removeStore(folder.path);
      await lock.release();
      if (!isOver && isWorthless) await abandonRun(folder);
    },
  };
}

/** Answers from the store what is there, and keeps what comes of the rest. */
export const remembering =
  (store: Pick<TrialStore, "answerTo" | "keep">, queue: Queue): Queue =>
  async (orders, options) => {
    if ("next" in orders) return queue(orders, options);
    const left: (typeof orders)[number][] = [];
    for (const order of orders) {
      const known = store.answerTo(order);
      if (known === undefined) left.push(order);
      else await options.onAnswer(order, known);
    }
    if (left.length === 0) return;
    const onAnswer: typeof options.onAnswer = async (order, answer) => {
      await store.keep(order, answer);
      await options.onAnswer(order, answer);
    };
    await queue(left, { ...options, onAnswer });
  };
