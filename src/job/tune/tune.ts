import { basename, extname } from "node:path";
import { RegularizeError } from "../../core/index.ts";
import { jobText } from "../fitJob.ts";
import { runOrders } from "../queue/pool.ts";
import type { Queue } from "../queue/queue.ts";
import { abandonRun, startRun } from "../save.ts";
import { acquireLock } from "../store/lock.ts";
import { planStudy } from "./begin/plan.ts";
import { JOURNAL, NOTHING } from "./journal.ts";
import { LOCK, runStudy } from "./study.ts";
import type { TuneEvent, TuneOptions, TuneResult } from "./types.ts";
import type { Started } from "./working.ts";

/**
 * Searches for the recipe that scores best on validation: strong fixed recipes first, then samples of the space; runs the best again on fresh
 * repeats, the untuned default and the best of the fixed ones among them, keeps the winner only if it is better there, and scores it and the default
 * once on the sealed test rows. Every question is in the journal before it is worked on: `resumeStudy` goes on to the same table after a stop or a kill.
 * Throws E1xx for options, E105 when the budget is too small for one trial, E2xx for data, E404 when no trial finished, E107 when interrupted.
 */
export async function tune(
  options: TuneOptions,
  onEvent: (event: TuneEvent) => void = () => {},
  { queue = runOrders, now }: { readonly queue?: Queue; readonly now?: Started["now"] } = {},
): Promise<TuneResult> {
  const clock = now ?? (() => performance.now());
  const began = clock();
  const { job, prepared, notices } = await planStudy(options, { queue, clock, onEvent });
  const { signal, out } = options;
  const folder = await startRun(out, basename(options.data, extname(options.data)));
  const lock = await acquireLock(folder.pathOf(LOCK));
  let isWorthless = true;
  try {
    await folder.write("job.json", jobText(job));
    await folder.write(JOURNAL, "");
    const onKept = (): void => {
      isWorthless = false;
    };
    return await runStudy(
      { folder, job, prepared, recovered: NOTHING, queue, signal, onKept, now, began, notices },
      onEvent,
    );
  } catch (error) {
    const code = error instanceof RegularizeError ? error.code : "";
    if (code === "E107") isWorthless = false;
    if (code === "E105" || code === "E404") isWorthless = true;
    throw error;
  } finally {
    await lock.release();
    if (isWorthless) await abandonRun(folder);
  }
}
