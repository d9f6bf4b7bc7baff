import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { openRun, reopenFolder } from "../../observe/index.ts";
import { exists } from "../exists.ts";
import { readJobText, unknownJob } from "../fitJob.ts";
import { runOrders } from "../queue/pool.ts";
import type { Queue } from "../queue/queue.ts";
import { otherVersion, prepareSame } from "../goingOn.ts";
import { notice } from "../notices.ts";
import type { ResumeOptions } from "../resume.ts";
import { VERSION } from "../version.ts";
import { JOURNAL, recover } from "./journal.ts";
import { acquireLock } from "../store/lock.ts";
import { LOCK, runStudy } from "./study.ts";
import type { StudyJob, TuneEvent, TuneResult } from "./types.ts";

/** Whether a folder is that of a study: its lock comes first, its journal may be lost. */
export async function isStudy(run: string): Promise<boolean> {
  if ((await exists(join(run, JOURNAL))) || (await exists(join(run, LOCK)))) return true;
  const text = await readFile(join(run, "job.json"), "utf8").catch(() => "");
  return /^ {2}"kind": "tune"/mu.test(text);
}

/** What the study was asked to do. Throws E133 when it never began, E845 when the file was changed, or is of no version that this one knows. */
async function readStudyJob(run: string): Promise<StudyJob> {
  const text = await readFile(join(run, "job.json"), "utf8").catch((cause: unknown) => {
    throw new RegularizeError({
      code: "E133",
      where: run,
      message: `${run} is not a study that can be gone on with: it has no job.json, as one that was stopped before it began`,
      todo: "start it again, in a new folder",
      cause,
    });
  });
  const job = readJobText(text, "job.json") as Partial<StudyJob>;
  if (job.v !== 1 || job.kind !== "tune" || job.options === undefined) throw unknownJob("job.json");
  return job as StudyJob;
}

/**
 * Goes on with a study that was stopped or killed, to the same table of trials. A finished one is given back as it is. Throws E604 when it has a
 * coordinator, E845 when `job.json`, E846 when the data has changed, E158 when the journal does not follow from the job.
 */
export async function resumeStudy(
  { run, signal, ...options }: ResumeOptions,
  onEvent: (event: TuneEvent) => void = () => {},
  { queue = runOrders }: { readonly queue?: Queue } = {},
): Promise<TuneResult> {
  if (await exists(join(run, "manifest.json"))) return finished(run, onEvent);
  const job = await readStudyJob(run);
  const lock = await acquireLock(join(run, LOCK));
  try {
    const data = options.data ?? job.options.data;
    const asked = { ...job.options, data };
    const prepared = await prepareSame(asked, job.options.seed ?? 42, job);
    const recovered = await recover(join(run, JOURNAL));
    if (job.version !== VERSION) onEvent(notice("warning", otherVersion("study", job.version, "scores")));
    const folder = await reopenFolder(run);
    return await runStudy({ folder, job: { ...job, options: asked }, prepared, recovered, queue, signal }, onEvent);
  } finally {
    await lock.release();
  }
}

async function finished(path: string, onEvent: (event: TuneEvent) => void): Promise<TuneResult> {
  const run = await openRun(path);
  if (run.manifest.about["kind"] !== "tune")
    throw new RegularizeError({
      code: "E133",
      where: path,
      message: `${path} is not a study that can be gone on with`,
    });
  await run.verify();
  const result = { ...(JSON.parse(await run.readText("result.json")) as TuneResult), run: path };
  onEvent(notice("data", "the study is finished: nothing to go on with"));
  onEvent(result);
  return result;
}
