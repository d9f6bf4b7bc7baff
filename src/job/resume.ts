import { basename, join } from "node:path";
import { readFile, stat } from "node:fs/promises";
import { RegularizeError } from "../core/index.ts";
import { hashOf, openSource } from "../data/source.ts";
import { atomicWrite, openCheckpoints, openRun, readJournal, reopenFolder } from "../observe/index.ts";
import { journalLine } from "../observe/journal.ts";
import { placedEdit } from "./command.ts";
import { namedData } from "./diagnose/ofRun.ts";
import { train } from "./fit.ts";
import { type FitJob, otherData, parseJob } from "./fitJob.ts";
import { prepare } from "./prepare.ts";
import { kindOf } from "./source/kinds.ts";
import type { FitEvent, FitResult } from "./types.ts";
import { VERSION } from "./version.ts";

export { otherData } from "./fitJob.ts";

export interface ResumeOptions {
  /** Folder of a run that was stopped or killed. */
  readonly run: string;
  /** Where the data is now, when it was moved; its content must be the same. */
  readonly data?: string;
  readonly signal?: AbortSignal;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

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
  // Before anything is made of a file: other data may fail in ways that tell nothing of the cause. Images hash as they are read.
  const hash = (await kindOf(asked)) === "image" ? job.sha256 : await hashOf(await openSource(data));
  if (hash !== job.sha256) throw otherData(data, job, hash);
  const prepared = await prepare(asked, job.options.seed ?? 42);
  if (prepared.data.hash !== hash) throw otherData(data, job, prepared.data.hash);
  const found = await (await openCheckpoints(run)).latest();
  const checkpoint = found?.checkpoint;
  const folder = await reopenFolder(run);
  const lost = await cutJournal(join(run, "metrics.jsonl"), checkpoint?.loop.epoch ?? 0);
  const warnings = [
    ...(job.version === VERSION ? [] : [otherVersion(job)]),
    ...(found?.warnings ?? ["no checkpoint was saved yet: training starts from the beginning"]),
    ...(lost.length === 0 ? [] : [`metrics.jsonl is damaged: the scores of epoch ${lost.join(", ")} are lost`]),
  ];
  for (const message of warnings) onEvent({ v: 1, type: "notice", topic: "warning", message });
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
  onEvent({ v: 1, type: "notice", topic: "data", message: `${basename(path)} is finished: nothing to go on with` });
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

const otherVersion = ({ version }: FitJob): string =>
  `the run began with version ${version}, this is ${VERSION}: the last digits of the weights may differ`;

/** Leaves the epochs that the checkpoint knows: those after it will be trained, and told, again. Gives those that are lost. */
async function cutJournal(path: string, epochs: number): Promise<number[]> {
  const records = (await exists(path)) ? (await readJournal(path)).records : [];
  const known = new Map(records.map((record) => [record["epoch"], record]));
  const numbers = Array.from({ length: epochs }, (_, i) => i + 1);
  const kept = numbers.map((epoch) => known.get(epoch)).filter((record) => record !== undefined);
  await atomicWrite(path, kept.map(journalLine).join(""));
  return numbers.filter((epoch) => !known.has(epoch));
}
