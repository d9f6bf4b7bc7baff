import type { ReportAnswers } from "../../observe/index.ts";
import type { Runtime } from "../../run/index.ts";
import type { Metric } from "../../train/metrics/index.ts";
import type { Trainer } from "../../train/trainer.ts";
import type { Prepared } from "../prepare.ts";
import type { Recipe } from "../recipe.ts";
import type { Trial } from "../trial.ts";

/** A model that is kept, and what it was trained on. */
export interface KeptModel {
  readonly prepared: Prepared;
  readonly recipe: Recipe;
  readonly repeat: number;
  readonly trial: Trial;
  /** Further networks of the recipe, whose predictions are averaged with its. */
  readonly further?: readonly { readonly repeat: number; readonly trial: Trial; readonly recipe?: Recipe }[];
  /** With the weights of the trial. */
  readonly trainer: Trainer;
  readonly metric: Metric;
  readonly runtime: Runtime;
}

/** A trained network of a recipe, built once. */
export interface Network {
  readonly recipe: Recipe;
  readonly trainer: Trainer;
}

/** What a report asks for beside the result. */
export interface Asked {
  /** Steps to show on training rows; no row is shown when absent. */
  readonly augment?: Recipe["augment"];
  /** Steps that were audited before, by `showSteps`. */
  readonly audited?: readonly string[];
  /** False: the result tells of segments already. */
  readonly segments?: boolean;
  /** Nothing of a single row, the least and the greatest value of a column neither. */
  readonly aggregatesOnly?: boolean;
  /** The model to draw beside the kept one, by its repeats. */
  readonly plain?: { readonly recipe: Recipe; readonly trials: ReadonlyMap<number, Trial> };
  /** Rows that the model answers for. The test rows are not to be opened for a report's sake. */
  readonly part: ReportAnswers["part"];
}
