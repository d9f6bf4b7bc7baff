import { basename } from "node:path";
import { renderReceipt } from "../../observe/report/receipt.ts";
import type { ReportParts } from "../../observe/report/types.ts";
import { commandOf } from "../command.ts";
import type { NoticeEvent } from "../types.ts";
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
): string {
  const { steps, recipe, recommended } = result;
  const { repeats } = options;
  const own = repeats === undefined ? [] : [["--seeds", repeats] as const];
  return renderReceipt(
    {
      ...{ ...result, run: basename(result.run), name: recipe.name, trials },
      recommended: JSON.stringify(changesOf(recommended), null, 2),
      steps: steps.map((step) => ({ ...step, name: step.recipe.name })),
    },
    { notices, version: VERSION, command: `${commandOf(options, "ablate", own)} --recipe recipe.json` },
  );
}
