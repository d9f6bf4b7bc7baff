import { basename } from "node:path";
import { renderReport } from "../observe/index.ts";
import { commandOf } from "./command.ts";
import { PLAIN } from "./ladder.ts";
import type { Outcome } from "./summarize.ts";
import type { CompareOptions, CompareResult, NoticeEvent } from "./types.ts";
import { VERSION } from "./version.ts";

/** `report.html` of a comparison: the curves of plain and of the winner beside its table. */
export function reportOf(
  options: CompareOptions,
  result: CompareResult,
  notices: readonly NoticeEvent[],
  outcomes: readonly Outcome[],
): string {
  const shown = outcomes.filter(({ name }) => name === PLAIN || name === result.winner);
  const curves = shown.flatMap(({ name, trials }) =>
    [...trials].map(([repeat, { history, end }]) => ({
      recipe: name,
      repeat,
      kept: end.kept,
      epochs: history.map(({ epoch, train, validation }) => ({
        epoch,
        train: train.loss,
        validation: validation.loss,
      })),
    })),
  );
  return renderReport(
    { ...result, run: basename(result.run) },
    { notices, curves, command: commandOf(options), version: VERSION },
  );
}
