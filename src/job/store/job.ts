import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { exists } from "../exists.ts";
import { readJobText, unknownJob } from "../fitJob.ts";
import { TRIALS_KINDS, type TrialsKind } from "./kinds.ts";
import { TRIALS } from "./store.ts";

/** `job.json` of such a job while it is not finished. */
export interface TrialsJob {
  readonly v: 1;
  readonly kind: TrialsKind;
  /** As the job was called, but for its signal and its folder. */
  readonly options: Readonly<Record<string, unknown>> & { readonly data: string };
  readonly metric: string;
  /** SHA-256 of the data. */
  readonly sha256: string;
  readonly version: string;
}

/** Whether a folder is that of a job of trials that can be gone on with. */
export const isTrials = (run: string): Promise<boolean> => exists(join(run, TRIALS), "isDirectory");

/** What a run was asked to do. Throws E133 when it never began, E845 when `job.json` was changed or is of another version. */
export async function readTrialsJob(run: string): Promise<TrialsJob> {
  const text = await readFile(join(run, "job.json"), "utf8").catch((cause: unknown) => {
    throw new RegularizeError({
      code: "E133",
      where: run,
      message: `${run} is not a run that can be gone on with: it was stopped before it began`,
      todo: "start it again",
      cause,
    });
  });
  const job = readJobText(text, "job.json") as Partial<TrialsJob>;
  const isKnown = TRIALS_KINDS.some((kind) => kind === job.kind);
  if (job.v !== 1 || !isKnown || typeof job.options?.data !== "string") throw unknownJob("job.json");
  return job as TrialsJob;
}
