import { notice } from "../../notices.ts";
import type { NoticeEvent } from "../../types.ts";
import { FINAL_SHARE } from "../final/finalists.ts";
import type { Recovered } from "../journal.ts";
import { RECEIPT_SHARE } from "../final/receipt.ts";
import type { StudyJob } from "../types.ts";

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What is told before the first trial: what is searched, for how long, and what is left of an earlier attempt. */
export function noticesOf(
  { space, fixed, options, crossFolds }: StudyJob,
  { warning, events, reruns }: Recovered,
): NoticeEvent[] {
  const searched = space.parameters.filter(({ helper }) => helper !== true).map(({ name }) => name);
  const budget = [
    ...(options.trials === undefined ? [] : [`${options.trials} trials`]),
    ...(options.budgetSeconds === undefined
      ? []
      : [
          `${options.budgetSeconds} s, of them up to ${percent(FINAL_SHARE)} for the final, ${percent(RECEIPT_SHARE)} for the receipt`,
        ]),
  ];
  const told = events.filter(({ type }) => type === "told").length;
  return [
    notice("model", `searching ${searched.join(", ")} (change: --space)`),
    notice(
      "model",
      `first ${fixed.map(({ name }) => name).join(", ")}; then samples · ${budget.join(", ")} (change: --budget --trials)`,
    ),
    ...(crossFolds === undefined
      ? []
      : [
          notice(
            "split",
            `few rows: ${crossFolds}-fold cross-validation, again with other folds in the final, whose networks are averaged`,
          ),
        ]),
    ...(warning === undefined ? [] : [notice("warning", warning)]),
    ...(told === 0
      ? []
      : [notice("data", `going on from the journal: ${told + reruns.length} trained repeats are kept`)]),
  ];
}
