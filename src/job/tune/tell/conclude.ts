import { rm } from "node:fs/promises";
import { meanOf } from "../../../core/mean.ts";
import type { Row } from "../../../decide/index.ts";
import { gain } from "../../../train/best.ts";
import { jobCommand } from "../../command.ts";
import { baselineOf } from "../../baseline.ts";
import { keptFindings, type Unwatched } from "../../gap/kept.ts";
import type { KeptFindings } from "../../gap/types.ts";
import { namingNext, nextOfStudy } from "../../next.ts";
import { foldOf } from "../../prepare.ts";
import { shownParts } from "../../receipt/report.ts";
import { reportOf } from "../../report.ts";
import { type Finished, saveRun, writeMetrics } from "../../save.ts";
import { rowCounts, shownMetric } from "../../result.ts";
import { built } from "../../trial.ts";
import type { Outcome } from "../../summarize.ts";
import { notice } from "../../notices.ts";
import type { NoticeEvent } from "../../types.ts";
import type { Final } from "../final/final.ts";
import { shortlistOf } from "../final/finalists.ts";
import type { Judged } from "../final/judged.ts";
import { JOURNAL } from "../journal.ts";
import { type Model, modelOf } from "../model/model.ts";
import { scoreSealed } from "../model/sealed.ts";
import { concludeTune, leaderboard } from "./summary.ts";
import { slicesOf } from "./slices.ts";
import type { TuneEvent, TuneReceipt, TuneResult } from "../types.ts";
import type { Working } from "../working.ts";
import { withRuntime } from "../../runtime.ts";

/** What there is when everything is trained. */
export interface Concluding extends Working, Judged {
  readonly outcomes: Outcome[];
  readonly final: Final;
  readonly receipt: TuneReceipt;
  readonly notices: readonly NoticeEvent[];
  readonly start: number;
}

/** Opens the seal, once and for the model that is kept and the default alone, and writes the run folder. */
export async function conclude(of: Concluding, onEvent: (event: TuneEvent) => void): Promise<TuneResult> {
  const { prepared, metric } = of;
  return withRuntime(async (runtime) => {
    const model = await modelOf({ ...of, runtime });
    const test = await scoreSealed({ prepared, metric, runtime, ...model });
    const kept = await built({ prepared, ...model.members[0]!, metric, runtime });
    const findings = await keptFindings(kept);
    const told = resultOf(of, { model, test, ...(findings === undefined ? {} : { findings }) });
    const result = { ...told, next: namingNext(nextOfStudy(told), of.job.options) };
    await of.journal.close();
    await save(of, { result, model, kept });
    onEvent(result);
    return result;
  });
}

interface Concluded {
  readonly model: Model;
  readonly test: TuneResult["test"];
  readonly findings?: KeptFindings;
}

function resultOf(of: Concluding, { model, test, findings }: Concluded): TuneResult {
  const { prepared, metric, study, final, job, results, winner, testFraction, receipt } = of;
  const { ids, repeats, ended } = final.finalists;
  const first = foldOf(prepared, 0);
  const baseline = baselineOf(first, metric);
  const rows = study.rows();
  const row = rows[ids.find((id) => of.recipeOf(id).name === winner.name)!]!;
  const fresh = repeats.filter((repeat) => repeat >= job.folds).length;
  return {
    ...{ v: 1, type: "result", task: prepared.task.kind },
    metric: shownMetric(metric),
    ...{ recipes: results, winner: winner.name, baseline },
    conclusion: withModel(concludeTune(results, winner, metric, { repeats: repeats.length, fresh, baseline }), model),
    test,
    rows: rowCounts(first, prepared),
    receipt,
    ...(job.audit === undefined ? {} : { audit: job.audit }),
    ...(findings === undefined ? {} : { findings }),
    trials: leaderboard({ rows, metric, testFraction, recipeOf: of.recipeOf, results }),
    search: {
      ...{ ...countsOf(rows), folds: job.folds, reruns: fresh, ended, averaged: model.names },
      leftOut: leftOutOf(of, fresh),
      flattered: gain(metric.better, meanOf(row.scores), winner.validation.mean),
    },
    run: of.folder.path,
    seconds: (performance.now() - of.start) / 1000,
  };
}

/** What of the final its share of the time had no room for. */
function leftOutOf({ study, metric, job, final }: Concluding, fresh: number): string[] {
  const { top, reruns } = job;
  const able = shortlistOf(study.rows(), metric, top);
  const out = able.filter(({ id }) => !final.finalists.ids.includes(id)).length;
  return [
    ...(fresh < reruns ? [`${reruns - fresh} of ${reruns} fresh repeats`] : []),
    ...(out > 0 ? [`${out} of the ${able.length} best`] : []),
  ];
}

/** What model.onnx holds, where it is more than one network. */
function withModel(said: string, { names, members }: Model): string {
  if (members.length === 1) return said;
  const of = names.length === 1 ? "" : ` of ${names.join(" and ")}, which validate better together`;
  return `${said.replace(/\.$/u, "")}; kept: the mean of ${members.length} networks${of}.`;
}

interface Saved {
  readonly result: TuneResult;
  readonly model: Model;
  readonly kept: Unwatched & Pick<Finished, "metric" | "runtime">;
}

async function save(
  { folder, job, metric, recipeOf: named, final, notices, study, outcomes, receipt }: Concluding,
  { result, model, kept }: Saved,
): Promise<void> {
  const told = result.trials.filter(({ fresh, changes }) => fresh !== undefined && changes !== "");
  const said = told.map(({ name, changes }) => notice("model", `${name}: ${changes}`));
  const { options, space } = job;
  const finalists = final.finalists.ids;
  const searched = { space, rows: study.rows(), better: metric.better, seed: options.seed ?? 42, finalists };
  const command = jobCommand("tune", { ...options, folds: job.folds });
  const report = reportOf(options, result, [...notices, ...said], outcomes, {
    command,
    recipes: final.finalists.ids.map(named),
    study: {
      trials: result.trials,
      search: result.search,
      slices: slicesOf(searched),
      receipt: "skipped" in receipt ? receipt : shownParts(receipt),
    },
  });
  const further = model.members.slice(1);
  // What a killed coordinator may have left.
  await rm(folder.pathOf("metrics.jsonl"), { force: true });
  await writeMetrics(folder, outcomes);
  await saveRun(folder, "tune", { ...kept, further, result, report, others: ["job.json", JOURNAL] });
}

function countsOf(rows: readonly Row[]): Pick<TuneResult["search"], "done" | "pruned" | "failed" | "unfinished"> {
  const count = (state: Row["state"]): number => rows.filter((row) => row.state === state).length;
  return { done: count("done"), pruned: count("pruned"), failed: count("failed"), unfinished: count("running") };
}
