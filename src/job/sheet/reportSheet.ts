import type { ReportSheet } from "../../observe/index.ts";
import type { GivenStep } from "../augment/steps.ts";
import type { Fold, Input, Prepared, TableFold } from "../prepare.ts";
import type { TableInput } from "../source/table.ts";
import { stepsOnImages } from "./reportImages.ts";
import { stepsOnTable } from "./reportTable.ts";
import { stepsOnTexts } from "./reportTexts.ts";

/** Steps of a recipe that are shown: a report is no catalogue. */
const STEPS = 8;

/**
 * A few training rows of a fold beside what the steps make of them, each alone and all together: what a report shows of single
 * rows. Validation and test rows are never among them. What cannot be drawn is said, for a report has more to tell.
 */
export async function reportSheet(
  prepared: Prepared,
  fold: Fold<Input>,
  augment: readonly GivenStep[],
): Promise<ReportSheet> {
  const steps = augment.slice(0, STEPS);
  const left = augment.length - steps.length;
  const more = left === 0 ? [] : [`${left} more ${left === 1 ? "step is" : "steps are"} not shown.`];
  try {
    const sheet = await drawSteps(prepared, fold, steps);
    return { ...sheet, notes: [...sheet.notes, ...more] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "text", texts: [], shown: 0, notes: [`The sheet could not be drawn: ${why}`] };
  }
}

function drawSteps(prepared: Prepared, fold: Fold<Input>, steps: readonly GivenStep[]): Promise<ReportSheet> {
  if (prepared.kind === "image") return stepsOnImages(prepared, fold, steps);
  if (prepared.kind === "text") return stepsOnTexts(prepared, fold, steps);
  return stepsOnTable(prepared, fold as TableFold<TableInput>, steps);
}
