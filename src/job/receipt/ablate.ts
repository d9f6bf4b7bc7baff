import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { RegularizeError } from "../../core/index.ts";
import { type Journal, openJournal, type RunFolder } from "../../observe/index.ts";
import { metricFor } from "../../train/metrics/choose.ts";
import type { Metric } from "../../train/metrics/index.ts";
import { checkBatch, checkRecipe, modelNotice } from "../check.ts";
import { baselineOf } from "../baseline.ts";
import { otherData } from "../fitJob.ts";
import { lintNotices } from "../lint/lintRecipe.ts";
import { notice, withMetric } from "../notices.ts";
import { type Fold, foldOf, type Input, prepare, type Prepared } from "../prepare.ts";
import { resolveRecipe } from "../recipe.ts";
import { writeFiles, writeMetrics } from "../save.ts";
import type { GoingOn } from "../store/session.ts";
import { inSession, type Worked, type Working } from "../store/work.ts";
import { trialEvent } from "../queue/answered.ts";
import { dataOptions } from "../queue/trials.ts";
import { resultText, rowCounts, shownMetric } from "../result.ts";
import type { NoticeEvent } from "../types.ts";
import { foldsOf, usualRepeats } from "./bench.ts";
import { changesOf } from "./changes.ts";
import { recipeParts } from "./parts.ts";
import { type Issued, receiptOf } from "./receipt.ts";
import { nextOfReceipt, receiptReportOf } from "./report.ts";
import type { AblateEvent, AblateOptions, AblateResult, ReceiptTrial } from "./types.ts";

/** The journal of results, a line per trial as it is answered. */
const JOURNAL = "trials.jsonl";

/**
 * The receipt of a recipe: what each of its regularizers brings and costs, by leaving it out on the same splits and seeds; which replace
 * each other; and the recipe without what is not needed, recommended only when it is no worse on fresh repeats. The sealed test rows stay
 * sealed. Writes a run folder without a model: `recipe.json` holds the recipe to use. Interrupted, or with the budget spent, it finishes with
 * whole repeats. Throws E145 for a recipe without regularizers, and as `compare`.
 */
export async function ablate(
  given: AblateOptions,
  listener: (event: AblateEvent) => void = () => {},
  goingOn: GoingOn = {},
): Promise<AblateResult> {
  const start = performance.now();
  const options = { ...given, recipe: resolveRecipe(given.recipe) };
  const prepared = await prepare(options, options.seed ?? 42);
  const { sha256 = prepared.data.hash } = options;
  if (prepared.data.hash !== sha256) throw otherData(options.data, { sha256 }, prepared.data.hash);
  const metric = metricFor(prepared.task.kind, options.metric);
  const part = foldOf(prepared, options.first ?? 0, options.recipe, 1, foldsOf(prepared));
  checkBatch({ ...options, recipes: [options.recipe] }, part);
  baselineOf(part, metric);
  await checkRecipe(options.recipe, part, metric);
  const notices = noticesOf(options, prepared, part, metric);
  const about = { kind: "ablate", options, prepared, metric, state: false, notices, listener, goingOn } as const;
  const work = async (working: Working): Promise<Worked<AblateResult>> => {
    const { folder } = working.session;
    const { issued, trials } = await issue(options, { prepared, metric }, working);
    const planned = options.repeats ?? usualRepeats(foldsOf(prepared));
    const { receipt, interrupted: leftOut } = issued;
    if (receipt.repeats < planned || leftOut) {
      const why = leftOut ? "interrupted" : "the budget was spent";
      const message = `stopped after ${receipt.repeats} of ${planned} repeats (${why}): the receipt is of those`;
      working.say(notice("warning", message));
    }
    const result: AblateResult = {
      ...{ v: 1, type: "result", task: prepared.task.kind, ...receipt, test: "sealed" },
      next: nextOfReceipt(receipt),
      metric: shownMetric(metric),
      rows: rowCounts(part, prepared),
      run: folder.path,
      seconds: (performance.now() - start) / 1000,
    };
    await save(folder, result, { issued, report: receiptReportOf(options, result, working.notices, trials, prepared) });
    return { result, leftOut };
  };
  return inSession(about, (working) =>
    work(working).catch(async (error: unknown) => {
      await rm(working.session.folder.pathOf(JOURNAL), { force: true });
      throw error;
    }),
  );
}

interface Means {
  readonly prepared: Prepared;
  readonly metric: Metric;
}

/** Issues the receipt; every answer is in the journal before the next order of its worker. */
async function issue(
  options: AblateOptions,
  { prepared, metric }: Means,
  { session: { queue, folder, spent }, events, tell }: Working,
): Promise<{ readonly issued: Issued; readonly trials: number }> {
  const { recipe, signal, seed = 42, workers = availableParallelism() } = options;
  const { repeats, verify, pairs, first, margin, budgetSeconds } = options;
  const size = { repeats, verify, pairs, first, margin, budgetSeconds };
  const journal = await openJournal(folder.pathOf(JOURNAL));
  let trials = 0;
  try {
    const issued = await receiptOf({
      ...Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined)),
      ...{ recipe, prepared, metric, queue, spent },
      with: {
        open: { type: "open", data: dataOptions(options), seed, sha256: prepared.data.hash },
        ...{ size: workers, signal },
      },
      onTrial: async (trial) => {
        trials = trial.done;
        await note(journal, trial);
        const { order, answer } = trial;
        if (answer.type === "trial") events.trial(order.recipe.name, order.repeat, answer.trial);
        tell(trialEvent(order, answer, trial));
      },
    });
    return { issued, trials };
  } finally {
    await journal.close();
  }
}

async function note(journal: Journal, { order, answer }: ReceiptTrial): Promise<void> {
  const { recipe, repeat, folds = 1 } = order;
  const about = { recipe: recipe.name, repeat, folds };
  if (answer.type === "error") {
    const { code, message } = answer.error;
    journal.append({ ...about, error: { code, message } });
  } else {
    const { train, validation, end } = answer.trial;
    journal.append({ ...about, train, validation, epochs: end.epochs, kept: end.kept, seconds: answer.seconds });
  }
  await journal.flush();
}

function noticesOf(
  { recipe, repeats }: AblateOptions,
  prepared: Prepared,
  part: Fold<Input>,
  metric: Metric,
): NoticeEvent[] {
  const parts = recipeParts(recipe, part, metric);
  if (parts.length === 0) throw nothingToAblate(recipe.name);
  const folds = foldsOf(prepared);
  const count = repeats ?? usualRepeats(folds);
  const splits = folds > 1 ? `of ${folds}-fold cross-validation` : "of one split by time: seeds differ, rows do not";
  return [
    ...withMetric(prepared.notices, metric),
    modelNotice(recipe, part),
    notice("model", `leaving out one by one ${parts.map(({ label }) => label).join(", ")}`),
    notice("split", `${count} repeats ${splits} (change: --seeds); the test rows stay sealed`),
    ...lintNotices([recipe], part, metric),
  ];
}

const nothingToAblate = (name: string): RegularizeError =>
  new RegularizeError({
    code: "E145",
    where: "recipe",
    message: `${name} has no regularizer that could be left out`,
    expected: "a recipe with at least one, such as dropout: 0.3",
    todo: "--recipe FILE, or regularize compare to see what helps",
  });

interface Kept {
  readonly issued: Issued;
  readonly report: string;
}

async function save(folder: RunFolder, result: AblateResult, { issued, report }: Kept): Promise<void> {
  await writeMetrics(folder, issued.outcomes);
  const files: Readonly<Record<string, string>> = {
    "recipe.json": `${JSON.stringify(changesOf(result.recommended), null, 2)}\n`,
    "result.json": resultText(result, folder),
    "report.html": report,
  };
  await writeFiles(folder, "ablate", files, ["metrics.jsonl", JOURNAL]);
}
