import { foldOf } from "../../prepare.ts";
import { type Outcome, summarize, winnerOf } from "../../summarize.ts";
import { testFractionOf } from "../../result.ts";
import type { RecipeResult } from "../../types.ts";
import { noneFinished } from "../failure.ts";
import type { Finalists } from "../journal.ts";
import type { Working } from "../working.ts";

/** What the final has shown. */
export interface Judged {
  readonly results: RecipeResult[];
  readonly winner: RecipeResult;
  /** Validation rows ÷ training rows. */
  readonly testFraction: number;
}

/** Who is kept, by the repeats of the final. Throws E404 when none of them finished. */
export function judge(
  { prepared, metric, study, job }: Pick<Working, "prepared" | "metric" | "study" | "job">,
  { repeats, ended }: Finalists,
  outcomes: readonly Outcome[],
): Judged {
  const testFraction = testFractionOf(foldOf(prepared, 0));
  const results = summarize(outcomes, repeats, metric, testFraction);
  const winner = winnerOf(results, metric);
  if (winner === undefined) throw noneFinished(study.rows(), { job, ended, seconds: Number.NaN }, outcomes);
  return { results, winner, testFraction };
}
