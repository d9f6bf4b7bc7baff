import { basename } from "node:path";
import { lastThatHolds } from "../../decide/receipt/index.ts";
import { listed } from "../../decide/wording.ts";
import { renderReceipt } from "../../observe/report/receipt.ts";
import type { ReportParts } from "../../observe/report/types.ts";
import { jobCommand } from "../command.ts";
import { describeData } from "../evidence/index.ts";
import type { Prepared } from "../prepare.ts";
import type { Next, NoticeEvent } from "../types.ts";
import { VERSION } from "../version.ts";
import { changesOf } from "./changes.ts";
import type { AblateOptions, AblateResult, Receipt } from "./types.ts";

/** What a report of another job shows of a receipt. */
export const shownParts = ({ recipe, full, parts, steps, repeats }: Receipt): ReportParts => ({
  ...{ name: recipe.name, full, parts, repeats },
  steps: steps.map((step) => ({ ...step, name: step.recipe.name })),
});

/** `report.html` of an ablation: what each part brings, pairs, and the recipe to use. */
export function receiptReportOf(
  options: AblateOptions,
  result: AblateResult,
  notices: readonly NoticeEvent[],
  trials: number,
  prepared: Prepared,
): string {
  const { steps, recipe, recommended } = result;
  return renderReceipt(
    {
      ...{ ...result, run: basename(result.run), name: recipe.name, trials },
      recommended: JSON.stringify(changesOf(recommended), null, 2),
      steps: steps.map((step) => ({ ...step, name: step.recipe.name })),
    },
    {
      notices,
      version: VERSION,
      command: jobCommand("ablate", options),
      ...(result.next === undefined ? {} : { next: result.next }),
      evidence: { layers: [], data: describeData(prepared) },
    },
  );
}

/** What is left to do: to use the recipe without what it does not need. */
export function nextOfReceipt({ dropped, steps }: Receipt): Next {
  if (dropped.length === 0)
    return { edit: "none: keep the recipe", expect: "a worse score without any part of it, or no way to tell" };
  const verified = lastThatHolds(steps)?.verified;
  return {
    edit: `use recipe.json: it is without ${listed(dropped)}`,
    expect: verified === undefined ? "the same score: those parts did nothing" : verified.sentence,
  };
}
