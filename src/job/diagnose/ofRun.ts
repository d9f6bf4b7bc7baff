import { type Compared, type Diagnosis, diagnose, diagnoseComparison, type Story } from "../../decide/index.ts";
import { openRun, parseJournal, type Run } from "../../observe/index.ts";
import * as metrics from "../../train/metrics/index.ts";
import { type Card, parseCard } from "../card.ts";
import { parseJob } from "../fitJob.ts";
import type { CompareResult, DataOptions, FitResult } from "../types.ts";
import { columnsAlone } from "./leaks.ts";

export interface RunDiagnosis {
  readonly diagnosis: Diagnosis;
  readonly source: string;
  readonly notes: readonly string[];
}

/** Shares of training, validation and test unless a job says otherwise. */
const SHARES = [60, 20, 20] as const;
const Z = 1.96;

/** Diagnoses a finished run of `fit` or `compare`. Throws as `openRun`. */
export async function diagnoseRun(path: string): Promise<RunDiagnosis> {
  const run = await openRun(path);
  const result = JSON.parse(await run.readText("result.json")) as FitResult | CompareResult;
  if ("recipes" in result)
    return { diagnosis: diagnoseComparison(comparedOf(result)), source: "a comparison", notes: [] };
  const card = parseCard(await run.readText("recipe.json"), `${path}/recipe.json`);
  const options = Object.hasOwn(run.manifest.files, "job.json")
    ? parseJob(await run.readText("job.json"), `${path}/job.json`).options
    : undefined;
  const { columns, notes } = await leaksOf(options, card);
  const story = { ...(await storyOf(run, card, result, options)), ...(columns === undefined ? {} : { columns }) };
  const diagnosis = diagnose(story);
  const values = { ...diagnosis.values, test: result.test.value, baseline: result.baseline };
  const kept = {
    gap: result.gap,
    train: result.train,
    validation: result.validation,
    [result.metric.name]: result.validation,
  };
  return { diagnosis: { ...diagnosis, values: { ...values, ...kept } }, source: "a fit", notes };
}

/** A fit's curves, with the error of its validation score as that of the sealed test, which has rows of the same kind. */
async function storyOf(run: Run, card: Card, result: FitResult, options: DataOptions | undefined): Promise<Story> {
  const lines = parseJournal(await run.read("metrics.jsonl")).records as unknown as readonly {
    readonly epoch: number;
    readonly train: { readonly loss: number | null; readonly metric: number | null };
    readonly validation: { readonly loss: number | null; readonly metric: number | null };
    readonly learning?: number | null;
  }[];
  // Only batches' own statistics make learning better than inference.
  const hasStatistics = (result.findings?.kept.terms.batchNorm ?? 0) !== 0;
  const number = (x: number | null): number => x ?? Number.NaN;
  const { recipe, metric: name, data } = card;
  const known = Object.values(metrics).find((metric) => metric.name === name);
  const [, validation, test] = options?.split ?? SHARES;
  const total = (options?.split ?? SHARES).reduce((a, b) => a + b, 0);
  const standardError = ((result.test.high - result.test.low) / (2 * Z)) * Math.sqrt(test / validation);
  const stopped = recipe.earlyStopping && result.epochs - result.bestEpoch >= recipe.patience;
  return {
    ...{
      source: "regularize",
      scoredAlike: true,
      restores: recipe.earlyStopping,
      stopped,
      keptEpoch: result.bestEpoch,
      recipe,
    },
    epochs: lines.map((line) => ({
      epoch: line.epoch,
      loss: { train: number(line.train.loss), validation: number(line.validation.loss) },
      metric: { train: number(line.train.metric), validation: number(line.validation.metric) },
      ...(hasStatistics && typeof line.learning === "number" ? { learning: line.learning } : {}),
    })),
    ...labelsOf(result),
    ...(known === undefined
      ? {}
      : { metric: { name, better: known.better, perfect: known.range[known.better === "higher" ? 1 : 0] } }),
    ...(Number.isFinite(result.baseline) ? { baseline: { metric: result.baseline } } : {}),
    validationRows: Math.round((data.rows * validation) / total),
    ...(Number.isFinite(standardError) ? { standardError } : {}),
  };
}

/** What the fit found of labels that look wrong. */
function labelsOf({ findings }: FitResult): Pick<Story, "labels"> {
  if (findings === undefined) return {};
  const { suspects, looked, noise, claimed, file } = findings.labels;
  return { labels: { suspects, rows: looked, file, noise: { ...noise, claimed } } };
}

/** Looks for columns that answer alone, where the data still lies where it was. */
async function leaksOf(
  options: DataOptions | undefined,
  { data, seed }: Card,
): Promise<{ readonly columns?: Story["columns"]; readonly notes: readonly string[] }> {
  const unseen = "leaks were not looked for: the data is not there any more, or is another";
  if (options === undefined) return { notes: [unseen] };
  try {
    const columns = await columnsAlone(options, seed, data.sha256);
    return columns === undefined ? { notes: [unseen] } : { columns, notes: [] };
  } catch {
    return { notes: [unseen] };
  }
}

/** The table as the verdict wants it, and its winner. */
function comparedOf(result: CompareResult): Compared {
  const { recipes, metric, baseline, test } = result;
  const best = recipes.find(({ name }) => name === result.winner) ?? recipes[0]!;
  return {
    ...{ recipes, metric, baseline, repeats: Math.max(...recipes.map(({ scores }) => scores.length)) },
    winner: { name: best.name, train: best.train, validation: best.validation.mean, test: test.winner.value },
  };
}
