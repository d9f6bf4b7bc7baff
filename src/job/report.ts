import { basename } from "node:path";
import { type Curve, renderReport, type ReportStudy } from "../observe/index.ts";
import { aggregated } from "./aggregates.ts";
import { editAsFlags, jobCommand } from "./command.ts";
import { showSteps } from "./augment/steps.ts";
import { PLAIN, usualAugment } from "./ladder.ts";
import type { Recipe } from "./recipe.ts";
import type { Draft } from "./evidence/index.ts";
import type { Outcome } from "./summarize.ts";
import type { CompareOptions, CompareResult, FitOptions, FitResult, NoticeEvent } from "./types.ts";
import { VERSION } from "./version.ts";

/** `report.html` of a comparison: the curves of plain and of the winner beside its table. */
export function reportOf(
  options: CompareOptions,
  result: CompareResult,
  notices: readonly NoticeEvent[],
  outcomes: readonly Outcome[],
  {
    command = jobCommand("compare", options),
    recipes = [],
    study,
  }: { readonly command?: string; readonly recipes?: readonly Recipe[]; readonly study?: ReportStudy } = {},
): Draft {
  const curves = curvesOf(outcomes, [PLAIN, result.winner]);
  const context = {
    notices: options.aggregatesOnly === true ? aggregated(notices) : notices,
    curves,
    command,
    version: VERSION,
    ...(result.next === undefined ? {} : { next: result.next }),
    ...(study === undefined ? {} : { job: "tune" }),
  };
  const plain = plainOf(PLAIN, recipes, outcomes);
  const augment = shownSteps(options, recipes, result.audit);
  const shown = { ...result, run: basename(result.run), ...(study === undefined ? {} : { study }) };
  return {
    render: (evidence) => renderReport(shown, { ...context, evidence }),
    ...(plain === undefined ? {} : { plain }),
    augment,
    segments: result.findings === undefined,
    ...{ audited: result.audit?.lines.map(({ operation }) => operation) ?? [], png: options.png === true },
    aggregatesOnly: options.aggregatesOnly === true,
  };
}

/** Steps of the recipes, those that an audit left to be tried, and those that it kept out; none where the user wants aggregates alone. */
function shownSteps(
  { aggregatesOnly, augment = [] }: CompareOptions,
  recipes: readonly Recipe[],
  audit: CompareResult["audit"],
): Recipe["augment"] {
  if (aggregatesOnly === true) return [];
  const known = [...augment, ...usualAugment("image"), ...usualAugment("text")];
  const leftOut = known.filter((step) => audit?.leftOut.some(({ name }) => name === showSteps([step])));
  const all = [...recipes.flatMap((recipe) => recipe.augment), ...(audit?.steps ?? []), ...leftOut];
  return [...new Map(all.map((step) => [showSteps([step]), step])).values()];
}

/** The recipe that the kept one is drawn beside. */
export function plainOf(name: string, recipes: readonly Recipe[], outcomes: readonly Outcome[]): Draft["plain"] {
  const recipe = recipes.find((of) => of.name === name);
  const trials = outcomes.find((of) => of.name === name)?.trials;
  return recipe === undefined || trials === undefined ? undefined : { recipe, trials };
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
export function fitReportOf(result: FitResult, { options, recipe, notices, zeros, rows, lines }: FitStory): Draft {
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
  const lossOf = (part: unknown): number => (part as { readonly loss: number | null }).loss ?? Number.NaN;
  const epochs = lines.map((of) => ({
    epoch: Number(of["epoch"]),
    train: lossOf(of["train"]),
    validation: lossOf(of["validation"]),
  }));
  const exported = { seed: 0, value: test.value };
  const shown = {
    ...{ ...result, run: basename(result.run), recipes: [line], winner: name, rows },
    test: { rows: rows.test, winner: test, plain: test, difference: same, exported },
  };
  const context = {
    ...{ notices: options.aggregatesOnly === true ? aggregated(notices) : notices, version: VERSION },
    command: jobCommand("fit", options),
    next: {
      ...result.diagnosis.next,
      edit: editAsFlags(result.diagnosis.next.edit),
      also: result.diagnosis.also.map(({ sentence }) => sentence),
    },
    curves: [{ recipe: name, repeat: 0, kept: result.bestEpoch, epochs }],
  };
  return {
    render: (evidence) => renderReport(shown, { ...context, evidence }),
    augment: shownSteps(options, [recipe], undefined),
    ...{ segments: result.findings === undefined, png: options.png === true },
    aggregatesOnly: options.aggregatesOnly === true,
  };
}
