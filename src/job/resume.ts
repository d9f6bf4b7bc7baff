import { basename, join } from "node:path";
import { readFile } from "node:fs/promises";
import { RegularizeError } from "../core/index.ts";
import { atomicWrite, openCheckpoints, openRun, readJournal, reopenFolder } from "../observe/index.ts";
import { journalLine } from "../observe/journal.ts";
import { placedEdit } from "./command.ts";
import { namedData } from "./diagnose/ofRun.ts";
import { exists } from "./exists.ts";
import { train } from "./fit.ts";
import { type FitJob, parseJob } from "./fitJob.ts";
import { otherVersion, prepareSame } from "./goingOn.ts";
import { notice } from "./notices.ts";
import type { FitEvent, FitResult } from "./types.ts";
import { VERSION } from "./version.ts";

export interface ResumeOptions {
  /** Folder of a run that was stopped or killed. */
  readonly run: string;
  /** Where the data is now, when it was moved; its content must be the same. */
  readonly data?: string;
  readonly signal?: AbortSignal;
}

/**
 * Goes on with a `fit` that was stopped or killed, to the weights that it would have had, bit for bit. A finished run is
 * given back as it is. Throws E133 when the folder is no such run, E845 when `job.json`, E846 when the data has changed,
 * other E84x when the folder is damaged.
 */
export async function resume(
  options: ResumeOptions,
  onEvent: (event: FitEvent) => void = () => {},
): Promise<FitResult> {
  const start = performance.now();
  const { run, signal } = options;
  if (await exists(join(run, "manifest.json"))) return finished(run, onEvent);
  const job = await readJob(run);
  const data = options.data ?? job.options.data;
  const asked = { ...job.options, data };
  const prepared = await prepareSame(asked, job.options.seed ?? 42, job);
  const found = await (await openCheckpoints(run)).latest();
  const checkpoint = found?.checkpoint;
  const folder = await reopenFolder(run);
  const lost = await cutJournal(join(run, "metrics.jsonl"), checkpoint?.loop.epoch ?? 0);
  const warnings = [
    ...(job.version === VERSION ? [] : [otherVersion("run", job.version, "the weights")]),
    ...(found?.warnings ?? ["no checkpoint was saved yet: training starts from the beginning"]),
    ...(lost.length === 0 ? [] : [`metrics.jsonl is damaged: the scores of epoch ${lost.join(", ")} are lost`]),
  ];
  for (const message of warnings) onEvent(notice("warning", message));
  const goingOn = checkpoint === undefined ? {} : { resume: checkpoint };
  return train({ folder, job, prepared, signal, start, ...goingOn }, onEvent);
}

async function finished(path: string, onEvent: (event: FitEvent) => void): Promise<FitResult> {
  const run = await openRun(path);
  if (run.manifest.about["kind"] !== "fit") throw nothingLeft(path);
  await run.verify();
  const saved = JSON.parse(await run.readText("result.json")) as FitResult;
  const { options } = await readJob(path);
  const result = { ...saved, diagnosis: namedData(saved.diagnosis, options, placedEdit), run: path };
  onEvent(notice("data", `${basename(path)} is finished: nothing to go on with`));
  onEvent(result);
  return result;
}

async function readJob(run: string): Promise<FitJob> {
  try {
    return parseJob(await readFile(join(run, "job.json"), "utf8"), "job.json");
  } catch (cause) {
    if (cause instanceof RegularizeError) throw cause;
    throw noFit(run, cause);
  }
}

const noFit = (run: string, cause?: unknown): RegularizeError =>
  new RegularizeError({
    code: "E133",
    where: run,
    message: `${run} is not a run that can be gone on with`,
    todo: "name the folder that a stopped job printed",
    cause,
  });

const nothingLeft = (run: string): RegularizeError =>
  new RegularizeError({
    code: "E133",
    where: run,
    message: `${run} is finished: there is nothing to go on with`,
    todo: "start a new run",
  });

/** Leaves the epochs that the checkpoint knows: those after it will be trained, and told, again. Gives those that are lost. */
async function cutJournal(path: string, epochs: number): Promise<number[]> {
  const records = (await exists(path)) ? (await readJournal(path)).records : [];
  const known = new Map(records.map((record) => [record["epoch"], record]));
  const numbers = Array.from({ length: epochs }, (_, i) => i + 1);
  const kept = numbers.map((epoch) => known.get(epoch)).filter((record) => record !== undefined);
  await atomicWrite(path, kept.map(journalLine).join(""));
  return numbers.filter((epoch) => !known.has(epoch));
}
