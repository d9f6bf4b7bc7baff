import type { JobName, Score, Setting, TrialRow } from "../../types.ts";
import { at, isObject, type Json, list, score, text } from "../json.ts";

/** What the lines of the runs table are made of. */
export interface Sources {
  readonly job: JobName | "";
  readonly result: Json | undefined;
  /** Recipes that were told of, and that of the model that was kept. */
  readonly recipes: readonly Json[];
  readonly card: Json | undefined;
  /** `study.jsonl` and `job.json` of a search. */
  readonly study: readonly Json[];
  readonly studyJob: Json | undefined;
  /** Trial events. */
  readonly told: readonly Json[];
  readonly isRunning: boolean;
}

export const mean = (values: readonly number[]): Score =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
export const finite = (values: readonly unknown[]): number[] => values.map(score).filter((value) => value !== null);

export function errorOf(values: readonly number[]): Score {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

/** A line of which nothing is known. */
export const EMPTY = {
  state: "done",
  settings: {},
  ...{ train: null, validation: null, se: null, gap: null, zeros: null, epochs: null, repeats: 0 },
} as const;

/** A recipe, a strength or a size as its result tells of it. */
export function recipeRow(line: Json, settings: Readonly<Record<string, Setting>>, winner: string): TrialRow {
  const name = text(line["name"]);
  const failed = text(line["failed"]);
  const effect = line["effect"];
  return {
    ...{ ...EMPTY, name, settings, state: failed === "" ? "done" : "failed" },
    train: score(isObject(line["train"]) ? at(line["train"], "mean") : line["train"]),
    validation: score(at(line["validation"], "mean")),
    se: score(at(line["validation"], "se")),
    ...{ gap: score(line["gap"]), zeros: score(line["zeros"]), epochs: score(line["epochs"]) },
    repeats: list(line["scores"]).length,
    ...(isObject(effect)
      ? { effect: { mean: score(effect["mean"]), low: score(effect["low"]), high: score(effect["high"]) } }
      : {}),
    ...(name === winner ? { isWinner: true as const } : {}),
    ...(failed === "" ? {} : { reason: failed }),
  };
}
