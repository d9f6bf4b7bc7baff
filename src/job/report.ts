import { basename } from "node:path";
import { type Curve, renderReport } from "../observe/index.ts";
import { commandOf } from "./command.ts";
import { PLAIN } from "./ladder.ts";
import type { Recipe } from "./recipe.ts";
import type { Outcome } from "./summarize.ts";
import type { CompareOptions, CompareResult, FitOptions, FitResult, NoticeEvent } from "./types.ts";
import { VERSION } from "./version.ts";

/** `report.html` of a comparison: the curves of plain and of the winner beside its table. */
export function reportOf(
  options: CompareOptions,
  result: CompareResult,
  notices: readonly NoticeEvent[],
  outcomes: readonly Outcome[],
  command: string = commandOf(options),
): string {
  const curves = curvesOf(outcomes, [PLAIN, result.winner]);
  return renderReport({ ...result, run: basename(result.run) }, { notices, curves, command, version: VERSION });
}

/** The losses of every repeat of some recipes. */
export const curvesOf = (outcomes: readonly Outcome[], names: readonly string[]): Curve[] =>
  outcomes
    .filter(({ name }) => names.includes(name))
    .flatMap(({ name, trials }) =>
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

/** What the report of a fit shows beside its result. */
export interface FitStory {
  readonly options: Omit<FitOptions, "signal" | "out" | "recipe" | "base">;
  readonly recipe: Recipe;
  readonly notices: readonly NoticeEvent[];
  readonly zeros: number;
  readonly rows: CompareResult["rows"];
  /** The lines of `metrics.jsonl`: every epoch, those before a stop too. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** `report.html` of a fit: one recipe, its scores, its gap and its curve. */
export function fitReportOf(result: FitResult, { options, recipe, notices, zeros, rows, lines }: FitStory): string {
  const { name } = recipe;
  const { train, validation, gap, test } = result;
  const scores = [{ seed: 0, train, validation }];
  const line = {
    name,
    train,
    validation: { mean: validation, se: Number.NaN },
    gap,
    zeros,
    epochs: result.bestEpoch,
    scores,
  };
  const same = { value: 0, low: 0, high: 0 };
  const lossOf = (part: unknown): number => (part as { readonly loss: number }).loss;
  const epochs = lines.map((of) => ({
    epoch: Number(of["epoch"]),
    train: lossOf(of["train"]),
    validation: lossOf(of["validation"]),
  }));
  const exported = { seed: 0, value: test.value };
  return renderReport(
    {
      ...{ ...result, run: basename(result.run), recipes: [line], winner: name, rows },
      test: { rows: rows.test, winner: test, plain: test, difference: same, exported },
    },
    {
      ...{ notices, version: VERSION, command: `${commandOf(options, "fit")} --recipe recipe.json` },
      curves: [{ recipe: name, repeat: 0, kept: result.bestEpoch, epochs }],
    },
  );
}
