import { type Diagnosis, diagnose, diagnoseComparison, type Story } from "../../decide/index.ts";
import { openRun, parseJournal } from "../../observe/index.ts";
import { type Card, readCard } from "../card.ts";
import { namingData } from "../command.ts";
import { parseJob } from "../fitJob.ts";
import { comparedOf } from "../next.ts";
import { throwIfStopped } from "../stop.ts";
import type { CompareResult, DataOptions, FitResult } from "../types.ts";
import { columnsAlone } from "./leaks.ts";
import { type FitFacts, storyOf } from "./story.ts";

export interface RunDiagnosis {
  readonly diagnosis: Diagnosis;
  readonly source: string;
  readonly notes: readonly string[];
}

/** Diagnoses a finished run of `fit` or `compare`. Throws as `openRun`, and E107 when it is to stop. */
export async function diagnoseRun(path: string, signal?: AbortSignal): Promise<RunDiagnosis> {
  const run = await openRun(path);
  const result = JSON.parse(await run.readText("result.json")) as FitResult | CompareResult;
  if ("recipes" in result)
    return { diagnosis: diagnoseComparison(comparedOf(result)), source: "a comparison", notes: [] };
  const card = await readCard(run, `${path}/recipe.json`);
  const options = Object.hasOwn(run.manifest.files, "job.json")
    ? parseJob(await run.readText("job.json"), `${path}/job.json`).options
    : undefined;
  const { columns, notes } = await leaksOf(options, card, signal);
  const { records: lines } = parseJournal(await run.read("metrics.jsonl"));
  const facts = { recipe: card.recipe, result, lines, rows: card.data.rows, split: options?.split };
  const diagnosis = diagnoseFit({ ...facts, ...(columns === undefined ? {} : { columns }) }, result);
  return {
    diagnosis: options === undefined ? diagnosis : namedData(diagnosis, options),
    source: "a fit",
    notes,
  };
}

type Scores = Pick<FitResult, "train" | "validation" | "gap" | "test" | "baseline" | "metric">;

/** The verdict on a fit, with its scores among the numbers that can be required. */
export function diagnoseFit(facts: FitFacts, { train, validation, gap, test, baseline, metric }: Scores): Diagnosis {
  const diagnosis = diagnose(storyOf(facts));
  const scores = { test: test.value, baseline, gap, train, validation, [metric.name]: validation };
  return { ...diagnosis, values: { ...diagnosis.values, ...scores } };
}

/** A diagnosis whose next edit names the data. */
export const namedData = (diagnosis: Diagnosis, options: DataOptions, named = namingData): Diagnosis => ({
  ...diagnosis,
  next: { ...diagnosis.next, edit: named(diagnosis.next.edit, options) },
});

/** Looks for columns that answer alone, where the data still lies where it was. */
async function leaksOf(
  options: DataOptions | undefined,
  card: Card,
  signal: AbortSignal | undefined,
): Promise<{ readonly columns?: Story["columns"]; readonly notes: readonly string[] }> {
  const unseen = "leaks were not looked for: the data is not there any more, or is another";
  if (options === undefined) return { notes: [unseen] };
  try {
    const columns = await columnsAlone(options, card, signal);
    return columns === undefined ? { notes: [unseen] } : { columns, notes: [] };
  } catch {
    throwIfStopped(signal);
    return { notes: [unseen] };
  }
}
