import { rm } from "node:fs/promises";
import type { Row } from "../../decide/index.ts";
import { createRuntime, type Runtime } from "../../run/index.ts";
import { gain } from "../../train/best.ts";
import { commandOf } from "../command.ts";
import { baselineOf } from "../compare.ts";
import { PLAIN } from "../ladder.ts";
import { foldOf } from "../prepare.ts";
import { reportOf } from "../report.ts";
import { saveRun, writeMetrics } from "../save.ts";
import { scoreSealed } from "./sealed.ts";
import { chooseByOneError, sizeOf } from "./choose.ts";
import { type Outcome, summarize, winnerOf } from "../summarize.ts";
import type { NoticeEvent } from "../types.ts";
import { noneFinished } from "./failure.ts";
import { type Final, withStates } from "./final.ts";
import { JOURNAL } from "./journal.ts";
import { concludeTune, leaderboard } from "./summary.ts";
import { slicesOf } from "./slices.ts";
import type { TuneEvent, TuneResult } from "./types.ts";
import type { Working } from "./working.ts";

/** What there is when everything is trained. */
export interface Concluding extends Working {
  readonly outcomes: Outcome[];
  readonly final: Final;
  readonly notices: readonly NoticeEvent[];
  readonly start: number;
}

/** Opens the seal, once and for the winner and the default alone, and writes the run folder. */
export async function conclude(of: Concluding, onEvent: (event: TuneEvent) => void): Promise<TuneResult> {
  const { folder, job, prepared, metric, study, journal, final, start } = of;
  const { repeats, ids, ended } = final.finalists;
  const first = foldOf(prepared, 0);
  const testFraction = first.validation.rows / first.train.rows;
  const results = summarize(of.outcomes, repeats, metric, testFraction);
  const nets = final.finalists.ids.map((id) => of.recipeOf(id));
  const sizeOfNamed = (name: string): number => sizeOf(nets.find((recipe) => recipe.name === name)!, prepared);
  const best = winnerOf(results, metric);
  const chosen =
    job.crossFolds === undefined
      ? best && { winner: best, why: undefined }
      : chooseByOneError(results, { metric, testFraction, sizeOf: sizeOfNamed });
  const winner = chosen?.winner;
  const baseline = baselineOf(first, metric);
  const rows = study.rows();
  if (winner === undefined) throw noneFinished(rows, { job, ended, seconds: Number.NaN }, of.outcomes);
  const plain = results.some(({ name, failed }) => name === PLAIN && failed === undefined) ? PLAIN : winner.name;
  const outcomes = await withStates(final, of.outcomes, new Set([winner.name, plain]));
  const recipes = ids.map((id) => of.recipeOf(id));
  const runtime = await createRuntime({ threads: 1 });
  try {
    const test = await scoreSealed({ prepared, recipes, outcomes, repeats, metric, runtime }, winner.name, plain);
    const row = rows[ids[recipes.findIndex(({ name }) => name === winner.name)]!]!;
    const result: TuneResult = {
      ...{ v: 1, type: "result", task: prepared.task.kind },
      metric: { name: metric.name, title: metric.title, better: metric.better },
      ...{ recipes: results, winner: winner.name, baseline },
      conclusion: withWhy(concludeTune(results, winner, metric, { repeats: repeats.length, baseline }), chosen?.why),
      test,
      rows: { train: first.train.rows, validation: first.validation.rows, test: prepared.test.length },
      trials: leaderboard({ rows, metric, testFraction, recipeOf: of.recipeOf, results }),
      search: {
        ...{ ...countsOf(rows), folds: job.folds, reruns: repeats.length, ended },
        flattered: gain(metric.better, row.score, winner.validation.mean),
      },
      run: folder.path,
      seconds: (performance.now() - start) / 1000,
    };
    await journal.close();
    await save(of, { result, outcomes, runtime });
    onEvent(result);
    return result;
  } finally {
    await runtime.dispose();
  }
}

const withWhy = (said: string, why: string | undefined): string =>
  why === undefined ? said : `${said.replace(/\.$/u, "")}; chosen ${why}.`;

interface Saved {
  readonly result: TuneResult;
  readonly outcomes: readonly Outcome[];
  readonly runtime: Runtime;
}

async function save(
  { folder, job, prepared, metric, recipeOf: named, final, notices, study }: Concluding,
  { result, outcomes, runtime }: Saved,
): Promise<void> {
  const told = result.trials.filter(({ fresh, changes }) => fresh !== undefined && changes !== "");
  const said = told.map(
    ({ name, changes }): NoticeEvent => ({ v: 1, type: "notice", topic: "model", message: `${name}: ${changes}` }),
  );
  const { options, space } = job;
  const finalists = final.finalists.ids;
  const searched = { space, rows: study.rows(), better: metric.better, seed: options.seed ?? 42, finalists };
  const budget = options.budgetSeconds === undefined ? undefined : `${options.budgetSeconds}s`;
  const command = commandOf(options, "tune", [
    ["--budget", budget],
    ["--trials", options.trials],
    ["--seeds", job.folds],
  ]);
  const report = reportOf(options, result, [...notices, ...said], outcomes, {
    command,
    recipes: final.finalists.ids.map(named),
    study: { trials: result.trials, search: result.search, slices: slicesOf(searched) },
  });
  const recipe = final.finalists.ids.map(named).find(({ name }) => name === result.winner)!;
  const repeat = result.test.exported.seed;
  const { trials } = outcomes.find(({ name }) => name === result.winner)!;
  const others = final.finalists.repeats.filter((other) => other !== repeat);
  const further = others.map((other) => ({ repeat: other, trial: trials.get(other)! }));
  // What a killed coordinator may have left.
  await rm(folder.pathOf("metrics.jsonl"), { force: true });
  await writeMetrics(folder, outcomes);
  const kept = { prepared, recipe, repeat, trial: trials.get(repeat)!, further, metric, runtime, result, report };
  await saveRun(folder, "tune", { ...kept, others: ["job.json", JOURNAL] });
}

function countsOf(rows: readonly Row[]): Pick<TuneResult["search"], "done" | "pruned" | "failed" | "unfinished"> {
  const count = (state: Row["state"]): number => rows.filter((row) => row.state === state).length;
  return { done: count("done"), pruned: count("pruned"), failed: count("failed"), unfinished: count("running") };
}
